# Made by flowmart from domains/Shipping/services/ShippingService/commands/CreateReturnLabel/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Shipping/services/ShippingService/commands/CreateReturnLabel/reply.schema.json

from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field

from flowmart.runtime import Reply


class CreateReturnLabelReply(Reply, id="CreateReturnLabelReply", version="1.0.0", digest="58c588c45a84c70a"):
    """The answer to Create return label."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"returnId": "0a1b2c3d-4e5f-4061-8273-8495a6b7c807", "trackingNumber": "FR000987654DE", "labelUrl": "https://labels.carrier.example/FR000987654DE.pdf"}]})

    return_id: Annotated[UUID, Field(alias="returnId", description="Identifier of the return.")]
    tracking_number: Annotated[
        str,
        Field(alias="trackingNumber", description="Carrier's number of the parcel.", examples=["FM000123456DE"], min_length=1, max_length=40),
    ]
    label_url: Annotated[str, Field(alias="labelUrl", description="Where the label can be downloaded.")]
