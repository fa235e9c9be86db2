"""A key that the format requires is missing or empty.

Why: EventCatalog stops its build at such a file, and other resources can't point to something without an id.

Bad:

    name: Order placed
    version: 1.0.0

Good:

    id: OrderPlaced
    name: Order placed
    version: 1.0.0
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/required-fields", Severity.ERROR, __doc__)
