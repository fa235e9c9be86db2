"""A value in flowmart.yaml has another type than the key asks for.

Why: flowmart goes on with the default, which is not what the file says.

Bad:

    fail-on: fatal

Good:

    fail-on: warning
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("config/valid-type", Severity.ERROR, __doc__, essential=True)
