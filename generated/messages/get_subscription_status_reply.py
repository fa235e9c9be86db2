# Made by flowmart from domains/Subscription/services/SubscriptionService/queries/GetSubscriptionStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/queries/GetSubscriptionStatus/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Omissible, Reply


class GetSubscriptionStatusReplyPlan(StrEnum):
    """Plan of the membership."""

    MONTHLY = "monthly"
    YEARLY = "yearly"


class GetSubscriptionStatusReplyStatus(StrEnum):
    """Where the subscription stands."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"


class GetSubscriptionStatusReplyCancellationReason(StrEnum):
    """Why the membership ended."""

    CUSTOMER_REQUEST = "customer_request"
    PAYMENT_FAILED = "payment_failed"


class GetSubscriptionStatusReply(Reply, id="GetSubscriptionStatusReply", version="1.0.0", digest="fe77f79253038aba"):
    """The answer to Get subscription status."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subscriptionId": "e1f2a3b4-c5d6-4e7f-8a9b-0c1d2e3f4a05", "customerId": "2d4d6a1e-8f0c-4e0b-9a55-0c9f0f7c1b02", "plan": "monthly", "status": "active", "paidUntil": "2026-04-02T09:00:00Z", "startedAt": "2026-03-02T09:00:00Z"}]})

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    plan: Annotated[GetSubscriptionStatusReplyPlan, Field(description="Plan of the membership.")]
    status: Annotated[GetSubscriptionStatusReplyStatus, Field(description="Where the subscription stands.")]
    paid_until: Annotated[
        Omissible[AwareDatetime],
        Field(alias="paidUntil", description="End of the last paid period, in UTC; absent until the first payment."),
    ] = None
    started_at: Annotated[AwareDatetime, Field(alias="startedAt", description="When the membership began, in UTC.")]
    cancelled_at: Annotated[
        Omissible[AwareDatetime],
        Field(alias="cancelledAt", description="When the membership ended, in UTC."),
    ] = None
    cancellation_reason: Annotated[
        Omissible[GetSubscriptionStatusReplyCancellationReason],
        Field(alias="cancellationReason", description="Why the membership ended."),
    ] = None
