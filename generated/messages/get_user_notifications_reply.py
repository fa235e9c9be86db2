# Made by flowmart from domains/Notification/services/NotificationService/queries/GetUserNotifications/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Notification/services/NotificationService/queries/GetUserNotifications/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Model, Reply


class GetUserNotificationsReplyToldChannel(StrEnum):
    """How it was sent."""

    EMAIL = "email"
    SMS = "sms"


class GetUserNotificationsReplyTold(Model):
    """A message that the customer was sent."""

    notification_id: Annotated[UUID, Field(alias="notificationId", description="Identifier of the notification.")]
    channel: Annotated[GetUserNotificationsReplyToldChannel, Field(description="How it was sent.")]
    template: Annotated[
        str,
        Field(description="Template used.", examples=["order-confirmed"], min_length=1, max_length=60),
    ]
    sent_at: Annotated[AwareDatetime, Field(alias="sentAt", description="When the provider accepted it, in UTC.")]


class GetUserNotificationsReply(Reply, id="GetUserNotificationsReply", version="1.0.0", digest="f0a3bd39133a240a"):
    """The answer to Get user notifications."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"customerId": "2d4d6a1e-8f0c-4e0b-9a55-0c9f0f7c1b02", "notifications": [{"notificationId": "2c3d4e5f-6071-4283-8495-a6b7c8d9e009", "channel": "email", "template": "order-confirmed", "sentAt": "2026-03-02T09:02:00Z"}]}]})

    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    notifications: Annotated[list[GetUserNotificationsReplyTold], Field(description="What was sent, newest first.")]
