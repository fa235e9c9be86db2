# Made by flowmart from domains/Orders/services/OrdersService/commands/CancelOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/commands/CancelOrder/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Omissible

from .cancel_order_reply import CancelOrderReply


class CancelOrder(Command, id="CancelOrder", version="1.0.0", key="orderId", digest="9bc0ed701b7d8598", reply=CancelOrderReply):
    """Cancel order

    Calls an order off, before or after it was paid.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    note: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=500)]],
        Field(description="Reason in the customer's own words.", examples=["Ordered the wrong size"]),
    ] = None

    @classmethod
    def reply_type(cls) -> type[CancelOrderReply]:
        return CancelOrderReply
