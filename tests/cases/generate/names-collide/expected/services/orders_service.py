# Made by flowmart from services/a/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of OrdersService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Service, ServiceBinding, Tx

from ..bindings.orders_service import BINDING
from ..messages.place_order import PlaceOrder

OrdersServiceTx: TypeAlias = Tx[Never, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class OrdersService(Service, ABC):
    """OrdersService"""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def on_place_order(self, event: PlaceOrder, tx: OrdersServiceTx) -> None:
        """PlaceOrder"""
