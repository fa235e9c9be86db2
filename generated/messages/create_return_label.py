# Made by flowmart from domains/Shipping/services/ShippingService/commands/CreateReturnLabel/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/CreateReturnLabel/schema.json

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Command, Model, Omissible

from .create_return_label_reply import CreateReturnLabelReply


class CreateReturnLabelLine(Model):
    """A quantity of one product."""

    sku: Annotated[
        str,
        Field(description="Stock keeping unit: the product as the warehouse knows it.", examples=["MUG-0001"], pattern="^[A-Z]{3}-[0-9]{4}$"),
    ]
    quantity: Annotated[int, Field(description="Number of pieces.", ge=1, le=999)]


class CreateReturnLabelReason(StrEnum):
    """Why it comes back."""

    DOES_NOT_FIT = "does_not_fit"
    NOT_AS_DESCRIBED = "not_as_described"
    DAMAGED = "damaged"
    CHANGED_MIND = "changed_mind"


class CreateReturnLabel(Command, id="CreateReturnLabel", version="1.0.0", key="orderId", digest="3f5423ad135672f7", reply=CreateReturnLabelReply):
    """Create return label

    Orders a label with which the customer sends goods back.
    """

    order_id: Annotated[UUID, Field(alias="orderId", description="Identifier of the order.")]
    lines: Annotated[list[CreateReturnLabelLine], Field(description="What comes back.", min_length=1)]
    reason: Annotated[Omissible[CreateReturnLabelReason], Field(description="Why it comes back.")] = None

    @classmethod
    def reply_type(cls) -> type[CreateReturnLabelReply]:
        return CreateReturnLabelReply
