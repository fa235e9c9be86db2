# Made by flowmart from domains/Subscription/services/SubscriptionService/events/UserSubscriptionStarted/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/events/UserSubscriptionStarted/schema.json

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class UserSubscriptionStartedContact(Model):
    """How a customer wants to be reached."""

    name: Annotated[
        str,
        Field(description="Name for the salutation.", examples=["Nora Winter"], min_length=1, max_length=120),
    ]
    email: Annotated[str, Field(description="Address for e-mail messages.", examples=["nora@example.com"])]
    phone: Annotated[
        Omissible[Annotated[str, Field(pattern="^\\+[1-9][0-9]{6,14}$")]],
        Field(description="Mobile number in E.164 form for SMS; absent when the customer wants none.", examples=["+4915112345678"]),
    ] = None


class UserSubscriptionStartedPlan(StrEnum):
    """Plan of the membership."""

    MONTHLY = "monthly"
    YEARLY = "yearly"


class UserSubscriptionStartedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class UserSubscriptionStartedPaymentMethod(Model):
    """A stored way to pay. Holds a token of the card gateway, never card data."""

    type_: Annotated[Literal["card"], Field(alias="type", description="Kind of payment method.")]
    token: Annotated[
        str,
        Field(description="Token issued by the card gateway; worthless outside our merchant account.", examples=["tok_visa_4242"], pattern="^tok_[A-Za-z0-9_]{3,64}$"),
    ]


class UserSubscriptionStarted(Event, id="UserSubscriptionStarted", version="1.0.0", key="subscriptionId", digest="3738abbd3c6218ae"):
    """User subscription started

    A membership began.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    contact: Annotated[
        UserSubscriptionStartedContact,
        Field(description="How the member hears about the membership."),
    ]
    plan: Annotated[UserSubscriptionStartedPlan, Field(description="Plan of the membership.")]
    price: Annotated[UserSubscriptionStartedMoney, Field(description="Price of one period, taxes included.")]
    payment_method: Annotated[
        UserSubscriptionStartedPaymentMethod,
        Field(alias="paymentMethod", description="How the member pays."),
    ]
    started_at: Annotated[AwareDatetime, Field(alias="startedAt", description="When the membership began, in UTC.")]
