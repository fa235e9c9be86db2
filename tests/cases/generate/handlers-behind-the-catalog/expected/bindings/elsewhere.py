# Made by flowmart from services/Elsewhere/index.mdx; do not edit, `flowmart generate` replaces it.
"""How Elsewhere is connected."""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="Elsewhere",
    version="1.0.0",
    module="elsewhere",
    group="elsewhere",
    database="elsewhere",
    subscriptions=(
        Subscription(
            message="PaymentProcessed",
            version="1.0.0",
            message_class="PaymentProcessed",
            kind="event",
            handler="on_payment_processed",
            mode="state",
            channel="PaymentProcessed",
            addresses={"local": "PaymentProcessed"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
)
