"""A property has a default that its field can't have; the field is simply optional.

Why: The default is not of its own schema, or Python has no value for it. Whoever reads the schema expects it, and the model gives None.

Bad:

    {"properties": {"quantity": {"type": "integer", "default": "one"}}}

Good:

    {"properties": {"quantity": {"type": "integer", "default": 1}}}
"""

from ...diagnostics import Severity
from ..rule import AnyRule, Rule

RULE: AnyRule = Rule("payload/default-dropped", Severity.NOTE, __doc__)
