# Made by flowmart from domains/Inventory/services/InventoryService/commands/UpdateInventory/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/commands/UpdateInventory/reply.schema.json

from typing import Annotated

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class UpdateInventoryReply(Reply, id="UpdateInventoryReply", version="1.0.0", digest="d051ad3a42fea5cf"):
    """The answer to Update inventory."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sku": "MUG-0001", "available": 170}]})

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    available: Annotated[int, Field(description="Pieces that can be sold now.", ge=0)]
