"""A version is written without quotes and is a number or a date to YAML.

Why: EventCatalog refuses it; and a tool that reads the number makes `1.10` out of `1.1`. `flowmart lint --fix` adds the
quotes.

Bad:

    version: 1.10

Good:

    version: '1.10'
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("schema/unquoted-version", Severity.ERROR, __doc__)
