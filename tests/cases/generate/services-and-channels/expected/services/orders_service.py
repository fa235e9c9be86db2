# Made by flowmart from domains/Orders/services/OrdersService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of OrdersService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

from flowmart.runtime import Read, Service, ServiceBinding, Tx

from ..bindings.orders_service import BINDING
from ..messages.get_order import GetOrder
from ..messages.get_order_reply import GetOrderReply
from ..messages.initiate_payment import InitiatePayment
from ..messages.order_confirmed import OrderConfirmed
from ..messages.payment_processed import PaymentProcessed
from ..messages.payment_processed_v1 import PaymentProcessedV1
from ..messages.place_order import PlaceOrder
from ..messages.place_order_reply import PlaceOrderReply

OrdersServiceTx: TypeAlias = Tx[OrderConfirmed, InitiatePayment]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class OrdersService(Service, ABC):
    """Takes orders."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        """Asks for an order.

        The customer chooses its id.
        """

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None:
        """Payment processed"""

    @abstractmethod
    def on_payment_processed_v1(self, event: PaymentProcessedV1, tx: OrdersServiceTx) -> None:
        """Payment processed"""

    @abstractmethod
    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
        """Get order"""
