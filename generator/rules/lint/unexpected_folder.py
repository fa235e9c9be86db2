"""A domain or service lies deeper than EventCatalog looks.

Why: EventCatalog finds domains and services only at certain depths (domains, their subdomains, systems in either) and
leaves others out without a word. flowmart reads them.

Bad:

    domains/A/subdomains/B/subdomains/C/index.mdx

Good:

    domains/A/subdomains/C/index.mdx, listed under `domains` of B
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/unexpected-folder", Severity.WARNING, __doc__)
