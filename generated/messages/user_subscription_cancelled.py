# Made by flowmart from domains/Subscription/services/SubscriptionService/events/UserSubscriptionCancelled/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/events/UserSubscriptionCancelled/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event


class UserSubscriptionCancelledReason(StrEnum):
    """Why the membership ended."""

    CUSTOMER_REQUEST = "customer_request"
    PAYMENT_FAILED = "payment_failed"


class UserSubscriptionCancelled(Event, id="UserSubscriptionCancelled", version="1.0.0", key="subscriptionId", digest="ad4e49c4eda437b9"):
    """User subscription cancelled

    A membership ended.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    reason: Annotated[UserSubscriptionCancelledReason, Field(description="Why the membership ended.")]
    cancelled_at: Annotated[
        AwareDatetime,
        Field(alias="cancelledAt", description="When the membership ended, in UTC."),
    ]
