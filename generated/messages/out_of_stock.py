# Made by flowmart from domains/Inventory/services/InventoryService/events/OutOfStock/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/events/OutOfStock/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model


class OutOfStockMissingLine(Model):
    """A product of which there is not enough."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    requested: Annotated[int, Field(description="Pieces asked for.", ge=1)]
    available: Annotated[int, Field(description="Pieces that could be sold at that moment.", ge=0)]


class OutOfStock(Event, id="OutOfStock", version="1.0.0", key="orderId", digest="8a14baaa26534e09"):
    """Out of stock

    An order could not be reserved because stock is missing.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    missing: Annotated[
        list[OutOfStockMissingLine],
        Field(description="Products of which there is not enough.", min_length=1),
    ]
    detected_at: Annotated[AwareDatetime, Field(alias="detectedAt", description="When it was found out, in UTC.")]
