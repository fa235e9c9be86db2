# Made by flowmart from services/Assigned/index.mdx; do not edit, `flowmart generate` replaces it.
"""How Assigned is connected."""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="Assigned",
    version="1.0.0",
    module="assigned",
    group="assigned",
    database="assigned",
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
