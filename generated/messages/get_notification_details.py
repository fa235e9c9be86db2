# Made by flowmart from domains/Notification/services/NotificationService/queries/GetNotificationDetails/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Notification/services/NotificationService/queries/GetNotificationDetails/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Query

from .get_notification_details_reply import GetNotificationDetailsReply


class GetNotificationDetails(Query, id="GetNotificationDetails", version="1.0.0", key="notificationId", digest="669e656a310f3684", reply=GetNotificationDetailsReply):
    """Get notification details

    Returns one notification with its text.
    """

    notification_id: Annotated[UUID, Field(alias="notificationId", description="Identifier of the notification.")]

    @classmethod
    def reply_type(cls) -> type[GetNotificationDetailsReply]:
        return GetNotificationDetailsReply
