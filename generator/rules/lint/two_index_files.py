"""A folder has two index files, and only the first by name is read.

Why: `index.md` and `index.mdx` are equivalent, so the folder describes two resources. EventCatalog shows both or one,
depending on their versions; edits to the one that is not read have no effect here.

Bad:

    services/OrdersService/index.md
    services/OrdersService/index.mdx

Good:

    services/OrdersService/index.mdx
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/two-index-files", Severity.WARNING, __doc__)
