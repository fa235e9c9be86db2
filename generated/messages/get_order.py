# Made by flowmart from domains/Orders/services/OrdersService/queries/GetOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/queries/GetOrder/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Query

from .get_order_reply import GetOrderReply


class GetOrder(Query, id="GetOrder", version="1.0.0", key="orderId", digest="9e46c52af1f357c7", reply=GetOrderReply):
    """Get order

    Returns an order with everything that has happened to it.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]

    @classmethod
    def reply_type(cls) -> type[GetOrderReply]:
        return GetOrderReply
