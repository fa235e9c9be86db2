# Made by flowmart from domains/Inventory/services/InventoryService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of InventoryService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Read, Service, ServiceBinding, Tx

from ..bindings.inventory_service import BINDING
from ..messages.add_inventory import AddInventory
from ..messages.add_inventory_reply import AddInventoryReply
from ..messages.delete_inventory import DeleteInventory
from ..messages.delete_inventory_reply import DeleteInventoryReply
from ..messages.get_inventory_list import GetInventoryList
from ..messages.get_inventory_list_reply import GetInventoryListReply
from ..messages.get_inventory_status import GetInventoryStatus
from ..messages.get_inventory_status_reply import GetInventoryStatusReply
from ..messages.inventory_adjusted import InventoryAdjusted
from ..messages.order_amended import OrderAmended
from ..messages.order_cancelled import OrderCancelled
from ..messages.order_confirmed import OrderConfirmed
from ..messages.out_of_stock import OutOfStock
from ..messages.reserve_stock import ReserveStock
from ..messages.return_received import ReturnReceived
from ..messages.shipment_dispatched import ShipmentDispatched
from ..messages.update_inventory import UpdateInventory
from ..messages.update_inventory_reply import UpdateInventoryReply

InventoryServiceTx: TypeAlias = Tx[InventoryAdjusted | OutOfStock, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class InventoryService(Service, ABC):
    """Knows what can be sold: products, prices, and the stock behind them."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def add_inventory(self, command: AddInventory, tx: InventoryServiceTx) -> AddInventoryReply:
        """Puts a new product on sale."""

    @abstractmethod
    def delete_inventory(self, command: DeleteInventory, tx: InventoryServiceTx) -> DeleteInventoryReply:
        """Takes a product off sale."""

    @abstractmethod
    def reserve_stock(self, command: ReserveStock, tx: InventoryServiceTx) -> None:
        """Holds stock for an order until it is paid or cancelled."""

    @abstractmethod
    def update_inventory(self, command: UpdateInventory, tx: InventoryServiceTx) -> UpdateInventoryReply:
        """Changes the stock, the price or the name of a product."""

    @abstractmethod
    def on_order_amended(self, event: OrderAmended, tx: InventoryServiceTx) -> None:
        """A confirmed order was reduced."""

    @abstractmethod
    def on_order_cancelled(self, event: OrderCancelled, tx: InventoryServiceTx) -> None:
        """An order will not be delivered."""

    @abstractmethod
    def on_order_confirmed(self, event: OrderConfirmed, tx: InventoryServiceTx) -> None:
        """An order is paid and will be delivered."""

    @abstractmethod
    def on_return_received(self, event: ReturnReceived, tx: InventoryServiceTx) -> None:
        """Goods are back in the warehouse."""

    @abstractmethod
    def on_shipment_dispatched(self, event: ShipmentDispatched, tx: InventoryServiceTx) -> None:
        """A parcel left the warehouse."""

    @abstractmethod
    def get_inventory_list(self, query: GetInventoryList, read: Read) -> GetInventoryListReply:
        """Lists the products of the shop with price and availability."""

    @abstractmethod
    def get_inventory_status(self, query: GetInventoryStatus, read: Read) -> GetInventoryStatusReply:
        """Returns the stock of one product."""
