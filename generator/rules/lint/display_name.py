"""A pointer has the display name of a resource where its id belongs.

Why: EventCatalog looks resources up by id only, so the reference leads nowhere there. flowmart follows it when just one
resource has that name.

Bad:

    sends:
      - id: Order Placed

Good:

    sends:
      - id: OrderPlaced
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/display-name", Severity.WARNING, __doc__)
