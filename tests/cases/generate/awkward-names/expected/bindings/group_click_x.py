# Made by flowmart from services/group/index.mdx; do not edit, `flowmart generate` replaces it.
"""How group "];
  click x is connected.
"""

from flowmart.runtime import ServiceBinding, Subscription

BINDING = ServiceBinding(
    service='group "];\n  click x',
    version="1.0.0",
    module="group_click_x",
    group="group-click-x",
    database="group-click-x",
    subscriptions=(
        Subscription(
            message="Call",
            version="1.0.0",
            message_class="Call",
            kind="command",
            handler="call",
            mode="state",
            channel="group-click-x.Call",
            addresses={"local": "group-click-x.Call"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
)
