# Made by flowmart from services/a/index.mdx; do not edit, `flowmart generate` replaces it.
"""How OrdersService is connected."""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="OrdersService",
    version="1.0.0",
    module="orders_service",
    group="orders-service",
    database="orders-service",
    subscriptions=(
        Subscription(
            message="PlaceOrder",
            version="1.0.0",
            message_class="PlaceOrder",
            kind="event",
            handler="on_place_order",
            mode="state",
            channel="PlaceOrder",
            addresses={"local": "PlaceOrder"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
)
