# Made by flowmart from domains/Orders/services/OrdersService/commands/AmendOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/commands/AmendOrder/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Model, Reply


class AmendOrderReplyStatus(StrEnum):
    """State of the order."""

    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class AmendOrderReplyMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class AmendOrderReply(Reply, id="AmendOrderReply", version="1.0.0", digest="a365b4bdedc4881e"):
    """The answer to Amend order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "status": "confirmed", "total": {"amount": 3745, "currency": "EUR"}, "refund": {"amount": 1245, "currency": "EUR"}}]})

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    status: Annotated[AmendOrderReplyStatus, Field(description="State of the order.")]
    total: Annotated[AmendOrderReplyMoney, Field(description="New total of the order.")]
    refund: Annotated[AmendOrderReplyMoney, Field(description="Amount that goes back to the customer.")]
