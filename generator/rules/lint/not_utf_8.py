"""A file is not UTF-8 text.

Why: Catalog files are UTF-8. A file saved in another encoding shows wrong letters, or can't be read at all.

Bad:

    a file saved as Latin-1 or UTF-16

Good:

    the same file saved as UTF-8
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/not-utf-8", Severity.ERROR, __doc__, essential=True)
