"""A file has no `id` in a catalog whose other files have one.

Why: Its name is taken for the id, as in EventCatalog v1. Today's EventCatalog refuses the file.

Bad:

    name: Order Placed

Good:

    id: OrderPlaced
    name: Order Placed
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/v1-file", Severity.WARNING, __doc__)
