# Made by flowmart from domains/Inventory/services/InventoryService/commands/DeleteInventory/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/DeleteInventory/schema.json

from typing import Annotated

from pydantic import Field

from flowmart.runtime import Command

from .delete_inventory_reply import DeleteInventoryReply


class DeleteInventory(Command, id="DeleteInventory", version="1.0.0", key="sku", digest="957a306e43aeb842", reply=DeleteInventoryReply):
    """Delete inventory

    Takes a product off sale.
    """

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]

    @classmethod
    def reply_type(cls) -> type[DeleteInventoryReply]:
        return DeleteInventoryReply
