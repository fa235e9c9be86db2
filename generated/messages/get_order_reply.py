# Made by flowmart from domains/Orders/services/OrdersService/queries/GetOrder/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/queries/GetOrder/reply.schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Model, Omissible, Reply


class GetOrderReplyStatus(StrEnum):
    """Where the order stands."""

    PENDING = "pending"
    AWAITING_PAYMENT = "awaiting_payment"
    CONFIRMED = "confirmed"
    DISPATCHED = "dispatched"
    DELIVERED = "delivered"
    DELIVERY_FAILED = "delivery_failed"
    RETURNED = "returned"
    CANCELLED = "cancelled"


class GetOrderReplyMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class GetOrderReplyLine(Model):
    """A line of the order."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1)]
    unit_price: Annotated[
        Omissible[GetOrderReplyMoney],
        Field(alias="unitPrice", description="Price of one piece; absent until the stock is reserved."),
    ] = None


class GetOrderReplyCancellationReason(StrEnum):
    """Why the order was cancelled."""

    CUSTOMER_REQUEST = "customer_request"
    OUT_OF_STOCK = "out_of_stock"
    PAYMENT_FAILED = "payment_failed"
    SHIPMENT_CANCELLED = "shipment_cancelled"


class GetOrderReplyToldChannel(StrEnum):
    """How it was sent."""

    EMAIL = "email"
    SMS = "sms"


class GetOrderReplyTold(Model):
    """A message that the customer was sent."""

    notification_id: Annotated[UUID, Field(alias="notificationId", description="Identifier of the notification.")]
    channel: Annotated[GetOrderReplyToldChannel, Field(description="How it was sent.")]
    template: Annotated[
        str,
        Field(description="Template used.", examples=["order-confirmed"], min_length=1, max_length=60),
    ]
    sent_at: Annotated[AwareDatetime, Field(alias="sentAt", description="When the provider accepted it, in UTC.")]


class GetOrderReplySupportCase(Model):
    """Opened when a delivery fails, so that customer service can call."""

    opened_at: Annotated[AwareDatetime, Field(alias="openedAt", description="When the case was opened, in UTC.")]
    reason: Annotated[str, Field(description="What went wrong.", min_length=1, max_length=200)]
    messages_sent: Annotated[
        int,
        Field(alias="messagesSent", description="How many messages the customer had been sent about the order by then.", ge=0),
    ]
    last_message: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=4000)]],
        Field(alias="lastMessage", description="Text of the last of them."),
    ] = None


class GetOrderReply(Reply, id="GetOrderReply", version="1.0.0", digest="d607733682befcac"):
    """The answer to Get order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"orderId": "7b1f0c52-3c55-4b0e-9d0a-5f3a1f6f2a01", "customerId": "2d4d6a1e-8f0c-4e0b-9a55-0c9f0f7c1b02", "status": "confirmed", "lines": [{"sku": "MUG-0001", "quantity": 2, "unitPrice": {"amount": 1245, "currency": "EUR"}}, {"sku": "TEE-0042", "quantity": 1, "unitPrice": {"amount": 2500, "currency": "EUR"}}], "total": {"amount": 4990, "currency": "EUR"}, "paymentId": "a4b0f1d3-6a0d-4f63-8a3d-6a4f8d0c5e03", "notifications": [{"notificationId": "2c3d4e5f-6071-4283-8495-a6b7c8d9e009", "channel": "email", "template": "order-confirmed", "sentAt": "2026-03-02T09:02:00Z"}], "placedAt": "2026-03-02T09:00:00Z", "updatedAt": "2026-03-02T09:02:00Z"}]})

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    status: Annotated[GetOrderReplyStatus, Field(description="Where the order stands.")]
    lines: Annotated[list[GetOrderReplyLine], Field(description="Lines of the order as they stand now.")]
    discount: Annotated[
        Omissible[GetOrderReplyMoney],
        Field(description="Discount for members; absent when there is none."),
    ] = None
    total: Annotated[
        Omissible[GetOrderReplyMoney],
        Field(description="What the customer pays; absent until the stock is reserved."),
    ] = None
    refunded: Annotated[
        Omissible[GetOrderReplyMoney],
        Field(description="Sum of all refunds; absent when there was none."),
    ] = None
    cancellation_reason: Annotated[
        Omissible[GetOrderReplyCancellationReason],
        Field(alias="cancellationReason", description="Why the order was cancelled."),
    ] = None
    payment_id: Annotated[
        Omissible[UUID],
        Field(alias="paymentId", description="Payment of this order, once it was charged."),
    ] = None
    shipment_id: Annotated[
        Omissible[UUID],
        Field(alias="shipmentId", description="Shipment of this order, once it was booked."),
    ] = None
    tracking_number: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=40)]],
        Field(alias="trackingNumber", description="Carrier's number of the parcel."),
    ] = None
    return_id: Annotated[
        Omissible[UUID],
        Field(alias="returnId", description="Return of this order, once the customer asked for a label."),
    ] = None
    notifications: Annotated[
        list[GetOrderReplyTold],
        Field(description="Messages the customer was sent about this order, oldest first."),
    ]
    support_case: Annotated[
        Omissible[GetOrderReplySupportCase],
        Field(alias="supportCase", description="Opened when a delivery fails, so that customer service can call."),
    ] = None
    placed_at: Annotated[AwareDatetime, Field(alias="placedAt", description="When the order was placed, in UTC.")]
    updated_at: Annotated[AwareDatetime, Field(alias="updatedAt", description="When the order last changed, in UTC.")]
