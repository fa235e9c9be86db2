"""A resource file has no front matter, or an empty one.

Why: Type and place of a file say that it is a resource; without `id`, `name` and `version` it is none.

Bad:

    # OrderPlaced

Good:

    ---
    id: OrderPlaced
    name: Order placed
    version: 1.0.0
    ---
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/no-front-matter", Severity.ERROR, __doc__, essential=True)
