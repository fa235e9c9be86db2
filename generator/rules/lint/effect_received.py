"""`x-flowmart-effects` names a message that the service does not receive.

Why: The key says how a received message is handled. For another message there is no handler to be made.

Bad:

    receives: [{id: PaymentInitiated}]
    x-flowmart-effects: [PaymentCaptured]

Good:

    receives: [{id: PaymentInitiated}]
    x-flowmart-effects: [PaymentInitiated]
"""

from ...diagnostics import Severity
from ...graph.graph import Graph
from ..rule import Rule

RULE: Rule[Graph] = Rule("refs/effect-received", Severity.ERROR, __doc__)
