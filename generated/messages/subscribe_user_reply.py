# Made by flowmart from domains/Subscription/services/SubscriptionService/commands/SubscribeUser/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/commands/SubscribeUser/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class SubscribeUserReplyStatus(StrEnum):
    """Where the subscription stands."""

    ACTIVE = "active"
    PAST_DUE = "past_due"
    CANCELLED = "cancelled"


class SubscribeUserReply(Reply, id="SubscribeUserReply", version="1.0.0", digest="dd82d86b7868545c"):
    """The answer to Subscribe user."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"subscriptionId": "e1f2a3b4-c5d6-4e7f-8a9b-0c1d2e3f4a05", "status": "active"}]})

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    status: Annotated[SubscribeUserReplyStatus, Field(description="Where the subscription stands.")]
