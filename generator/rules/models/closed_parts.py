"""An `allOf` has parts that are closed each for itself, so that nothing is valid; it is read as one closed object.

Why: To the letter no value fits all of the parts, and a validator refuses every message. Generators for .NET write it so and mean that
the whole is closed, and so the model and its compiled schema have it.

Bad:

    {"allOf": [{"properties": {"id": {}}, "additionalProperties": false},
               {"properties": {"total": {}}, "additionalProperties": false}]}

Good:

    {"allOf": [{"properties": {"id": {}}}, {"properties": {"total": {}}}], "unevaluatedProperties": false}
"""

from ...diagnostics import Severity
from ..rule import AnyRule, Rule

RULE: AnyRule = Rule("payload/closed-parts", Severity.NOTE, __doc__)
