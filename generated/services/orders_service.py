# Made by flowmart from domains/Orders/services/OrdersService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of OrdersService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

from flowmart.runtime import Call, Effect, Read, Service, ServiceBinding, Tx

from ..bindings.orders_service import BINDING
from ..messages.amend_order import AmendOrder
from ..messages.amend_order_reply import AmendOrderReply
from ..messages.cancel_order import CancelOrder
from ..messages.cancel_order_reply import CancelOrderReply
from ..messages.delivery_failed import DeliveryFailed
from ..messages.get_order import GetOrder
from ..messages.get_order_reply import GetOrderReply
from ..messages.initiate_payment import InitiatePayment
from ..messages.inventory_adjusted import InventoryAdjusted
from ..messages.notification_sent import NotificationSent
from ..messages.order_amended import OrderAmended
from ..messages.order_cancelled import OrderCancelled
from ..messages.order_confirmed import OrderConfirmed
from ..messages.order_placed import OrderPlaced
from ..messages.out_of_stock import OutOfStock
from ..messages.payment_failed import PaymentFailed
from ..messages.payment_processed import PaymentProcessed
from ..messages.payment_refunded import PaymentRefunded
from ..messages.place_order import PlaceOrder
from ..messages.place_order_reply import PlaceOrderReply
from ..messages.refund_payment import RefundPayment
from ..messages.reserve_stock import ReserveStock
from ..messages.return_initiated import ReturnInitiated
from ..messages.return_received import ReturnReceived
from ..messages.shipment_cancelled import ShipmentCancelled
from ..messages.shipment_created import ShipmentCreated
from ..messages.shipment_delivered import ShipmentDelivered
from ..messages.shipment_dispatched import ShipmentDispatched
from ..messages.shipment_in_transit import ShipmentInTransit
from ..messages.user_subscription_cancelled import UserSubscriptionCancelled
from ..messages.user_subscription_started import UserSubscriptionStarted

OrdersServiceTx: TypeAlias = Tx[
    OrderAmended | OrderCancelled | OrderConfirmed | OrderPlaced,
    InitiatePayment | RefundPayment | ReserveStock,
]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class OrdersService(Service, ABC):
    """Takes orders and leads each of them from placed to delivered, or to a clean end."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    def amend_order(self, command: AmendOrder, tx: OrdersServiceTx) -> AmendOrderReply:
        """Reduces a confirmed order before it is dispatched."""

    @abstractmethod
    def cancel_order(self, command: CancelOrder, tx: OrdersServiceTx) -> CancelOrderReply:
        """Calls an order off, before or after it was paid."""

    @abstractmethod
    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> PlaceOrderReply:
        """Asks FlowMart to take an order for a customer."""

    @abstractmethod
    async def on_delivery_failed(self, event: DeliveryFailed, call: Call) -> Effect[OrdersServiceTx, None]:
        """The carrier could not deliver a parcel."""

    @abstractmethod
    def on_inventory_adjusted(self, event: InventoryAdjusted, tx: OrdersServiceTx) -> None:
        """The stock of one or more products changed."""

    @abstractmethod
    def on_notification_sent(self, event: NotificationSent, tx: OrdersServiceTx) -> None:
        """A message was handed to an e-mail or SMS provider."""

    @abstractmethod
    def on_out_of_stock(self, event: OutOfStock, tx: OrdersServiceTx) -> None:
        """An order could not be reserved because stock is missing."""

    @abstractmethod
    def on_payment_failed(self, event: PaymentFailed, tx: OrdersServiceTx) -> None:
        """The card gateway refused the charge."""

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: OrdersServiceTx) -> None:
        """The card gateway captured the money."""

    @abstractmethod
    def on_payment_refunded(self, event: PaymentRefunded, tx: OrdersServiceTx) -> None:
        """Money went back to the customer."""

    @abstractmethod
    def on_return_initiated(self, event: ReturnInitiated, tx: OrdersServiceTx) -> None:
        """A customer has a label to send goods back."""

    @abstractmethod
    def on_return_received(self, event: ReturnReceived, tx: OrdersServiceTx) -> None:
        """Goods are back in the warehouse."""

    @abstractmethod
    def on_shipment_cancelled(self, event: ShipmentCancelled, tx: OrdersServiceTx) -> None:
        """A parcel was called off before it left the warehouse."""

    @abstractmethod
    def on_shipment_created(self, event: ShipmentCreated, tx: OrdersServiceTx) -> None:
        """A parcel is booked at the carrier."""

    @abstractmethod
    def on_shipment_delivered(self, event: ShipmentDelivered, tx: OrdersServiceTx) -> None:
        """A parcel arrived at the customer."""

    @abstractmethod
    def on_shipment_dispatched(self, event: ShipmentDispatched, tx: OrdersServiceTx) -> None:
        """A parcel left the warehouse."""

    @abstractmethod
    def on_shipment_in_transit(self, event: ShipmentInTransit, tx: OrdersServiceTx) -> None:
        """A parcel was seen on its way."""

    @abstractmethod
    def on_user_subscription_cancelled(self, event: UserSubscriptionCancelled, tx: OrdersServiceTx) -> None:
        """A membership ended."""

    @abstractmethod
    def on_user_subscription_started(self, event: UserSubscriptionStarted, tx: OrdersServiceTx) -> None:
        """A membership began."""

    @abstractmethod
    def get_order(self, query: GetOrder, read: Read) -> GetOrderReply:
        """Returns an order with everything that has happened to it."""
