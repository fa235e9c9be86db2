"""Payments."""

from flowmart.runtime import Call, Effect, Read
from generated.messages import GetPayment, GetPaymentReply, OrderPlaced, PaymentTaken
from generated.messages.payment_taken import PaymentTakenAmount
from generated.services.payments_service import PaymentsService, PaymentsServiceTx

from services.payments_tables import Base, Payment


class Payments(PaymentsService):
    tables = Base.metadata

    async def on_order_placed(self, event: OrderPlaced, call: Call) -> Effect[PaymentsServiceTx, None]:
        answer = await self.external("cards").post("/charges", json={"customer": event.customer})
        answer.raise_for_status()
        return lambda tx: self._taken(event, tx)

    def get_payment(self, query: GetPayment, read: Read) -> GetPaymentReply:
        return GetPaymentReply(state=read.db.get_one(Payment, query.order_id).state)

    def _taken(self, event: OrderPlaced, tx: PaymentsServiceTx) -> None:
        tx.db.add(Payment(order_id=event.order_id, state="taken"))
        tx.emit(PaymentTaken(order_id=event.order_id, amount=PaymentTakenAmount(value=1, currency="EUR")))
