# Made by flowmart from domains/Orders/services/OrdersService/commands/CancelOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/commands/CancelOrder/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class CancelOrderReplyStatus(StrEnum):
    """State of the order."""

    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class CancelOrderReply(Reply, id="CancelOrderReply", version="1.0.0", digest="c987644d80a10bf4"):
    """The answer to Cancel order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "status": "cancelled"}]})

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    status: Annotated[CancelOrderReplyStatus, Field(description="State of the order.")]
