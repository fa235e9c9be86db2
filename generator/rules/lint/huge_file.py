"""A file of the catalog is larger than 8 MiB and was not read.

Why: No description of a resource is that large; most likely it is data that was put into the wrong folder.

Bad:

    events/OrderPlaced/schema.json with a dump of all orders

Good:

    events/OrderPlaced/schema.json with the schema of one order
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/huge-file", Severity.ERROR, __doc__, essential=True)
