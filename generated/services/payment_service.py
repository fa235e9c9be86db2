# Made by flowmart from domains/Payment/services/PaymentService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of PaymentService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

from flowmart.runtime import Call, Effect, Read, Service, ServiceBinding, Tx

from ..bindings.payment_service import BINDING
from ..messages.get_payment_status import GetPaymentStatus
from ..messages.get_payment_status_reply import GetPaymentStatusReply
from ..messages.initiate_payment import InitiatePayment
from ..messages.order_amended import OrderAmended
from ..messages.order_cancelled import OrderCancelled
from ..messages.payment_failed import PaymentFailed
from ..messages.payment_initiated import PaymentInitiated
from ..messages.payment_processed import PaymentProcessed
from ..messages.payment_refunded import PaymentRefunded
from ..messages.refund_payment import RefundPayment
from ..messages.subscription_payment_due import SubscriptionPaymentDue

PaymentServiceTx: TypeAlias = Tx[
    PaymentFailed | PaymentInitiated | PaymentProcessed | PaymentRefunded,
    RefundPayment,
]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class PaymentService(Service, ABC):
    """Collects and refunds money through a card gateway, exactly once."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def initiate_payment(self, command: InitiatePayment, tx: PaymentServiceTx) -> None:
        """Asks Payment to collect the money for an order."""

    @abstractmethod
    async def refund_payment(self, command: RefundPayment, call: Call) -> Effect[PaymentServiceTx, None]:
        """Gives a captured amount back, in full or in part."""

    @abstractmethod
    def on_order_amended(self, event: OrderAmended, tx: PaymentServiceTx) -> None:
        """A confirmed order was reduced."""

    @abstractmethod
    def on_order_cancelled(self, event: OrderCancelled, tx: PaymentServiceTx) -> None:
        """An order will not be delivered."""

    @abstractmethod
    async def on_payment_initiated(self, event: PaymentInitiated, call: Call) -> Effect[PaymentServiceTx, None]:
        """A payment was opened and is about to be charged."""

    @abstractmethod
    def on_subscription_payment_due(self, event: SubscriptionPaymentDue, tx: PaymentServiceTx) -> None:
        """Money for a membership is to be collected."""

    @abstractmethod
    def get_payment_status(self, query: GetPaymentStatus, read: Read) -> GetPaymentStatusReply:
        """Returns where a payment stands."""
