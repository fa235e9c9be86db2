"""`to`, `from`, `routes` or `channels` name a channel that the catalog does not have.

Why: The message gets no address from the catalog, and diagrams show a direct line where there is a broker.

Bad:

    to:
      - id: orders.{environment}.events

Good:

    to:
      - id: orders.{env}.events
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/channel-exists", Severity.ERROR, __doc__)
