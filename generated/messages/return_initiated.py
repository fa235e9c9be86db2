# Made by flowmart from domains/Shipping/services/ShippingService/events/ReturnInitiated/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/events/ReturnInitiated/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class ReturnInitiatedLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class ReturnInitiatedReason(StrEnum):
    """Why it comes back."""

    DOES_NOT_FIT = "does_not_fit"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED = "damaged"
    CHANGED_MIND = "changed_mind"


class ReturnInitiated(Event, id="ReturnInitiated", version="1.0.0", key="orderId", digest="53ca66931d56fea8"):
    """Return initiated

    A customer has a label to send goods back.
    """

    return_id: Annotated[UUID, Field(alias="returnId", description="Identifier of the return.")]
    shipment_id: Annotated[UUID, Field(alias="shipmentId", description="Identifier of the shipment.")]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    lines: Annotated[list[ReturnInitiatedLine], Field(description="What comes back.", min_length=1)]
    reason: Annotated[Omissible[ReturnInitiatedReason], Field(description="Why it comes back.")] = None
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    label_url: Annotated[str, Field(alias="labelUrl", description="Where the label can be downloaded.")]
    initiated_at: Annotated[
        AwareDatetime,
        Field(alias="initiatedAt", description="When the label was ordered, in UTC."),
    ]
