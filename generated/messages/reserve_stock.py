# Made by flowmart from domains/Inventory/services/InventoryService/commands/ReserveStock/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/ReserveStock/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model


class ReserveStockLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class ReserveStock(Command, id="ReserveStock", version="1.0.0", key="orderId", digest="d7a05fb69126dad5"):
    """Reserve stock

    Holds stock for an order until it is paid or cancelled.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    lines: Annotated[list[ReserveStockLine], Field(description="Products and quantities to hold.", min_length=1)]
