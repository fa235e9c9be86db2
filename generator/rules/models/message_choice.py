"""A Protobuf file has several messages and none is called like the catalog's; the first that no other one uses is taken.

Why: Another one may be meant, and a message that is added above it takes its place.

Bad:

    message Order { string id = 1; }
    message Receipt { string id = 1; }

Good:

    message OrderPlaced { string id = 1; }
    message Receipt { string id = 1; }
"""

from ...diagnostics import Severity
from ..rule import AnyRule, Rule

RULE: AnyRule = Rule("payload/message-choice", Severity.NOTE, __doc__)
