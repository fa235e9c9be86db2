"""The catalog folder holds no resource.

Why: Nearly always it is the wrong folder. A check of nothing that passes would be worse than none.

Bad:

    flowmart lint --catalog docs

Good:

    flowmart lint --catalog catalog
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/empty-catalog", Severity.ERROR, __doc__, essential=True)
