"""`writesTo` or `readsFrom` name a data store that the catalog does not have.

Why: Who uses which data is the question that an architect is asked most often; a dangling name gives a wrong answer.

Bad:

    writesTo:
      - id: order-db

Good:

    writesTo:
      - id: orders-db              # containers/orders-db/index.mdx
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/container-exists", Severity.ERROR, __doc__)
