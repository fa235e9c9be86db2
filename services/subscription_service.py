"""Subscription: starts and ends memberships, and knows where each of them stands. Money is the business of Billing."""

from typing import final

from sqlalchemy import select
from typing_extensions import override

from flowmart.runtime import BusinessError, Read
from generated.messages import (
    CancelSubscription,
    CancelSubscriptionReply,
    GetSubscriptionStatus,
    GetSubscriptionStatusReply,
    PaymentFailed,
    PaymentProcessed,
    SubscribeUser,
    SubscribeUserReply,
    UserSubscriptionCancelled,
    UserSubscriptionStarted,
)
from generated.messages.cancel_subscription_reply import CancelSubscriptionReplyStatus
from generated.messages.get_subscription_status_reply import (
    GetSubscriptionStatusReplyCancellationReason,
    GetSubscriptionStatusReplyPlan,
    GetSubscriptionStatusReplyStatus,
)
from generated.messages.subscribe_user_reply import SubscribeUserReplyStatus
from generated.messages.user_subscription_cancelled import UserSubscriptionCancelledReason
from generated.messages.user_subscription_started import (
    UserSubscriptionStartedContact,
    UserSubscriptionStartedMoney,
    UserSubscriptionStartedPaymentMethod,
    UserSubscriptionStartedPlan,
)
from generated.services.subscription_service import SubscriptionService, SubscriptionServiceTx
from services.membership_plans import CURRENCY, PLANS, period_start
from services.subscription_tables import Base
from services.subscription_tables import Subscription as SubscriptionRow


@final
class Subscription(SubscriptionService):
    tables = Base.metadata

    @override
    def subscribe_user(self, command: SubscribeUser, tx: SubscriptionServiceTx) -> SubscribeUserReply:
        subscription = tx.db.get(SubscriptionRow, command.subscription_id)
        if subscription is None:
            running = select(SubscriptionRow).where(
                SubscriptionRow.customer_id == command.customer_id, SubscriptionRow.status != "cancelled"
            )
            if tx.db.scalars(running).first() is not None:
                raise BusinessError("already-subscribed", "the customer has a running membership")
            subscription = SubscriptionRow(
                id=command.subscription_id, customer_id=command.customer_id, plan=command.plan.value, status="active", started_at=tx.now
            )
            tx.db.add(subscription)
            tx.emit(_started(command, subscription))
        return SubscribeUserReply(subscription_id=subscription.id, status=SubscribeUserReplyStatus(subscription.status))

    @override
    def cancel_subscription(self, command: CancelSubscription, tx: SubscriptionServiceTx) -> CancelSubscriptionReply:
        subscription = tx.db.get(SubscriptionRow, command.subscription_id)
        if subscription is None:
            raise BusinessError("subscription-not-found", f"there is no subscription {command.subscription_id}", status=404)
        if subscription.status != "cancelled":
            subscription.status = "cancelled"
            subscription.cancelled_at = tx.now
            subscription.cancellation_reason = command.reason.value
            tx.emit(
                UserSubscriptionCancelled(
                    subscription_id=subscription.id,
                    customer_id=subscription.customer_id,
                    reason=UserSubscriptionCancelledReason(command.reason.value),
                    cancelled_at=tx.now,
                )
            )
        return CancelSubscriptionReply(subscription_id=subscription.id, status=CancelSubscriptionReplyStatus(subscription.status))

    @override
    def on_payment_processed(self, event: PaymentProcessed, tx: SubscriptionServiceTx) -> None:
        if event.subscription_id is None:  # an order's
            return
        subscription = tx.db.get_one(SubscriptionRow, event.subscription_id)
        subscription.paid_periods += 1
        subscription.last_payment_at = event.processed_at
        if subscription.status == "past_due":
            subscription.status = "active"

    @override
    def on_payment_failed(self, event: PaymentFailed, tx: SubscriptionServiceTx) -> None:
        if event.subscription_id is None:
            return
        subscription = tx.db.get_one(SubscriptionRow, event.subscription_id)
        # Order is kept per payment only: the news of a failure may come after that of the attempt that succeeded.
        is_outdated = subscription.last_payment_at is not None and event.failed_at < subscription.last_payment_at
        if subscription.status == "active" and not is_outdated:
            subscription.status = "past_due"

    @override
    def get_subscription_status(self, query: GetSubscriptionStatus, read: Read) -> GetSubscriptionStatusReply:
        subscription = read.db.get(SubscriptionRow, query.subscription_id)
        if subscription is None:
            raise BusinessError("subscription-not-found", f"there is no subscription {query.subscription_id}", status=404)
        paid, reason = subscription.paid_periods, subscription.cancellation_reason
        return GetSubscriptionStatusReply(
            subscription_id=subscription.id,
            customer_id=subscription.customer_id,
            plan=GetSubscriptionStatusReplyPlan(subscription.plan),
            status=GetSubscriptionStatusReplyStatus(subscription.status),
            paid_until=period_start(subscription.started_at, subscription.plan, paid + 1) if paid else None,
            started_at=subscription.started_at,
            cancelled_at=subscription.cancelled_at,
            cancellation_reason=GetSubscriptionStatusReplyCancellationReason(reason) if reason else None,
        )


def _started(command: SubscribeUser, subscription: SubscriptionRow) -> UserSubscriptionStarted:
    contact = command.contact
    return UserSubscriptionStarted(
        subscription_id=subscription.id,
        customer_id=subscription.customer_id,
        contact=UserSubscriptionStartedContact(name=contact.name, email=contact.email, phone=contact.phone),
        plan=UserSubscriptionStartedPlan(subscription.plan),
        price=UserSubscriptionStartedMoney(amount=PLANS[subscription.plan].price, currency=CURRENCY),
        payment_method=UserSubscriptionStartedPaymentMethod(type_="card", token=command.payment_method.token),
        started_at=subscription.started_at,
    )
