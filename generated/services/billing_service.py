# Made by flowmart from domains/Subscription/services/BillingService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of BillingService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.billing_service import BINDING
from ..messages.cancel_subscription import CancelSubscription
from ..messages.invoice_generated import InvoiceGenerated
from ..messages.payment_failed import PaymentFailed
from ..messages.payment_processed import PaymentProcessed
from ..messages.renew_subscription import RenewSubscription
from ..messages.retry_subscription_payment import RetrySubscriptionPayment
from ..messages.subscription_payment_due import SubscriptionPaymentDue
from ..messages.user_subscription_cancelled import UserSubscriptionCancelled
from ..messages.user_subscription_started import UserSubscriptionStarted

BillingServiceTx: TypeAlias = Tx[
    InvoiceGenerated | SubscriptionPaymentDue,
    CancelSubscription | RenewSubscription | RetrySubscriptionPayment,
]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class BillingService(Service, ABC):
    """Bills memberships period by period and follows up failed payments."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def renew_subscription(self, command: RenewSubscription, tx: BillingServiceTx) -> None:
        """Bills the next period of a membership."""

    @abstractmethod
    def retry_subscription_payment(self, command: RetrySubscriptionPayment, tx: BillingServiceTx) -> None:
        """Tries again to collect a failed payment of a membership."""

    @abstractmethod
    def on_payment_failed(self, event: PaymentFailed, tx: BillingServiceTx) -> None:
        """The card gateway refused the charge."""

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: BillingServiceTx) -> None:
        """The card gateway captured the money."""

    @abstractmethod
    def on_user_subscription_cancelled(self, event: UserSubscriptionCancelled, tx: BillingServiceTx) -> None:
        """A membership ended."""

    @abstractmethod
    def on_user_subscription_started(self, event: UserSubscriptionStarted, tx: BillingServiceTx) -> None:
        """A membership began."""
