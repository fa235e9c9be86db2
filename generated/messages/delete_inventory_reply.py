# Made by flowmart from domains/Inventory/services/InventoryService/commands/DeleteInventory/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/DeleteInventory/reply.schema.json

from typing import Annotated

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class DeleteInventoryReply(Reply, id="DeleteInventoryReply", version="1.0.0", digest="014656ab375c137d"):
    """The answer to Delete inventory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sku": "MUG-0001", "available": 0}]})

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    available: Annotated[int, Field(description="Pieces that can be sold now.", ge=0)]
