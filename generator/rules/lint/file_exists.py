"""A file that a resource names (a schema, a specification, a contract) does not exist, or can't be read offline.

Why: EventCatalog drops it without a word: the message has no schema, and what was to be checked is not.

Bad:

    schemaPath: shema.json

Good:

    schemaPath: schema.json
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/file-exists", Severity.ERROR, __doc__)
