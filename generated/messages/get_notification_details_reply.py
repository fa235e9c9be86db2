# Made by flowmart from domains/Notification/services/NotificationService/queries/GetNotificationDetails/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Notification/services/NotificationService/queries/GetNotificationDetails/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Omissible, Reply


class GetNotificationDetailsReplyChannel(StrEnum):
    """How it was sent."""

    EMAIL = "email"
    SMS = "sms"


class GetNotificationDetailsReply(Reply, id="GetNotificationDetailsReply", version="1.0.0", digest="4397a6c08b29be15"):
    """The answer to Get notification details."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"notificationId": "2c3d4e5f-6071-4283-8495-a6b7c8d9e009", "customerId": "2d4d6a1e-8f0c-4e0b-9a55-0c9f0f7c1b02", "orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "channel": "email", "template": "order-confirmed", "recipient": "n***@example.com", "subject": "Your order is confirmed", "text": "Hello Nora Winter, thank you: your order is paid and will be on its way soon.", "sentAt": "2026-03-02T09:02:00Z"}]})

    notification_id: Annotated[UUID, Field(alias="notificationId", description="Identifier of the notification.")]
    customer_id: Annotated[
        Omissible[UUID],
        Field(alias="customerId", description="Customer who was told; absent for messages to our own teams."),
    ] = None
    order_id: Annotated[Omissible[UUID], Field(alias="orderId", description="Order the message is about.")] = None
    subscription_id: Annotated[
        Omissible[UUID],
        Field(alias="subscriptionId", description="Subscription the message is about."),
    ] = None
    channel: Annotated[GetNotificationDetailsReplyChannel, Field(description="How it was sent.")]
    template: Annotated[str, Field(description="Template used.", min_length=1, max_length=60)]
    recipient: Annotated[
        str,
        Field(description="Address, masked.", examples=["n***@example.com"], min_length=1, max_length=254),
    ]
    subject: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(description="Subject line; absent for SMS."),
    ] = None
    text: Annotated[str, Field(description="Text as sent.", min_length=1, max_length=4000)]
    sent_at: Annotated[AwareDatetime, Field(alias="sentAt", description="When the provider accepted it, in UTC.")]
