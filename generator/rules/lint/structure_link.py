"""A link in the catalog leads to a folder or out of the catalog, and is not followed.

Why: A catalog must give the same result on every machine, and a check must not read files that nobody meant to show to
it.

Bad:

    events/OrderPlaced/schema.json -> /etc/passwd

Good:

    events/OrderPlaced/schema.json as a file
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/link", Severity.ERROR, __doc__)
