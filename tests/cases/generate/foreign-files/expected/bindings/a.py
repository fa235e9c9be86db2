# Made by flowmart from services/A/index.mdx; do not edit, `flowmart generate` replaces it.
"""How A is connected."""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="A",
    version="1.0.0",
    module="a",
    group="a",
    database="a",
    subscriptions=(
        Subscription(
            message="Happened",
            version="1.0.0",
            message_class="Happened",
            kind="event",
            handler="on_happened",
            mode="state",
            channel="Happened",
            addresses={"local": "Happened"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
)
