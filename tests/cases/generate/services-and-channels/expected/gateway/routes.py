# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The HTTP operations of the gateway, by path."""

from flowmart.runtime import Route

ROUTES: tuple[Route, ...] = (
    Route(
        method="POST",
        path="/orders",
        message="PlaceOrder",
        message_class="PlaceOrder",
        kind="command",
        service="OrdersService",
        channel="shop.orders.{env}.commands",
        channel_id="orders.{env}.commands",
        address={"local": "shop.orders.local.commands", "production": "shop.orders.live.commands"},
        key="orderId",
        reply_class="PlaceOrderReply",
        status=202,
        clients=("web",),
        summary="Asks for an order. The customer chooses its id.",
    ),
    Route(
        method="GET",
        path="/orders/{orderId}",
        message="GetOrder",
        message_class="GetOrder",
        kind="query",
        service="OrdersService",
        channel="orders-service.GetOrder",
        address={"local": "orders-service.GetOrder", "production": "orders-service.GetOrder"},
        key=None,
        reply_class="GetOrderReply",
        status=200,
        clients=(),
        summary="",
    ),
)
