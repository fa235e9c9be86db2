"""A resource file has a top-level key that the format does not have.

Why: EventCatalog since 4.2.3 refuses the file; before, and in flowmart, what the key was to say is ignored. Most are
typing mistakes. Keys of your own start with `x-`.

Bad:

    recieves:
      - id: OrderPlaced

Good:

    receives:
      - id: OrderPlaced
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/unknown-field", Severity.ERROR, __doc__)
