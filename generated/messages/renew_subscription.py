# Made by flowmart from domains/Subscription/services/BillingService/commands/RenewSubscription/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Subscription/services/BillingService/commands/RenewSubscription/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command


class RenewSubscription(Command, id="RenewSubscription", version="1.0.0", key="subscriptionId", digest="6d86d5e1c7a50174"):
    """Renew subscription

    Bills the next period of a membership.
    """

    subscription_id: Annotated[UUID, Field(alias="subscriptionId", description="Identifier of the subscription.")]
    period: Annotated[int, Field(description="Number of the period to bill; the first one is 1.", ge=2)]
