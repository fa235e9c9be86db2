# Made by flowmart from domains/Subscription/services/BillingService/commands/RetrySubscriptionPayment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/BillingService/commands/RetrySubscriptionPayment/schema.json

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model, Omissible


class RetrySubscriptionPaymentPaymentMethod(Model):
    """A stored way to pay. Holds a token of the card gateway, never card data."""

    type_: Annotated[Literal["card"], Field(alias="type", description="Kind of payment method.")]
    token: Annotated[
        str,
        Field(description="Token issued by the card gateway; worthless outside our merchant account.", examples=["tok_visa_4242"], pattern="^tok_[A-Za-z0-9_]{3,64}$"),
    ]


class RetrySubscriptionPayment(Command, id="RetrySubscriptionPayment", version="1.0.0", key="subscriptionId", digest="1c108f2210cc2c9a"):
    """Retry subscription payment

    Tries again to collect a failed payment of a membership.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    invoice_id: Annotated[
        Omissible[UUID],
        Field(alias="invoiceId", description="Invoice to collect; the open one when absent."),
    ] = None
    payment_method: Annotated[
        Omissible[RetrySubscriptionPaymentPaymentMethod],
        Field(alias="paymentMethod", description="Another way to pay, from now on."),
    ] = None
