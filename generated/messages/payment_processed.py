# Made by flowmart from domains/Payment/services/PaymentService/events/PaymentProcessed/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/events/PaymentProcessed/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class PaymentProcessedPurpose(StrEnum):
    """What is paid for."""

    ORDER = "order"
    SUBSCRIPTION = "subscription"


class PaymentProcessedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class PaymentProcessed(Event, id="PaymentProcessed", version="1.0.0", key="paymentId", digest="e4436bf4f5da816b"):
    """Payment processed

    The card gateway captured the money.
    """

    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    purpose: Annotated[PaymentProcessedPurpose, Field(description="What is paid for.")]
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
    amount: Annotated[PaymentProcessedMoney, Field(description="Amount captured.")]
    gateway_reference: Annotated[
        str,
        Field(alias="gatewayReference", description="Card gateway's own number of the charge.", examples=["ch_8f31a0"], min_length=1, max_length=64),
    ]
    processed_at: Annotated[
        AwareDatetime,
        Field(alias="processedAt", description="When the money was captured, in UTC."),
    ]
