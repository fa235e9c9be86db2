# Made by flowmart from domains/Notification/services/NotificationService/events/NotificationSent/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Notification/services/NotificationService/events/NotificationSent/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Omissible


class NotificationSentChannel(StrEnum):
    """How it was sent."""

    EMAIL = "email"
    SMS = "sms"


class NotificationSent(Event, id="NotificationSent", version="1.0.0", key="notificationId", digest="ee72f77a98664921"):
    """Notification sent

    A message was handed to an e-mail or SMS provider.
    """

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
    channel: Annotated[NotificationSentChannel, Field(description="How it was sent.")]
    template: Annotated[
        str,
        Field(description="Template used.", examples=["order-confirmed"], min_length=1, max_length=60),
    ]
    sent_at: Annotated[AwareDatetime, Field(alias="sentAt", description="When the provider accepted it, in UTC.")]
