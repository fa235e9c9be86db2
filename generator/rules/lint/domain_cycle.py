"""Domains contain each other as subdomains.

Why: Nothing is inside of itself: each diagram and each question for a domain's content would have no end.

Bad:

    Orders    domains: [{id: Payment}]
    Payment   domains: [{id: Orders}]

Good:

    Orders    domains: [{id: Payment}]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/domain-cycle", Severity.ERROR, __doc__)
