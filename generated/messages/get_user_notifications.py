# Made by flowmart from domains/Notification/services/NotificationService/queries/GetUserNotifications/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Notification/services/NotificationService/queries/GetUserNotifications/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Omissible, Query

from .get_user_notifications_reply import GetUserNotificationsReply


class GetUserNotifications(Query, id="GetUserNotifications", version="1.0.0", key="customerId", digest="a467823edb303cdd", reply=GetUserNotificationsReply):
    """Get user notifications

    Lists what a customer was sent.
    """

    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    order_id: Annotated[Omissible[UUID], Field(alias="orderId", description="Only messages about this order.")] = None
    limit: Annotated[int, Field(description="How many at most, newest first.", ge=1, le=200)] = 50

    @classmethod
    def reply_type(cls) -> type[GetUserNotificationsReply]:
        return GetUserNotificationsReply
