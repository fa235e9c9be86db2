# Made by flowmart from domains/Subscription/services/BillingService/events/SubscriptionPaymentDue/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/BillingService/events/SubscriptionPaymentDue/schema.json

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model


class SubscriptionPaymentDueMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class SubscriptionPaymentDuePaymentMethod(Model):
    """A stored way to pay. Holds a token of the card gateway, never card data."""

    type_: Annotated[Literal["card"], Field(alias="type", description="Kind of payment method.")]
    token: Annotated[
        str,
        Field(description="Token issued by the card gateway; worthless outside our merchant account.", examples=["tok_visa_4242"], pattern="^tok_[A-Za-z0-9_]{3,64}$"),
    ]


class SubscriptionPaymentDue(Event, id="SubscriptionPaymentDue", version="1.0.0", key="subscriptionId", digest="ca363ab09d444c87"):
    """Subscription payment due

    Money for a membership is to be collected.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    invoice_id: Annotated[UUID, Field(alias="invoiceId", description="Identifier of the invoice.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    amount: Annotated[SubscriptionPaymentDueMoney, Field(description="Amount to collect.")]
    payment_method: Annotated[
        SubscriptionPaymentDuePaymentMethod,
        Field(alias="paymentMethod", description="How the member pays."),
    ]
    attempt: Annotated[int, Field(description="Which attempt this is; the third is the last.", ge=1, le=3)]
    due_at: Annotated[AwareDatetime, Field(alias="dueAt", description="When the money is due, in UTC.")]
