# Made by flowmart from services/Empty/index.mdx; do not edit, `flowmart generate` replaces it.
"""How Empty is connected."""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="Empty",
    version="1.0.0",
    module="empty",
    group="empty",
    database="empty",
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
