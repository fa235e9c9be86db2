"""The aliases of a YAML file expand to more values than any catalog has.

Why: A few lines of nested aliases can stand for billions of values and take a machine down. flowmart does not expand
them.

Bad:

    a: &a [x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
    # ... and so on, nine times

Good:

    a: [x]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("structure/yaml-bomb", Severity.ERROR, __doc__, essential=True)
