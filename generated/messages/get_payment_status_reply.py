# Made by flowmart from domains/Payment/services/PaymentService/queries/GetPaymentStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/queries/GetPaymentStatus/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Model, Omissible, Reply


class GetPaymentStatusReplyStatus(StrEnum):
    """Where the payment stands."""

    INITIATED = "initiated"
    CAPTURED = "captured"
    FAILED = "failed"
    VOIDED = "voided"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"


class GetPaymentStatusReplyPurpose(StrEnum):
    """What is paid for."""

    ORDER = "order"
    SUBSCRIPTION = "subscription"


class GetPaymentStatusReplyMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class GetPaymentStatusReplyFailureReason(StrEnum):
    """Why the charge was refused."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    FRAUD_SUSPECTED = "fraud_suspected"


class GetPaymentStatusReply(Reply, id="GetPaymentStatusReply", version="1.0.0", digest="bb68d8a6895bad6d"):
    """The answer to Get payment status."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"paymentId": "a4b0f1d3-6a0d-4f63-8a3d-6a4f8d0c5e03", "status": "captured", "purpose": "order", "orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "amount": {"amount": 4990, "currency": "EUR"}, "refunded": {"amount": 0, "currency": "EUR"}, "updatedAt": "2026-03-02T09:01:00Z"}]})

    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    status: Annotated[GetPaymentStatusReplyStatus, Field(description="Where the payment stands.")]
    purpose: Annotated[GetPaymentStatusReplyPurpose, Field(description="What is paid for.")]
    order_id: Annotated[
        Omissible[UUID],
        Field(alias="orderId", description="Order that is paid; set when the purpose is `order`."),
    ] = None
    subscription_id: Annotated[
        Omissible[UUID],
        Field(alias="subscriptionId", description="Subscription that is paid; set when the purpose is `subscription`."),
    ] = None
    invoice_id: Annotated[
        Omissible[UUID],
        Field(alias="invoiceId", description="Invoice that is paid; set when the purpose is `subscription`."),
    ] = None
    amount: Annotated[GetPaymentStatusReplyMoney, Field(description="Amount of the payment.")]
    refunded: Annotated[GetPaymentStatusReplyMoney, Field(description="Sum of all refunds.")]
    failure_reason: Annotated[
        Omissible[GetPaymentStatusReplyFailureReason],
        Field(alias="failureReason", description="Why the charge was refused."),
    ] = None
    updated_at: Annotated[
        AwareDatetime,
        Field(alias="updatedAt", description="When the payment last changed, in UTC."),
    ]
