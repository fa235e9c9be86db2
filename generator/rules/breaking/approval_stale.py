"""An approval in flowmart.yaml approves nothing.

Why: It was for a break that is over, or it has a typing error; either way it would silently approve the next break that it fits.

Bad: an entry of `breaking.approved` that no finding needs any more.

Good: remove it.
"""

from ...diagnostics import Severity
from ..review import Review
from ..rule import Rule

RULE: Rule[Review] = Rule("breaking/approval-stale", Severity.WARNING, __doc__)
