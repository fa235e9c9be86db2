# Made by flowmart from domains/Payment/services/PaymentService/queries/GetPaymentStatus/index.mdx; do not edit, `flowmart generate` replaces it.
# Schema: domains/Payment/services/PaymentService/queries/GetPaymentStatus/schema.json

from typing import Annotated
from uuid import UUID

from pydantic import Field

from flowmart.runtime import Query

from .get_payment_status_reply import GetPaymentStatusReply


class GetPaymentStatus(Query, id="GetPaymentStatus", version="1.0.0", key="paymentId", digest="902d8a86572954b5", reply=GetPaymentStatusReply):
    """Get payment status

    Returns where a payment stands.
    """

    payment_id: Annotated[UUID, Field(alias="paymentId", description="Identifier of the payment.")]

    @classmethod
    def reply_type(cls) -> type[GetPaymentStatusReply]:
        return GetPaymentStatusReply
