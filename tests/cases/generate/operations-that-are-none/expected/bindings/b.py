# Made by flowmart from services/b/index.mdx; do not edit, `flowmart generate` replaces it.
"""How B is connected."""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="B",
    version="1.0.0",
    module="b",
    group="b",
    database="b",
    subscriptions=(
        Subscription(
            message="Shared",
            version="1.0.0",
            message_class="Shared",
            kind="command",
            handler="shared",
            mode="state",
            channel="a.Shared",
            addresses={"local": "a.Shared"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
)
