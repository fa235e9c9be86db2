"""A file looks like a resource, but lies where EventCatalog does not look for one.

Why: EventCatalog ignores it without a word, so the resource is missing from the site although somebody wrote it.

Bad:

    events/OrderPlaced.mdx
    events/orders/OrderPlaced/index.mdx

Good:

    events/OrderPlaced/index.mdx
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/unrecognised-file", Severity.WARNING, __doc__)
