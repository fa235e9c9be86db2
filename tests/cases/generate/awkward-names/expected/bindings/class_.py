# Made by flowmart from services/evil/index.mdx; do not edit, `flowmart generate` replaces it.
"""How He said \"\"\"ends\"\"\" \\\\ and %%{init: {"theme": "dark"}}%% #quot; <script>alert(1)</script> `tick` | pipe;
end is connected.
"""

from flowmart.runtime import Publication, ServiceBinding, Subscription

BINDING = ServiceBinding(
    service="class",
    version="1.0.0",
    module="class_",
    group="class",
    database="class",
    subscriptions=(
        Subscription(
            message="Connect",
            version="1.0.0",
            message_class="Connect",
            kind="command",
            handler="connect_",
            mode="state",
            channel="class.Connect",
            addresses={"local": "class.Connect"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
        Subscription(
            message="Tx",
            version="1.0.0",
            message_class="Tx",
            kind="event",
            handler="on_tx",
            mode="state",
            channel="Tx",
            addresses={"local": "Tx"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
        Subscription(
            message="end",
            version="1.0.0",
            message_class="End",
            kind="event",
            handler="on_end",
            mode="state",
            channel="end",
            addresses={"local": "end"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
        Subscription(
            message="注文",
            version="1.0.0",
            message_class="注文",
            kind="event",
            handler="on_注文",
            mode="state",
            channel="注文",
            addresses={"local": "注文"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
    publications=(
        Publication(
            message="Call",
            version="1.0.0",
            message_class="Call",
            kind="command",
            channel="group-click-x.Call",
            addresses={"local": "group-click-x.Call"},
            key=None,
            delivery="at-least-once",
            protocols=(),
        ),
    ),
)
