# Made by flowmart from domains/Subscription/services/SubscriptionService/commands/CancelSubscription/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/commands/CancelSubscription/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command

from .cancel_subscription_reply import CancelSubscriptionReply


class CancelSubscriptionReason(StrEnum):
    """Why the membership ends."""

    CUSTOMER_REQUEST = "customer_request"
    PAYMENT_FAILED = "payment_failed"


class CancelSubscription(Command, id="CancelSubscription", version="1.0.0", key="subscriptionId", digest="45224c30e5f2cac5", reply=CancelSubscriptionReply):
    """Cancel subscription

    Ends a membership.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    reason: Annotated[
        CancelSubscriptionReason,
        Field(description="Why the membership ends."),
    ] = CancelSubscriptionReason.CUSTOMER_REQUEST

    @classmethod
    def reply_type(cls) -> type[CancelSubscriptionReply]:
        return CancelSubscriptionReply
