"""An entry of `x-flowmart-ignore` is no entry, names a rule that flowmart does not have, or one that can't be suppressed.

Why: It does nothing, and whoever wrote it believes that it does.

Bad:

    x-flowmart-ignore:
      - rule: orphan-messages
        reason: not yet connected

Good:

    x-flowmart-ignore:
      - rule: refs/orphan-messages
        reason: not yet connected
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("ignore/not-possible", Severity.ERROR, __doc__)
