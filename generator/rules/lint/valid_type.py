"""A value has another type than the format asks for.

Why: EventCatalog stops its build at such a file. flowmart takes what it can understand and leaves out the rest.

Bad:

    sends: OrderPlaced

Good:

    sends:
      - id: OrderPlaced
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/valid-type", Severity.ERROR, __doc__)
