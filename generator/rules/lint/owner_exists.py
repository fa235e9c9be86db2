"""An owner, a member or a decision maker is neither a team nor a user of the catalog.

Why: Whoever looks for the people behind a resource finds nobody.

Bad:

    owners: [order-management]

Good:

    owners: [orders-team]          # teams/orders-team.mdx
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/owner-exists", Severity.ERROR, __doc__)
