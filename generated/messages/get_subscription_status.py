# Made by flowmart from domains/Subscription/services/SubscriptionService/queries/GetSubscriptionStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/SubscriptionService/queries/GetSubscriptionStatus/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Query

from .get_subscription_status_reply import GetSubscriptionStatusReply


class GetSubscriptionStatus(Query, id="GetSubscriptionStatus", version="1.0.0", key="subscriptionId", digest="cf35fbb53d287d7a", reply=GetSubscriptionStatusReply):
    """Get subscription status

    Returns where a membership stands.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]

    @classmethod
    def reply_type(cls) -> type[GetSubscriptionStatusReply]:
        return GetSubscriptionStatusReply
