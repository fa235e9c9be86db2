"""No model can be made of a schema; the message gets an open model that keeps whatever it is given.

Why: Nothing of the message is checked or typed. The schema is valid, but nested too deep, or flowmart fails on it: please report it.

Bad:

    {"properties": {"a": {"properties": {"a": {"properties": {"a": "... a thousand levels more"}}}}}}

Good:

    {"properties": {"a": {"$ref": "#"}}}
"""

from ...diagnostics import Severity
from ..rule import AnyRule, Rule

RULE: AnyRule = Rule("payload/no-model", Severity.WARNING, __doc__)
