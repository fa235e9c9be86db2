# Made by flowmart from domains/Shipping/services/ShippingService/index.mdx; do not edit, `flowmart generate` replaces it.
"""The base class of ShippingService's handlers."""

from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

from flowmart.runtime import Call, Effect, Read, Service, ServiceBinding, Tx

from ..bindings.shipping_service import BINDING
from ..messages.cancel_shipment import CancelShipment
from ..messages.cancel_shipment_reply import CancelShipmentReply
from ..messages.create_return_label import CreateReturnLabel
from ..messages.create_return_label_reply import CreateReturnLabelReply
from ..messages.create_shipment import CreateShipment
from ..messages.create_shipment_reply import CreateShipmentReply
from ..messages.delivery_failed import DeliveryFailed
from ..messages.order_amended import OrderAmended
from ..messages.order_cancelled import OrderCancelled
from ..messages.order_confirmed import OrderConfirmed
from ..messages.payment_processed import PaymentProcessed
from ..messages.return_initiated import ReturnInitiated
from ..messages.return_received import ReturnReceived
from ..messages.shipment_cancelled import ShipmentCancelled
from ..messages.shipment_created import ShipmentCreated
from ..messages.shipment_delivered import ShipmentDelivered
from ..messages.shipment_dispatched import ShipmentDispatched
from ..messages.shipment_in_transit import ShipmentInTransit
from ..messages.track_shipment import TrackShipment
from ..messages.track_shipment_reply import TrackShipmentReply
from ..messages.update_shipment_status import UpdateShipmentStatus
from ..messages.update_shipment_status_reply import UpdateShipmentStatusReply

ShippingServiceTx: TypeAlias = Tx[
    DeliveryFailed
    | ReturnInitiated
    | ReturnReceived
    | ShipmentCancelled
    | ShipmentCreated
    | ShipmentDelivered
    | ShipmentDispatched
    | ShipmentInTransit,
    CancelShipment | CreateShipment,
]
"""A transaction of this service: the events that it may emit, the commands that it may send."""


class ShippingService(Service, ABC):
    """Books parcels at the carrier, follows them, and takes returns back."""

    binding: ClassVar[ServiceBinding] = BINDING

    @abstractmethod
    async def cancel_shipment(self, command: CancelShipment, call: Call) -> Effect[ShippingServiceTx, CancelShipmentReply]:
        """Calls a parcel off that has not left the warehouse."""

    @abstractmethod
    async def create_return_label(self, command: CreateReturnLabel, call: Call) -> Effect[ShippingServiceTx, CreateReturnLabelReply]:
        """Orders a label with which the customer sends goods back."""

    @abstractmethod
    async def create_shipment(self, command: CreateShipment, call: Call) -> Effect[ShippingServiceTx, CreateShipmentReply]:
        """Books a parcel at the carrier."""

    @abstractmethod
    def update_shipment_status(self, command: UpdateShipmentStatus, tx: ShippingServiceTx) -> UpdateShipmentStatusReply:
        """Reports what happened to a parcel."""

    @abstractmethod
    def on_order_amended(self, event: OrderAmended, tx: ShippingServiceTx) -> None:
        """A confirmed order was reduced."""

    @abstractmethod
    def on_order_cancelled(self, event: OrderCancelled, tx: ShippingServiceTx) -> None:
        """An order will not be delivered."""

    @abstractmethod
    def on_order_confirmed(self, event: OrderConfirmed, tx: ShippingServiceTx) -> None:
        """An order is paid and will be delivered."""

    @abstractmethod
    def on_payment_processed(self, event: PaymentProcessed, tx: ShippingServiceTx) -> None:
        """The card gateway captured the money."""

    @abstractmethod
    def track_shipment(self, query: TrackShipment, read: Read) -> TrackShipmentReply:
        """Returns where a parcel is and where it has been."""
