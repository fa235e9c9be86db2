"""A key of eventcatalog.config.js that flowmart reads is computed instead of written out.

Why: The file is a program, and flowmart never runs programs of a catalog. What it computes has to be in flowmart.yaml.

Bad:

    dependencies: loadDependencies()

Good:

    dependencies: { services: [{ id: 'BillingService' }] }
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("config/not-literal", Severity.WARNING, __doc__)
