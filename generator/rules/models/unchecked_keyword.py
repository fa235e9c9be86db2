"""A keyword of a schema asserts something that neither the types of the model nor the compiled schema can check.

Why: The model takes what the keyword forbids. In JSON Schema it is a keyword that no validator takes, such as a pattern that is none;
in Avro a logical type that Python has no type for (a note), in Protobuf an extension (a note).

Bad:

    {"type": "string", "not": {"pattern": "(?<name"}}

Good:

    {"type": "string", "not": {"pattern": "^draft-"}}
"""

from ...diagnostics import Severity
from ..rule import AnyRule, Rule

RULE: AnyRule = Rule("payload/unchecked-keyword", Severity.WARNING, __doc__)
