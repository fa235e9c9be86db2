# Made by flowmart from domains/Notification/services/NotificationService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of NotificationService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, Never, TypeAlias

from flowmart.runtime import Call, Effect, Read, Service, ServiceBinding, Tx

from ..bindings.notification_service import BINDING
from ..messages.delivery_failed import DeliveryFailed
from ..messages.get_notification_details import GetNotificationDetails
from ..messages.get_notification_details_reply import GetNotificationDetailsReply
from ..messages.get_user_notifications import GetUserNotifications
from ..messages.get_user_notifications_reply import GetUserNotificationsReply
from ..messages.inventory_adjusted import InventoryAdjusted
from ..messages.invoice_generated import InvoiceGenerated
from ..messages.notification_sent import NotificationSent
from ..messages.order_amended import OrderAmended
from ..messages.order_cancelled import OrderCancelled
from ..messages.order_confirmed import OrderConfirmed
from ..messages.order_placed import OrderPlaced
from ..messages.out_of_stock import OutOfStock
from ..messages.payment_failed import PaymentFailed
from ..messages.payment_processed import PaymentProcessed
from ..messages.payment_refunded import PaymentRefunded
from ..messages.return_initiated import ReturnInitiated
from ..messages.return_received import ReturnReceived
from ..messages.shipment_created import ShipmentCreated
from ..messages.shipment_delivered import ShipmentDelivered
from ..messages.shipment_dispatched import ShipmentDispatched
from ..messages.shipment_in_transit import ShipmentInTransit
from ..messages.user_subscription_cancelled import UserSubscriptionCancelled
from ..messages.user_subscription_started import UserSubscriptionStarted

NotificationServiceTx: TypeAlias = Tx[NotificationSent, Never]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class NotificationService(Service, ABC):
    """Tells customers, and our own teams, what happened: by e-mail and by SMS."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    async def on_delivery_failed(self, event: DeliveryFailed, call: Call) -> Effect[NotificationServiceTx, None]:
        """The carrier could not deliver a parcel."""

    @abstractmethod
    async def on_inventory_adjusted(self, event: InventoryAdjusted, call: Call) -> Effect[NotificationServiceTx, None]:
        """The stock of one or more products changed."""

    @abstractmethod
    async def on_invoice_generated(self, event: InvoiceGenerated, call: Call) -> Effect[NotificationServiceTx, None]:
        """An invoice for one period of a membership was written."""

    @abstractmethod
    async def on_order_amended(self, event: OrderAmended, call: Call) -> Effect[NotificationServiceTx, None]:
        """A confirmed order was reduced."""

    @abstractmethod
    async def on_order_cancelled(self, event: OrderCancelled, call: Call) -> Effect[NotificationServiceTx, None]:
        """An order will not be delivered."""

    @abstractmethod
    async def on_order_confirmed(self, event: OrderConfirmed, call: Call) -> Effect[NotificationServiceTx, None]:
        """An order is paid and will be delivered."""

    @abstractmethod
    def on_order_placed(self, event: OrderPlaced, tx: NotificationServiceTx) -> None:
        """An order was taken; nothing is reserved or paid yet."""

    @abstractmethod
    async def on_out_of_stock(self, event: OutOfStock, call: Call) -> Effect[NotificationServiceTx, None]:
        """An order could not be reserved because stock is missing."""

    @abstractmethod
    async def on_payment_failed(self, event: PaymentFailed, call: Call) -> Effect[NotificationServiceTx, None]:
        """The card gateway refused the charge."""

    @abstractmethod
    async def on_payment_processed(self, event: PaymentProcessed, call: Call) -> Effect[NotificationServiceTx, None]:
        """The card gateway captured the money."""

    @abstractmethod
    async def on_payment_refunded(self, event: PaymentRefunded, call: Call) -> Effect[NotificationServiceTx, None]:
        """Money went back to the customer."""

    @abstractmethod
    async def on_return_initiated(self, event: ReturnInitiated, call: Call) -> Effect[NotificationServiceTx, None]:
        """A customer has a label to send goods back."""

    @abstractmethod
    async def on_return_received(self, event: ReturnReceived, call: Call) -> Effect[NotificationServiceTx, None]:
        """Goods are back in the warehouse."""

    @abstractmethod
    async def on_shipment_created(self, event: ShipmentCreated, call: Call) -> Effect[NotificationServiceTx, None]:
        """A parcel is booked at the carrier."""

    @abstractmethod
    async def on_shipment_delivered(self, event: ShipmentDelivered, call: Call) -> Effect[NotificationServiceTx, None]:
        """A parcel arrived at the customer."""

    @abstractmethod
    async def on_shipment_dispatched(self, event: ShipmentDispatched, call: Call) -> Effect[NotificationServiceTx, None]:
        """A parcel left the warehouse."""

    @abstractmethod
    async def on_shipment_in_transit(self, event: ShipmentInTransit, call: Call) -> Effect[NotificationServiceTx, None]:
        """A parcel was seen on its way."""

    @abstractmethod
    async def on_user_subscription_cancelled(self, event: UserSubscriptionCancelled, call: Call) -> Effect[NotificationServiceTx, None]:
        """A membership ended."""

    @abstractmethod
    async def on_user_subscription_started(self, event: UserSubscriptionStarted, call: Call) -> Effect[NotificationServiceTx, None]:
        """A membership began."""

    @abstractmethod
    def get_notification_details(self, query: GetNotificationDetails, read: Read) -> GetNotificationDetailsReply:
        """Returns one notification with its text."""

    @abstractmethod
    def get_user_notifications(self, query: GetUserNotifications, read: Read) -> GetUserNotificationsReply:
        """Lists what a customer was sent."""
