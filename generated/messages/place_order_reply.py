# Made by flowmart from domains/Orders/services/OrdersService/commands/PlaceOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/commands/PlaceOrder/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class PlaceOrderReplyStatus(StrEnum):
    """State of the order right after it was taken."""

    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class PlaceOrderReply(Reply, id="PlaceOrderReply", version="1.0.0", digest="c93f8791c98ff6d8"):
    """The answer to Place order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "status": "pending"}]})

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    status: Annotated[PlaceOrderReplyStatus, Field(description="State of the order right after it was taken.")]
