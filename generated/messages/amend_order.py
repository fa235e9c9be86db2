# Made by flowmart from domains/Orders/services/OrdersService/commands/AmendOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/commands/AmendOrder/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model

from .amend_order_reply import AmendOrderReply


class AmendOrderLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class AmendOrder(Command, id="AmendOrder", version="1.0.0", key="orderId", digest="163ef3b550b0f0ce", reply=AmendOrderReply):
    """Amend order

    Reduces a confirmed order before it is dispatched.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    lines: Annotated[
        list[AmendOrderLine],
        Field(description="All lines that the order shall have from now on.", min_length=1, max_length=50),
    ]

    @classmethod
    def reply_type(cls) -> type[AmendOrderReply]:
        return AmendOrderReply
