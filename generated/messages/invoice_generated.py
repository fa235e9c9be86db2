# Made by flowmart from domains/Subscription/services/BillingService/events/InvoiceGenerated/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/BillingService/events/InvoiceGenerated/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model


class InvoiceGeneratedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class InvoiceGenerated(Event, id="InvoiceGenerated", version="1.0.0", key="subscriptionId", digest="d8b41a7ed6a94e21"):
    """Invoice generated

    An invoice for one period of a membership was written.
    """

    invoice_id: Annotated[UUID, Field(alias="invoiceId", description="Identifier of the invoice.")]
    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    period: Annotated[int, Field(description="Number of the period; the first one is 1.", ge=1)]
    amount: Annotated[InvoiceGeneratedMoney, Field(description="Amount of the invoice, taxes included.")]
    period_start: Annotated[AwareDatetime, Field(alias="periodStart", description="Begin of the period, in UTC.")]
    period_end: Annotated[AwareDatetime, Field(alias="periodEnd", description="End of the period, in UTC.")]
    issued_at: Annotated[AwareDatetime, Field(alias="issuedAt", description="When the invoice was written, in UTC.")]
