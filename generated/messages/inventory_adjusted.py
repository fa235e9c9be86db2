# Made by flowmart from domains/Inventory/services/InventoryService/events/InventoryAdjusted/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Inventory/services/InventoryService/events/InventoryAdjusted/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from flowmart.runtime import Event, Model, Omissible


class InventoryAdjustedReason(StrEnum):
    """Why the stock changed."""

    ADDED = "added"
    UPDATED = "updated"
    DELETED = "deleted"
    RESERVED = "reserved"
    ALLOCATED = "allocated"
    RELEASED = "released"
    SHIPPED = "shipped"
    RESTOCKED = "restocked"


class InventoryAdjustedMoney(Model):
    """An exact amount of money in the minor unit of its currency."""

    amount: Annotated[
        int,
        Field(description="Amount in minor units (cents for EUR), never negative.", examples=[2490], ge=0),
    ]
    currency: Annotated[str, Field(description="ISO 4217 currency code.", examples=["EUR"], pattern="^[A-Z]{3}$")]


class InventoryAdjustedStockLine(Model):
    """What an adjustment did to one product, and where its stock stands afterwards."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces moved by this adjustment.", ge=0)]
    available: Annotated[int, Field(description="Pieces that can be sold after the adjustment.", ge=0)]
    reserved: Annotated[
        int,
        Field(description="Pieces held for orders that are not paid yet, after the adjustment.", ge=0),
    ]
    allocated: Annotated[int, Field(description="Pieces set aside for confirmed orders, after the adjustment.", ge=0)]
    unit_price: Annotated[
        InventoryAdjustedMoney,
        Field(alias="unitPrice", description="Price of one piece at the time of the adjustment, taxes included."),
    ]


class InventoryAdjusted(Event, id="InventoryAdjusted", version="1.0.0", key="reference", digest="c5c724968830db7c"):
    """Inventory adjusted

    The stock of one or more products changed.
    """

    adjustment_id: Annotated[UUID, Field(alias="adjustmentId", description="Identifier of the adjustment.")]
    reference: Annotated[
        str,
        Field(description="What the adjustment belongs to: an order id or a SKU.", min_length=1, max_length=64),
    ]
    order_id: Annotated[
        Omissible[UUID],
        Field(alias="orderId", description="Order that caused it; absent for movements by the warehouse."),
    ] = None
    reason: Annotated[InventoryAdjustedReason, Field(description="Why the stock changed.")]
    lines: Annotated[list[InventoryAdjustedStockLine], Field(description="Products touched.", min_length=1)]
    below_reorder_point: Annotated[
        Omissible[list[Annotated[str, Field(pattern="^[A-Z]{3}-[0-9]{4}$")]]],
        Field(alias="belowReorderPoint", description="Products that have fallen to their reorder point by this adjustment."),
    ] = None
    adjusted_at: Annotated[AwareDatetime, Field(alias="adjustedAt", description="When the stock changed, in UTC.")]
