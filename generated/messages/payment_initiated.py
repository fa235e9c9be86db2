# Made by flowmart from domains/Payment/services/PaymentService/events/PaymentInitiated/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/events/PaymentInitiated/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class PaymentInitiatedPurpose(StrEnum):
    """What is paid for."""

    ORDER = "order"
    SUBSCRIPTION = "subscription"


class PaymentInitiatedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class PaymentInitiated(Event, id="PaymentInitiated", version="1.0.0", key="paymentId", digest="bd53dfd2dffa3375"):
    """Payment initiated

    A payment was opened and is about to be charged.
    """

    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]
    purpose: Annotated[PaymentInitiatedPurpose, Field(description="What is paid for.")]
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
    amount: Annotated[PaymentInitiatedMoney, Field(description="Amount to collect.")]
    initiated_at: Annotated[
        AwareDatetime,
        Field(alias="initiatedAt", description="When the payment was opened, in UTC."),
    ]
