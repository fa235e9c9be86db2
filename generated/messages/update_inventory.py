# Made by flowmart from domains/Inventory/services/InventoryService/commands/UpdateInventory/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/UpdateInventory/schema.json

from typing import Annotated

from pydantic import Field

from flowmart.runtime import Command, Model, Omissible

from .update_inventory_reply import UpdateInventoryReply


class UpdateInventoryMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class UpdateInventory(Command, id="UpdateInventory", version="1.0.0", key="sku", digest="183e12a145020dd3", reply=UpdateInventoryReply):
    """Update inventory

    Changes the stock, the price or the name of a product.
    """

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity_change: Annotated[
        Omissible[Annotated[int, Field(ge=-1000000, le=1000000)]],
        Field(alias="quantityChange", description="Pieces added (positive: delivery) or removed (negative: breakage, stocktaking)."),
    ] = None
    name: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(description="New name shown to customers."),
    ] = None
    unit_price: Annotated[
        Omissible[UpdateInventoryMoney],
        Field(alias="unitPrice", description="New price of one piece; orders already reserved keep theirs."),
    ] = None
    reorder_point: Annotated[
        Omissible[Annotated[int, Field(ge=0)]],
        Field(alias="reorderPoint", description="New reorder point."),
    ] = None

    @classmethod
    def reply_type(cls) -> type[UpdateInventoryReply]:
        return UpdateInventoryReply
