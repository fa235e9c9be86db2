"""Channels route to each other in a circle.

Why: A message that is forwarded around a circle never leaves it, unless a filter that the catalog does not show stops
it.

Bad:

    orders    routes: [{id: audit}]
    audit     routes: [{id: orders}]

Good:

    orders    routes: [{id: audit}]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/route-cycle", Severity.WARNING, __doc__)
