"""The messages of Payment, made from the row of a payment. Decides nothing."""

from datetime import datetime
from typing import Literal
from uuid import uuid5

from generated.messages import GetPaymentStatusReply, PaymentFailed, PaymentInitiated, PaymentProcessed, PaymentRefunded, RefundPayment
from generated.messages.get_payment_status_reply import (
    GetPaymentStatusReplyFailureReason,
    GetPaymentStatusReplyMoney,
    GetPaymentStatusReplyPurpose,
    GetPaymentStatusReplyStatus,
)
from generated.messages.payment_failed import PaymentFailedMoney, PaymentFailedPurpose, PaymentFailedReason
from generated.messages.payment_initiated import PaymentInitiatedMoney, PaymentInitiatedPurpose
from generated.messages.payment_processed import PaymentProcessedMoney, PaymentProcessedPurpose
from generated.messages.payment_refunded import PaymentRefundedMoney, PaymentRefundedReason
from generated.messages.refund_payment import RefundPaymentMoney, RefundPaymentReason
from services.payment_tables import Payment


def payment_initiated(payment: Payment, now: datetime) -> PaymentInitiated:
    return PaymentInitiated(
        payment_id=payment.id,
        purpose=PaymentInitiatedPurpose(payment.purpose),
        order_id=payment.order_id,
        subscription_id=payment.subscription_id,
        invoice_id=payment.invoice_id,
        customer_id=payment.customer_id,
        amount=PaymentInitiatedMoney(amount=payment.amount, currency=payment.currency),
        initiated_at=now,
    )


def payment_processed(payment: Payment, gateway_reference: str, now: datetime) -> PaymentProcessed:
    return PaymentProcessed(
        payment_id=payment.id,
        purpose=PaymentProcessedPurpose(payment.purpose),
        order_id=payment.order_id,
        subscription_id=payment.subscription_id,
        invoice_id=payment.invoice_id,
        customer_id=payment.customer_id,
        amount=PaymentProcessedMoney(amount=payment.amount, currency=payment.currency),
        gateway_reference=gateway_reference,
        processed_at=now,
    )


def payment_failed(payment: Payment, reason: str, now: datetime) -> PaymentFailed:
    return PaymentFailed(
        payment_id=payment.id,
        purpose=PaymentFailedPurpose(payment.purpose),
        order_id=payment.order_id,
        subscription_id=payment.subscription_id,
        invoice_id=payment.invoice_id,
        customer_id=payment.customer_id,
        amount=PaymentFailedMoney(amount=payment.amount, currency=payment.currency),
        reason=PaymentFailedReason(reason),
        failed_at=now,
    )


def refund_payment(payment: Payment, amount: int, reason: Literal["order_cancelled", "order_amended"], *, cause: str) -> RefundPayment:
    """`cause` is the message that led to it: the same message asks for the same refund."""
    return RefundPayment(
        refund_id=uuid5(payment.id, cause),
        payment_id=payment.id,
        amount=RefundPaymentMoney(amount=amount, currency=payment.currency),
        reason=RefundPaymentReason(reason),
    )


def payment_refunded(payment: Payment, command: RefundPayment, amount: int, now: datetime) -> PaymentRefunded:
    return PaymentRefunded(
        refund_id=command.refund_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount=PaymentRefundedMoney(amount=amount, currency=payment.currency),
        reason=PaymentRefundedReason(command.reason.value),
        refunded_at=now,
    )


def payment_status(payment: Payment) -> GetPaymentStatusReply:
    reason = payment.failure_reason
    return GetPaymentStatusReply(
        payment_id=payment.id,
        status=GetPaymentStatusReplyStatus(payment.status),
        purpose=GetPaymentStatusReplyPurpose(payment.purpose),
        order_id=payment.order_id,
        subscription_id=payment.subscription_id,
        invoice_id=payment.invoice_id,
        amount=GetPaymentStatusReplyMoney(amount=payment.amount, currency=payment.currency),
        refunded=GetPaymentStatusReplyMoney(amount=payment.refunded, currency=payment.currency),
        failure_reason=GetPaymentStatusReplyFailureReason(reason) if reason else None,
        updated_at=payment.updated_at,
    )
