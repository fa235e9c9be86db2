# Made by flowmart from domains/Inventory/services/InventoryService/queries/GetInventoryList/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/queries/GetInventoryList/schema.json

from typing import Annotated

from pydantic import Field

from flowmart.runtime import Omissible, Query

from .get_inventory_list_reply import GetInventoryListReply


class GetInventoryList(Query, id="GetInventoryList", version="1.0.0", digest="15b049f8581fac44", reply=GetInventoryListReply):
    """Get inventory list

    Lists the products of the shop with price and availability.
    """

    search: Annotated[
        Omissible[Annotated[str, Field(min_length=1, max_length=100)]],
        Field(description="Part of the name or SKU, upper and lower case alike."),
    ] = None
    only_available: Annotated[
        bool,
        Field(alias="onlyAvailable", description="Leave out products that are sold out."),
    ] = False
    offset: Annotated[int, Field(description="How many products to skip.", ge=0)] = 0
    limit: Annotated[int, Field(description="How many products at most.", ge=1, le=200)] = 50

    @classmethod
    def reply_type(cls) -> type[GetInventoryListReply]:
        return GetInventoryListReply
