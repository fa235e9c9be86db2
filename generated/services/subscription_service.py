# Made by flowmart from domains/Subscription/services/SubscriptionService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of SubscriptionService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Read, Service, ServiceBinding, Tx

from ..bindings.subscription_service import BINDING
from ..messages.cancel_subscription import CancelSubscription
from ..messages.cancel_subscription_reply import CancelSubscriptionReply
from ..messages.get_subscription_status import GetSubscriptionStatus
from ..messages.get_subscription_status_reply import GetSubscriptionStatusReply
from ..messages.payment_failed import PaymentFailed
from ..messages.payment_processed import PaymentProcessed
from ..messages.subscribe_user import SubscribeUser
from ..messages.subscribe_user_reply import SubscribeUserReply
from ..messages.user_subscription_cancelled import UserSubscriptionCancelled
from ..messages.user_subscription_started import UserSubscriptionStarted

SubscriptionServiceTx: TypeAlias = Tx[UserSubscriptionCancelled | UserSubscriptionStarted, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class SubscriptionService(Service, ABC):
    """Starts and ends memberships and knows where each of them stands."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def cancel_subscription(self, command: CancelSubscription, tx: SubscriptionServiceTx) -> CancelSubscriptionReply:
        """Ends a membership."""

    @abstractmethod
    def subscribe_user(self, command: SubscribeUser, tx: SubscriptionServiceTx) -> SubscribeUserReply:
        """Starts a membership for a customer."""

    @abstractmethod
    def on_payment_failed(self, event: PaymentFailed, tx: SubscriptionServiceTx) -> None:
        """The card gateway refused the charge."""

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: SubscriptionServiceTx) -> None:
        """The card gateway captured the money."""

    @abstractmethod
    def get_subscription_status(self, query: GetSubscriptionStatus, read: Read) -> GetSubscriptionStatusReply:
        """Returns where a membership stands."""
