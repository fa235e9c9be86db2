# Made by flowmart from domains/Inventory/services/InventoryService/queries/GetInventoryStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/queries/GetInventoryStatus/reply.schema.json

from typing import Annotated

from pydantic import AwareDatetime, ConfigDict, Field

from flowmart.runtime import Model, Reply


class GetInventoryStatusReplyMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class GetInventoryStatusReply(Reply, id="GetInventoryStatusReply", version="1.0.0", digest="bf9e198dc0bdc83a"):
    """The answer to Get inventory status."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"sku": "MUG-0001", "name": "Enamel mug", "unitPrice": {"amount": 1245, "currency": "EUR"}, "available": 118, "reserved": 2, "allocated": 0, "reorderPoint": 10, "updatedAt": "2026-03-02T09:00:00Z"}]})

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    name: Annotated[str, Field(description="Name shown to customers.", min_length=1, max_length=200)]
    unit_price: Annotated[
        GetInventoryStatusReplyMoney,
        Field(alias="unitPrice", description="Price of one piece, taxes included."),
    ]
    available: Annotated[int, Field(description="Pieces that can be sold now.", ge=0)]
    reserved: Annotated[int, Field(description="Pieces held for orders that are not paid yet.", ge=0)]
    allocated: Annotated[int, Field(description="Pieces set aside for confirmed orders.", ge=0)]
    reorder_point: Annotated[
        int,
        Field(alias="reorderPoint", description="Number of available pieces at which more is ordered.", ge=0),
    ]
    updated_at: Annotated[AwareDatetime, Field(alias="updatedAt", description="When the stock last changed, in UTC.")]
