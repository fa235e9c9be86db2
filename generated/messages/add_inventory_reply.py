# Made by flowmart from domains/Inventory/services/InventoryService/commands/AddInventory/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/AddInventory/reply.schema.json

from typing import Annotated

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class AddInventoryReply(Reply, id="AddInventoryReply", version="1.0.0", digest="6d931c1770052ddf"):
    """The answer to Add inventory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sku": "MUG-0001", "available": 120}]})

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    available: Annotated[int, Field(description="Pieces that can be sold now.", ge=0)]
