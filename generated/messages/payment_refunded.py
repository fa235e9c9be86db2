# Made by flowmart from domains/Payment/services/PaymentService/events/PaymentRefunded/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/events/PaymentRefunded/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class PaymentRefundedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class PaymentRefundedReason(StrEnum):
    """Why money went back."""

    ORDER_CANCELLED = "order_cancelled"
    ORDER_AMENDED = "order_amended"
    GOODS_RETURNED = "goods_returned"


class PaymentRefunded(Event, id="PaymentRefunded", version="1.0.0", key="paymentId", digest="a2eac42011268877"):
    """Payment refunded

    Money went back to the customer.
    """

    refund_id: Annotated[UUID, Field(alias="refundId", description="Identifier of the refund.")]
    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    order_id: Annotated[Omissible[UUID], Field(alias="orderId", description="Order the money was paid for.")] = None
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    amount: Annotated[PaymentRefundedMoney, Field(description="Amount given back.")]
    reason: Annotated[PaymentRefundedReason, Field(description="Why money went back.")]
    refunded_at: Annotated[
        AwareDatetime,
        Field(alias="refundedAt", description="When the card gateway accepted the refund, in UTC."),
    ]
