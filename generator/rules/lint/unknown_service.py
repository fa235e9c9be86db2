"""A message names a producer or consumer that no file describes.

Why: It is taken as a service that is known by name only, as in EventCatalog v1. In a file of today's format it is more
likely a wrong name.

Bad:

    producers: [OrderService]

Good:

    services/OrdersService/index.mdx     sends: [{id: OrderPlaced}]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/unknown-service", Severity.WARNING, __doc__)
