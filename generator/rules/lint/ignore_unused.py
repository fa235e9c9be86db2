"""An entry of `x-flowmart-ignore` suppresses nothing.

Why: It stays behind when its finding is gone, and would hide the next one of the same rule.

Bad:

    x-flowmart-ignore:
      - rule: best-practices/owner-required
        reason: nobody yet
    owners: [orders-team]

Good:

    owners: [orders-team]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("ignore/unused", Severity.WARNING, __doc__)
