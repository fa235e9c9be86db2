# Made by flowmart from domains/Payment/services/PaymentService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of PaymentService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Call, Effect, Service, ServiceBinding, Tx

from ..bindings.payment_service import BINDING
from ..messages.initiate_payment import InitiatePayment
from ..messages.order_confirmed import OrderConfirmed
from ..messages.payment_processed import PaymentProcessed

PaymentServiceTx: TypeAlias = Tx[PaymentProcessed, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class PaymentService(Service, ABC):
    """Collects money."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    async def initiate_payment(self, command: InitiatePayment, call: Call) -> Effect[PaymentServiceTx, None]:
        """Initiate payment"""

    @abstractmethod
    def on_order_confirmed(self, event: OrderConfirmed, tx: PaymentServiceTx) -> None:
        """Order confirmed"""
