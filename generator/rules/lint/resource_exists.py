"""A pointer names a resource that the catalog does not have.

Why: EventCatalog drops it without a word: the relation is missing from every diagram, and from the code that flowmart
generates.

Bad:

    sends:
      - id: OrderPlacd

Good:

    sends:
      - id: OrderPlaced
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/resource-exists", Severity.ERROR, __doc__)
