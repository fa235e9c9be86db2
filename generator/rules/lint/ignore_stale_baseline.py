"""The baseline has an entry that is no longer found.

Why: The finding was mended, which is the aim; but the entry would let the same fault in again. `--write-baseline`
removes it.

Bad:

    events/OrderPlaced/index.mdx: best-practices/owner-required: ...    # it has an owner by now

Good:

    (the line is gone)
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("ignore/stale-baseline", Severity.NOTE, __doc__)
