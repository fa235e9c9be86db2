"""An entry of `x-flowmart-ignore` gives no reason.

Why: The next reader has to know whether the reason still holds; without one the entry stays for ever.

Bad:

    x-flowmart-ignore:
      - rule: refs/orphan-messages

Good:

    x-flowmart-ignore:
      - rule: refs/orphan-messages
        reason: sent by the legacy billing system until 2027
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("ignore/no-reason", Severity.WARNING, __doc__)
