# Made by flowmart from domains/Payment/services/PaymentService/commands/InitiatePayment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/commands/InitiatePayment/schema.json

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model


class InitiatePaymentMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class InitiatePaymentPaymentMethod(Model):
    """A stored way to pay. Holds a token of the card gateway, never card data."""

    type_: Annotated[Literal["card"], Field(alias="type", description="Kind of payment method.")]
    token: Annotated[
        str,
        Field(description="Token issued by the card gateway; worthless outside our merchant account.", examples=["tok_visa_4242"], pattern="^tok_[A-Za-z0-9_]{3,64}$"),
    ]


class InitiatePayment(Command, id="InitiatePayment", version="1.0.0", key="orderId", digest="dd09b8b001f3f67a"):
    """Initiate payment

    Asks Payment to collect the money for an order.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    amount: Annotated[InitiatePaymentMoney, Field(description="Amount to collect.")]
    payment_method: Annotated[
        InitiatePaymentPaymentMethod,
        Field(alias="paymentMethod", description="How the customer pays."),
    ]
