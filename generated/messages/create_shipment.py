# Made by flowmart from domains/Shipping/services/ShippingService/commands/CreateShipment/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/CreateShipment/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model

from .create_shipment_reply import CreateShipmentReply


class CreateShipmentLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class CreateShipmentAddress(Model):
    """A postal address to deliver to."""

    recipient: Annotated[str, Field(description="Person or company on the label.", min_length=1, max_length=120)]
    street: Annotated[str, Field(description="Street and house number.", min_length=1, max_length=200)]
    postal_code: Annotated[
        str,
        Field(alias="postalCode", description="Postal code as written in the country.", min_length=1, max_length=12),
    ]
    city: Annotated[str, Field(description="City or town.", min_length=1, max_length=120)]
    country: Annotated[
        str,
        Field(description="ISO 3166-1 alpha-2 country code.", examples=["DE"], pattern="^[A-Z]{2}$"),
    ]


class CreateShipment(Command, id="CreateShipment", version="1.0.0", key="orderId", digest="95004bf764326d20", reply=CreateShipmentReply):
    """Create shipment

    Books a parcel at the carrier.
    """

    shipment_id: Annotated[
        UUID,
        Field(alias="shipmentId", description="Identifier of the shipment, chosen by the sender."),
    ]
    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    customer_id: Annotated[UUID, Field(alias="customerId", description="Identifier of the customer.")]
    lines: Annotated[list[CreateShipmentLine], Field(description="What goes into the parcel.", min_length=1)]
    shipping_address: Annotated[
        CreateShipmentAddress,
        Field(alias="shippingAddress", description="Where the parcel goes."),
    ]

    @classmethod
    def reply_type(cls) -> type[CreateShipmentReply]:
        return CreateShipmentReply
