# Made by flowmart from domains/Orders/services/OrdersService/events/OrderCancelled/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Orders/services/OrdersService/events/OrderCancelled/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Omissible


class OrderCancelledReason(StrEnum):
    """Why the order was cancelled."""

    CUSTOMER_REQUEST = "customer_request"
    OUT_OF_STOCK = "out_of_stock"
    PAYMENT_FAILED = "payment_failed"
    SHIPMENT_CANCELLED = "shipment_cancelled"


class OrderCancelled(Event, id="OrderCancelled", version="1.0.0", key="orderId", digest="4f94f3f459432aed"):
    """Order cancelled

    An order will not be delivered.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    reason: Annotated[OrderCancelledReason, Field(description="Why the order was cancelled.")]
    note: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=500)]],
        Field(description="Reason in the customer's own words."),
    ] = None
    cancelled_at: Annotated[
        AwareDatetime,
        Field(alias="cancelledAt", description="When the order was cancelled, in UTC."),
    ]
