# Made by flowmart from domains/Inventory/services/InventoryService/commands/AddInventory/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/AddInventory/schema.json

from typing import Annotated

from pydantic import Field

from flowmart.runtime import Command, Model

from .add_inventory_reply import AddInventoryReply


class AddInventoryMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class AddInventory(Command, id="AddInventory", version="1.0.0", key="sku", digest="9516c92e1236cfcf", reply=AddInventoryReply):
    """Add inventory

    Puts a new product on sale.
    """

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    name: Annotated[
        str,
        Field(description="Name shown to customers.", examples=["Enamel mug"], min_length=1, max_length=200),
    ]
    unit_price: Annotated[
        AddInventoryMoney,
        Field(alias="unitPrice", description="Price of one piece, taxes included."),
    ]
    quantity: Annotated[int, Field(description="Pieces in stock.", ge=0, le=1000000)]
    reorder_point: Annotated[
        int,
        Field(alias="reorderPoint", description="Number of available pieces at which the warehouse team is asked to reorder.", ge=0),
    ] = 5

    @classmethod
    def reply_type(cls) -> type[AddInventoryReply]:
        return AddInventoryReply
