"""Billing: bills memberships period by period, and follows up failed payments.

There is no nightly job: a renewal and a retry are commands that Billing sends itself, to be delivered when they are due.
"""

from datetime import timedelta
from typing import final
from uuid import UUID, uuid5

from sqlalchemy import Select, select
from typing_extensions import override

from generated.messages import (
    CancelSubscription,
    InvoiceGenerated,
    PaymentFailed,
    PaymentProcessed,
    RenewSubscription,
    RetrySubscriptionPayment,
    SubscriptionPaymentDue,
    UserSubscriptionCancelled,
    UserSubscriptionStarted,
)
from generated.messages.cancel_subscription import CancelSubscriptionReason
from generated.messages.invoice_generated import InvoiceGeneratedMoney
from generated.messages.subscription_payment_due import SubscriptionPaymentDueMoney, SubscriptionPaymentDuePaymentMethod
from generated.services.billing_service import BillingService, BillingServiceTx
from services.membership_plans import period_start
from services.subscription_tables import Account, Base, Invoice

ATTEMPTS = 3
RETRY_AFTER = timedelta(days=3)


@final
class Billing(BillingService):
    tables = Base.metadata

    @override
    def on_user_subscription_started(self, event: UserSubscriptionStarted, tx: BillingServiceTx) -> None:
        account = Account(
            subscription_id=event.subscription_id,
            customer_id=event.customer_id,
            plan=event.plan.value,
            price=event.price.amount,
            currency=event.price.currency,
            card_token=event.payment_method.token,
            started_at=event.started_at,
            billed_periods=0,
            is_running=True,
        )
        tx.db.add(account)
        _bill_next_period(account, tx)

    @override
    def renew_subscription(self, command: RenewSubscription, tx: BillingServiceTx) -> None:
        account = tx.db.get(Account, command.subscription_id)
        if account is not None and account.is_running and command.period == account.billed_periods + 1:
            _bill_next_period(account, tx)

    @override
    def on_payment_processed(self, event: PaymentProcessed, tx: BillingServiceTx) -> None:
        if event.invoice_id is not None:
            invoice = tx.db.get_one(Invoice, event.invoice_id)
            invoice.status, invoice.is_collecting = "paid", False

    @override
    def on_payment_failed(self, event: PaymentFailed, tx: BillingServiceTx) -> None:
        if event.invoice_id is None:
            return
        invoice = tx.db.get_one(Invoice, event.invoice_id)
        invoice.is_collecting = False
        if invoice.status != "open":  # the member has left meanwhile
            return
        if invoice.attempts < ATTEMPTS:
            tx.send(RetrySubscriptionPayment(subscription_id=invoice.subscription_id, invoice_id=invoice.id), after=RETRY_AFTER)
        else:
            tx.send(CancelSubscription(subscription_id=invoice.subscription_id, reason=CancelSubscriptionReason.PAYMENT_FAILED))

    @override
    def retry_subscription_payment(self, command: RetrySubscriptionPayment, tx: BillingServiceTx) -> None:
        account = tx.db.get(Account, command.subscription_id)
        if account is None:
            return
        if command.payment_method is not None:
            account.card_token = command.payment_method.token
        owed = tx.db.scalars(_open_invoices(account.subscription_id)).all()
        invoice = next((each for each in owed if command.invoice_id in (None, each.id)), None)
        # A member who was faster than the planned retry is not charged a second time.
        if invoice is not None and not invoice.is_collecting and invoice.attempts < ATTEMPTS:
            _collect(invoice, account, tx)

    @override
    def on_user_subscription_cancelled(self, event: UserSubscriptionCancelled, tx: BillingServiceTx) -> None:
        tx.db.get_one(Account, event.subscription_id).is_running = False
        for invoice in tx.db.scalars(_open_invoices(event.subscription_id)):
            invoice.status = "void"


def _bill_next_period(account: Account, tx: BillingServiceTx) -> None:
    period = account.billed_periods = account.billed_periods + 1
    begin, end = (period_start(account.started_at, account.plan, number) for number in (period, period + 1))
    invoice = Invoice(
        id=uuid5(account.subscription_id, f"period {period}"),
        subscription_id=account.subscription_id,
        period=period,
        amount=account.price,
        currency=account.currency,
        status="open",
        attempts=0,
    )
    tx.db.add(invoice)
    tx.emit(
        InvoiceGenerated(
            invoice_id=invoice.id,
            subscription_id=account.subscription_id,
            customer_id=account.customer_id,
            period=period,
            amount=InvoiceGeneratedMoney(amount=invoice.amount, currency=invoice.currency),
            period_start=begin,
            period_end=end,
            issued_at=tx.now,
        )
    )
    _collect(invoice, account, tx)
    tx.send(RenewSubscription(subscription_id=account.subscription_id, period=period + 1), after=max(end - tx.now, timedelta(0)))


def _collect(invoice: Invoice, account: Account, tx: BillingServiceTx) -> None:
    invoice.attempts += 1
    invoice.is_collecting = True
    tx.emit(
        SubscriptionPaymentDue(
            subscription_id=account.subscription_id,
            invoice_id=invoice.id,
            customer_id=account.customer_id,
            amount=SubscriptionPaymentDueMoney(amount=invoice.amount, currency=invoice.currency),
            payment_method=SubscriptionPaymentDuePaymentMethod(type_="card", token=account.card_token),
            attempt=invoice.attempts,
            due_at=tx.now,
        )
    )


def _open_invoices(subscription_id: UUID) -> Select[Invoice]:
    """The oldest first."""
    return select(Invoice).where(Invoice.subscription_id == subscription_id, Invoice.status == "open").order_by(Invoice.period)
