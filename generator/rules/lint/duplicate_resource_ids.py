"""Two files define the same type, id and version.

Why: Only one of them counts, and which one depends on the tool. flowmart takes the first by path.

Bad:

    events/OrderPlaced/index.mdx       id: OrderPlaced  version: 1.0.0
    events/OrderPlacedCopy/index.mdx   id: OrderPlaced  version: 1.0.0

Good:

    events/OrderPlaced/index.mdx       id: OrderPlaced  version: 1.0.0
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/duplicate-resource-ids", Severity.ERROR, __doc__)
