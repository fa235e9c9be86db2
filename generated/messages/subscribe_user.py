# Made by flowmart from domains/Subscription/services/SubscriptionService/commands/SubscribeUser/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/commands/SubscribeUser/schema.json

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model, Omissible

from .subscribe_user_reply import SubscribeUserReply


class SubscribeUserContact(Model):
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


class SubscribeUserPlan(StrEnum):
    """Plan of the membership."""

    MONTHLY = "monthly"
    YEARLY = "yearly"


class SubscribeUserPaymentMethod(Model):
    """A stored way to pay. Holds a token of the card gateway, never card data."""

    type_: Annotated[Literal["card"], Field(alias="type", description="Kind of payment method.")]
    token: Annotated[
        str,
        Field(description="Token issued by the card gateway; worthless outside our merchant account.", examples=["tok_visa_4242"], pattern="^tok_[A-Za-z0-9_]{3,64}$"),
    ]


class SubscribeUser(Command, id="SubscribeUser", version="1.0.0", key="subscriptionId", digest="387c691bcad6cb54", reply=SubscribeUserReply):
    """Subscribe user

    Starts a membership for a customer.
    """

    subscription_id: Annotated[
        UUID,
        Field(alias="subscriptionId", description="Identifier of the subscription, chosen by the caller; repeating a command with the same id changes nothing."),
    ]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    contact: Annotated[SubscribeUserContact, Field(description="How the member hears about the membership.")]
    plan: Annotated[SubscribeUserPlan, Field(description="Plan of the membership.")]
    payment_method: Annotated[
        SubscribeUserPaymentMethod,
        Field(alias="paymentMethod", description="How the member pays, now and at every renewal."),
    ]

    @classmethod
    def reply_type(cls) -> type[SubscribeUserReply]:
        return SubscribeUserReply
