# Made by flowmart from domains/Subscription/services/SubscriptionService/commands/CancelSubscription/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/commands/CancelSubscription/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class CancelSubscriptionReplyStatus(StrEnum):
    """Where the subscription stands."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"


class CancelSubscriptionReply(Reply, id="CancelSubscriptionReply", version="1.0.0", digest="e549e6bfc250feac"):
    """The answer to Cancel subscription."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subscriptionId": "e1f2a3b4-c5d6-4e7f-8a9b-0c1d2e3f4a05", "status": "cancelled"}]})

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    status: Annotated[CancelSubscriptionReplyStatus, Field(description="Where the subscription stands.")]
