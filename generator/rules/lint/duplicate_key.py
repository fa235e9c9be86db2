"""A mapping has the same key twice.

Why: Tools disagree about which of the two counts: YAML forbids it, some take the last. flowmart takes the first.

Bad:

    summary: The customer placed an order
    summary: An order was placed

Good:

    summary: The customer placed an order
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/duplicate-key", Severity.ERROR, __doc__)
