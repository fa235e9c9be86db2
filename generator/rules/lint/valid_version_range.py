"""A pointer names a resource that exists, at a version that does not.

Why: EventCatalog drops the pointer without a word, just as if the resource did not exist.

Bad:

    receives:
      - id: OrderPlaced            # there is 1.0.0 only
        version: ^2.0.0

Good:

    receives:
      - id: OrderPlaced
        version: ^1.0.0
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/valid-version-range", Severity.ERROR, __doc__)
