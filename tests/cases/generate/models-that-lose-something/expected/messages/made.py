# Made by flowmart from events/Made/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: events/Made/schema.json

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from flowmart.runtime import Event, Model, Omissible


class MadeAddress(Model):
    city: Omissible[str] = None


class MadeAddressDefinition(Model):
    zip: Omissible[str] = None


class MadeState(StrEnum):
    IN_STOCK = "in-stock"
    IN_STOCK_ = "IN_STOCK"


class Made(Event, id="Made", version="1.0.0", digest="d2e82a9ea1d7b498"):
    """Made"""

    order_id: Annotated[Omissible[str], Field(alias="orderId")] = None
    order_id_: Annotated[Omissible[int], Field(alias="order_id")] = None
    address: Omissible[MadeAddress] = None
    billing: Omissible[MadeAddressDefinition] = None
    state: Omissible[MadeState] = None
    count: Omissible[int] = None
