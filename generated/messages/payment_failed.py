# Made by flowmart from domains/Payment/services/PaymentService/events/PaymentFailed/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/events/PaymentFailed/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class PaymentFailedPurpose(StrEnum):
    """What is paid for."""

    ORDER = "order"
    SUBSCRIPTION = "subscription"


class PaymentFailedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class PaymentFailedReason(StrEnum):
    """Why the charge was refused."""

    DECLINED = "declined"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    EXPIRED_CARD = "expired_card"
    FRAUD_SUSPECTED = "fraud_suspected"


class PaymentFailed(Event, id="PaymentFailed", version="1.0.0", key="paymentId", digest="4549984478960a45"):
    """Payment failed

    The card gateway refused the charge.
    """

    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    purpose: Annotated[PaymentFailedPurpose, Field(description="What is paid for.")]
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
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    amount: Annotated[PaymentFailedMoney, Field(description="Amount that was to be collected.")]
    reason: Annotated[PaymentFailedReason, Field(description="Why the charge was refused.")]
    failed_at: Annotated[AwareDatetime, Field(alias="failedAt", description="When the charge was refused, in UTC.")]
