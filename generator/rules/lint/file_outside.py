"""A path leads out of the catalog folder.

Why: It works on one machine only, and a check must not read what nobody meant to show to it.

Bad:

    schemaPath: ../../../../contracts/order-placed.json

Good:

    schemaPath: schema.json
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/file-outside", Severity.ERROR, __doc__)
