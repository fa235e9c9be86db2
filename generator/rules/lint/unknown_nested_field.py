"""A nested mapping has a key that the format does not have.

Why: EventCatalog drops it without a word, so what it was to say is lost. Most are typing mistakes.

Bad:

    sends:
      - id: OrderPlaced
        verison: 1.0.0

Good:

    sends:
      - id: OrderPlaced
        version: 1.0.0
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/unknown-nested-field", Severity.WARNING, __doc__)
