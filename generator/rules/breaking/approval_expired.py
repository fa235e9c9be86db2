"""An approval in flowmart.yaml has expired, so what it approved counts again.

Why: An approval is for the time in which consumers move. After that the break is a break.

Bad: `until: 2025-01-31`, and it is February.

Good: finish the move, or give a new date and say why.
"""

from ...diagnostics import Severity
from ..review import Review
from ..rule import Rule

RULE: Rule[Review] = Rule("breaking/approval-expired", Severity.WARNING, __doc__)
