# Made by flowmart from domains/Payment/services/PaymentService/index.mdx; do not edit, `flowmart generate` replaces it.
"""How Payment Service is connected."""

from flowmart.runtime import Publication, ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="PaymentService",
    version="1.0.0",
    module="payment_service",
    group="payment-service",
    database="payments-db",
    subscriptions=(
        Subscription(
            message="InitiatePayment",
            version="1.0.0",
            message_class="InitiatePayment",
            kind="command",
            handler="initiate_payment",
            mode="effect",
            channel="payment-service.InitiatePayment",
            addresses={"local": "payment-service.InitiatePayment", "production": "payment-service.InitiatePayment"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
        Subscription(
            message="OrderConfirmed",
            version="1.0.0",
            message_class="OrderConfirmed",
            kind="event",
            handler="on_order_confirmed",
            mode="state",
            channel="shop.orders.{env}.events",
            channel_id="orders.{env}.events",
            addresses={"local": "shop.orders.local.events", "production": "shop.orders.live.events"},
            key="orderId",
            delivery="exactly-once",
            protocols=("kafka",),
        ),
    ),
    publications=(
        Publication(
            message="PaymentProcessed",
            version="2.0.0",
            message_class="PaymentProcessed",
            kind="event",
            channel="shop.payments.{env}.events",
            channel_id="payments.{env}.events",
            addresses={"local": "shop.payments.local.events", "production": "shop.payments.live.events"},
            key=None,
            delivery="exactly-once",
            protocols=("kafka",),
        ),
    ),
)
