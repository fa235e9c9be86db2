"""A step of a flow shows several things at once, or says in two ways what comes next.

Why: EventCatalog refuses the flow, since it can't decide what to draw.

Bad:

    - id: 1
      message: {id: OrderPlaced}
      service: {id: OrdersService}

Good:

    - id: 1
      message: {id: OrderPlaced}
      next_step: 2
    - id: 2
      service: {id: OrdersService}
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/flow-step", Severity.ERROR, __doc__)
