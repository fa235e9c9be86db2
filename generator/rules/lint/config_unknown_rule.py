"""flowmart.yaml names a rule that flowmart does not have, or wants to change one that can't be changed.

Why: A rule that is spelt wrong is still judged by its default, and whoever wrote the line believes that it is not.

Bad:

    lint:
      rules: {best-practices/owners-required: off}

Good:

    lint:
      rules: {best-practices/owner-required: off}
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("config/unknown-rule", Severity.ERROR, __doc__, essential=True)
