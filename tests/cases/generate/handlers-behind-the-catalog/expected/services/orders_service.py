# Made by flowmart from services/Orders/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of OrdersService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Call, Effect, Read, Service, ServiceBinding, Tx

from ..bindings.orders_service import BINDING
from ..messages.get_order import GetOrder
from ..messages.order_confirmed import OrderConfirmed
from ..messages.payment_processed import PaymentProcessed
from ..messages.place_order import PlaceOrder
from ..messages.place_order_reply import PlaceOrderReply
from ..messages.shipment_delivered import ShipmentDelivered

OrdersServiceTx: TypeAlias = Tx[OrderConfirmed, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class OrdersService(Service, ABC):
    """OrdersService"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        """PlaceOrder"""

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None:
        """PaymentProcessed"""

    @abstractmethod
    async def on_shipment_delivered(self, event: ShipmentDelivered, call: Call) -> Effect[OrdersServiceTx, None]:
        """ShipmentDelivered"""

    @abstractmethod
    def get_order(self, query: GetOrder, read: Read) -> None:
        """GetOrder"""
