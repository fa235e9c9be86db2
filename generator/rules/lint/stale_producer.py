"""A message names a producer or consumer whose own file says otherwise.

Why: `producers` and `consumers` of a message are left over from EventCatalog v1. Since v2 a service says itself what it
`sends` and `receives`, and it is believed; what the message says is then old or a gap in the service's file.

Bad:

    events/OrderPlaced/index.mdx         producers: [OrdersService]
    services/OrdersService/index.mdx     sends: []

Good:

    services/OrdersService/index.mdx     sends: [{id: OrderPlaced}]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/stale-producer", Severity.WARNING, __doc__)
