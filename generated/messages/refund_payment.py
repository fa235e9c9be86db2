# Made by flowmart from domains/Payment/services/PaymentService/commands/RefundPayment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/commands/RefundPayment/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model


class RefundPaymentMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class RefundPaymentReason(StrEnum):
    """Why money goes back."""

    ORDER_CANCELLED = "order_cancelled"
    ORDER_AMENDED = "order_amended"
    GOODS_RETURNED = "goods_returned"


class RefundPayment(Command, id="RefundPayment", version="1.0.0", key="paymentId", digest="c8819594980cb91f"):
    """Refund payment

    Gives a captured amount back, in full or in part.
    """

    refund_id: Annotated[
        UUID,
        Field(alias="refundId", description="Identifier of the refund; repeating a command with the same id changes nothing."),
    ]
    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    amount: Annotated[RefundPaymentMoney, Field(description="Amount to give back.")]
    reason: Annotated[RefundPaymentReason, Field(description="Why money goes back.")]
