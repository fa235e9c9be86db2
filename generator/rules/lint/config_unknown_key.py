"""flowmart.yaml has a key that flowmart does not know.

Why: A setting that is spelt wrong does nothing, and whoever wrote it believes that it does.

Bad:

    emiters: {models: false}

Good:

    emitters: {models: false}
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("config/unknown-key", Severity.ERROR, __doc__, essential=True)
