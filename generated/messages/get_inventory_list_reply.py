# Made by flowmart from domains/Inventory/services/InventoryService/queries/GetInventoryList/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/queries/GetInventoryList/reply.schema.json

from typing import Annotated

from pydantic import ConfigDict, Field

from flowmart.runtime import Model, Reply


class GetInventoryListReplyMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class GetInventoryListReplyProduct(Model):
    """A product as the shop front shows it."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    name: Annotated[str, Field(description="Name shown to customers.", min_length=1, max_length=200)]
    unit_price: Annotated[
        GetInventoryListReplyMoney,
        Field(alias="unitPrice", description="Price of one piece, taxes included."),
    ]
    available: Annotated[int, Field(description="Pieces that can be sold now.", ge=0)]


class GetInventoryListReply(Reply, id="GetInventoryListReply", version="1.0.0", digest="aa23eec4349e339f"):
    """The answer to Get inventory list."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"total": 1, "products": [{"sku": "MUG-0001", "name": "Enamel mug", "unitPrice": {"amount": 1245, "currency": "EUR"}, "available": 118}]}]})

    total: Annotated[int, Field(description="Number of products that match, on all pages.", ge=0)]
    products: Annotated[list[GetInventoryListReplyProduct], Field(description="Products of this page.")]
