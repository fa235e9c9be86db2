"""Payment: collects and refunds money through a card gateway, exactly once.

Charging and refunding are effects: they happen outside of the transaction, under an idempotency key that is the same on every attempt.
"""

from typing import final
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session
from typing_extensions import override

from flowmart.runtime import BusinessError, Call, Effect, Read
from generated.messages import (
    GetPaymentStatus,
    GetPaymentStatusReply,
    InitiatePayment,
    OrderAmended,
    OrderCancelled,
    PaymentInitiated,
    RefundPayment,
    SubscriptionPaymentDue,
)
from generated.services.payment_service import PaymentService, PaymentServiceTx
from services.card_charges import Captured, Declined, charge, refund
from services.payment_messages import payment_failed, payment_initiated, payment_processed, payment_refunded, payment_status, refund_payment
from services.payment_tables import Base, CancelledOrder, Refund
from services.payment_tables import Payment as PaymentRow


@final
class Payment(PaymentService):
    tables = Base.metadata

    # --- what is to be paid

    @override
    def initiate_payment(self, command: InitiatePayment, tx: PaymentServiceTx) -> None:
        if _of_order(tx.db, command.order_id) is not None:
            return
        payment = PaymentRow(
            id=uuid4(),
            purpose="order",
            order_id=command.order_id,
            customer_id=command.customer_id,
            amount=command.amount.amount,
            currency=command.amount.currency,
            card_token=command.payment_method.token,
        )
        tx.db.add(payment)
        if tx.db.get(CancelledOrder, command.order_id):
            payment.status = "voided"
        else:
            tx.emit(payment_initiated(payment, tx.now))

    @override
    def on_subscription_payment_due(self, event: SubscriptionPaymentDue, tx: PaymentServiceTx) -> None:
        known = select(PaymentRow).where(PaymentRow.invoice_id == event.invoice_id, PaymentRow.attempt == event.attempt)
        if tx.db.scalars(known).first() is not None:
            return
        payment = PaymentRow(
            id=uuid4(),
            purpose="subscription",
            subscription_id=event.subscription_id,
            invoice_id=event.invoice_id,
            attempt=event.attempt,
            customer_id=event.customer_id,
            amount=event.amount.amount,
            currency=event.amount.currency,
            card_token=event.payment_method.token,
        )
        tx.db.add(payment)
        tx.emit(payment_initiated(payment, tx.now))

    # --- the charge

    @override
    async def on_payment_initiated(self, event: PaymentInitiated, call: Call) -> Effect[PaymentServiceTx, None]:
        payment, is_cancelled = await call.read(lambda db: (db.get_one(PaymentRow, event.payment_id), _is_cancelled(db, event.order_id)))
        if is_cancelled and call.attempt == 1:  # later, an attempt whose answer was lost may have charged the card
            return lambda tx: _void(event.payment_id, tx)
        answer = await charge(
            self.external("card-gateway"),
            amount=payment.amount,
            currency=payment.currency,
            token=payment.card_token,
            reference=payment.id,
            key=call.key,
        )
        if isinstance(answer, Captured):
            return lambda tx: _capture(event.payment_id, answer, tx)
        return lambda tx: _fail(event.payment_id, answer, tx)

    # --- money back

    @override
    def on_order_cancelled(self, event: OrderCancelled, tx: PaymentServiceTx) -> None:
        tx.db.merge(CancelledOrder(order_id=event.order_id))
        payment = _of_order(tx.db, event.order_id)
        if payment is not None and payment.status in ("captured", "partially_refunded"):
            tx.send(refund_payment(payment, payment.amount - payment.refunded, "order_cancelled", cause=tx.message.id))

    @override
    def on_order_amended(self, event: OrderAmended, tx: PaymentServiceTx) -> None:
        payment = tx.db.get_one(PaymentRow, event.payment_id)
        if event.refund.amount:
            tx.send(refund_payment(payment, event.refund.amount, "order_amended", cause=tx.message.id))

    @override
    async def refund_payment(self, command: RefundPayment, call: Call) -> Effect[PaymentServiceTx, None]:
        payment, known = await call.read(lambda db: (db.get_one(PaymentRow, command.payment_id), db.get(Refund, command.refund_id)))
        amount = min(command.amount.amount, payment.amount - payment.refunded)
        if known is not None or payment.gateway_reference is None or amount <= 0:
            return None
        await refund(
            self.external("card-gateway"), charge=payment.gateway_reference, amount=amount, reference=command.refund_id, key=call.key
        )
        return lambda tx: _refunded(command, amount, tx)

    # --- questions

    @override
    def get_payment_status(self, query: GetPaymentStatus, read: Read) -> GetPaymentStatusReply:
        payment = read.db.get(PaymentRow, query.payment_id)
        if payment is None:
            raise BusinessError("payment-not-found", f"there is no payment {query.payment_id}", status=404)
        return payment_status(payment)


def _of_order(db: Session, order_id: UUID) -> PaymentRow | None:
    return db.scalars(select(PaymentRow).where(PaymentRow.order_id == order_id)).first()


def _is_cancelled(db: Session, order_id: UUID | None) -> bool:
    return order_id is not None and db.get(CancelledOrder, order_id) is not None


def _void(payment_id: UUID, tx: PaymentServiceTx) -> None:
    tx.db.get_one(PaymentRow, payment_id).status = "voided"


def _capture(payment_id: UUID, answer: Captured, tx: PaymentServiceTx) -> None:
    payment = tx.db.get_one(PaymentRow, payment_id)
    payment.status, payment.gateway_reference = "captured", answer.reference
    tx.emit(payment_processed(payment, answer.reference, tx.now))
    if _is_cancelled(tx.db, payment.order_id):  # while the card was being charged
        tx.send(refund_payment(payment, payment.amount, "order_cancelled", cause=tx.message.id))


def _fail(payment_id: UUID, answer: Declined, tx: PaymentServiceTx) -> None:
    payment = tx.db.get_one(PaymentRow, payment_id)
    payment.status, payment.failure_reason = "failed", answer.reason
    tx.emit(payment_failed(payment, answer.reason, tx.now))


def _refunded(command: RefundPayment, amount: int, tx: PaymentServiceTx) -> None:
    payment = tx.db.get_one(PaymentRow, command.payment_id)
    payment.refunded += amount
    payment.status = "refunded" if payment.refunded == payment.amount else "partially_refunded"
    tx.db.add(Refund(id=command.refund_id, payment_id=payment.id, amount=amount, reason=command.reason.value, refunded_at=tx.now))
    tx.emit(payment_refunded(payment, command, amount, tx.now))
