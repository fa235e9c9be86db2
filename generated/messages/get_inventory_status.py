# Made by flowmart from domains/Inventory/services/InventoryService/queries/GetInventoryStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/queries/GetInventoryStatus/schema.json

from typing import Annotated

from pydantic import Field

from flowmart.runtime import Query

from .get_inventory_status_reply import GetInventoryStatusReply


class GetInventoryStatus(Query, id="GetInventoryStatus", version="1.0.0", key="sku", digest="b42d3e404711f127", reply=GetInventoryStatusReply):
    """Get inventory status

    Returns the stock of one product.
    """

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]

    @classmethod
    def reply_type(cls) -> type[GetInventoryStatusReply]:
        return GetInventoryStatusReply
