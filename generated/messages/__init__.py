# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The messages of the catalog. A module is loaded when one of its names is first used."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .add_inventory import AddInventory
    from .add_inventory_reply import AddInventoryReply
    from .amend_order import AmendOrder
    from .amend_order_reply import AmendOrderReply
    from .cancel_order import CancelOrder
    from .cancel_order_reply import CancelOrderReply
    from .cancel_shipment import CancelShipment
    from .cancel_shipment_reply import CancelShipmentReply
    from .cancel_subscription import CancelSubscription
    from .cancel_subscription_reply import CancelSubscriptionReply
    from .create_return_label import CreateReturnLabel
    from .create_return_label_reply import CreateReturnLabelReply
    from .create_shipment import CreateShipment
    from .create_shipment_reply import CreateShipmentReply
    from .delete_inventory import DeleteInventory
    from .delete_inventory_reply import DeleteInventoryReply
    from .delivery_failed import DeliveryFailed
    from .get_inventory_list import GetInventoryList
    from .get_inventory_list_reply import GetInventoryListReply
    from .get_inventory_status import GetInventoryStatus
    from .get_inventory_status_reply import GetInventoryStatusReply
    from .get_notification_details import GetNotificationDetails
    from .get_notification_details_reply import GetNotificationDetailsReply
    from .get_order import GetOrder
    from .get_order_reply import GetOrderReply
    from .get_payment_status import GetPaymentStatus
    from .get_payment_status_reply import GetPaymentStatusReply
    from .get_subscription_status import GetSubscriptionStatus
    from .get_subscription_status_reply import GetSubscriptionStatusReply
    from .get_user_notifications import GetUserNotifications
    from .get_user_notifications_reply import GetUserNotificationsReply
    from .initiate_payment import InitiatePayment
    from .inventory_adjusted import InventoryAdjusted
    from .invoice_generated import InvoiceGenerated
    from .notification_sent import NotificationSent
    from .order_amended import OrderAmended
    from .order_cancelled import OrderCancelled
    from .order_confirmed import OrderConfirmed
    from .order_confirmed_v0 import OrderConfirmedV0
    from .order_placed import OrderPlaced
    from .out_of_stock import OutOfStock
    from .payment_failed import PaymentFailed
    from .payment_initiated import PaymentInitiated
    from .payment_processed import PaymentProcessed
    from .payment_refunded import PaymentRefunded
    from .place_order import PlaceOrder
    from .place_order_reply import PlaceOrderReply
    from .refund_payment import RefundPayment
    from .renew_subscription import RenewSubscription
    from .reserve_stock import ReserveStock
    from .retry_subscription_payment import RetrySubscriptionPayment
    from .return_initiated import ReturnInitiated
    from .return_received import ReturnReceived
    from .shipment_cancelled import ShipmentCancelled
    from .shipment_created import ShipmentCreated
    from .shipment_delivered import ShipmentDelivered
    from .shipment_dispatched import ShipmentDispatched
    from .shipment_in_transit import ShipmentInTransit
    from .subscribe_user import SubscribeUser
    from .subscribe_user_reply import SubscribeUserReply
    from .subscription_payment_due import SubscriptionPaymentDue
    from .track_shipment import TrackShipment
    from .track_shipment_reply import TrackShipmentReply
    from .update_inventory import UpdateInventory
    from .update_inventory_reply import UpdateInventoryReply
    from .update_shipment_status import UpdateShipmentStatus
    from .update_shipment_status_reply import UpdateShipmentStatusReply
    from .user_subscription_cancelled import UserSubscriptionCancelled
    from .user_subscription_started import UserSubscriptionStarted

_MODULES: dict[str, str] = {
    "AddInventory": "add_inventory",
    "AddInventoryReply": "add_inventory_reply",
    "AmendOrder": "amend_order",
    "AmendOrderReply": "amend_order_reply",
    "CancelOrder": "cancel_order",
    "CancelOrderReply": "cancel_order_reply",
    "CancelShipment": "cancel_shipment",
    "CancelShipmentReply": "cancel_shipment_reply",
    "CancelSubscription": "cancel_subscription",
    "CancelSubscriptionReply": "cancel_subscription_reply",
    "CreateReturnLabel": "create_return_label",
    "CreateReturnLabelReply": "create_return_label_reply",
    "CreateShipment": "create_shipment",
    "CreateShipmentReply": "create_shipment_reply",
    "DeleteInventory": "delete_inventory",
    "DeleteInventoryReply": "delete_inventory_reply",
    "DeliveryFailed": "delivery_failed",
    "GetInventoryList": "get_inventory_list",
    "GetInventoryListReply": "get_inventory_list_reply",
    "GetInventoryStatus": "get_inventory_status",
    "GetInventoryStatusReply": "get_inventory_status_reply",
    "GetNotificationDetails": "get_notification_details",
    "GetNotificationDetailsReply": "get_notification_details_reply",
    "GetOrder": "get_order",
    "GetOrderReply": "get_order_reply",
    "GetPaymentStatus": "get_payment_status",
    "GetPaymentStatusReply": "get_payment_status_reply",
    "GetSubscriptionStatus": "get_subscription_status",
    "GetSubscriptionStatusReply": "get_subscription_status_reply",
    "GetUserNotifications": "get_user_notifications",
    "GetUserNotificationsReply": "get_user_notifications_reply",
    "InitiatePayment": "initiate_payment",
    "InventoryAdjusted": "inventory_adjusted",
    "InvoiceGenerated": "invoice_generated",
    "NotificationSent": "notification_sent",
    "OrderAmended": "order_amended",
    "OrderCancelled": "order_cancelled",
    "OrderConfirmed": "order_confirmed",
    "OrderConfirmedV0": "order_confirmed_v0",
    "OrderPlaced": "order_placed",
    "OutOfStock": "out_of_stock",
    "PaymentFailed": "payment_failed",
    "PaymentInitiated": "payment_initiated",
    "PaymentProcessed": "payment_processed",
    "PaymentRefunded": "payment_refunded",
    "PlaceOrder": "place_order",
    "PlaceOrderReply": "place_order_reply",
    "RefundPayment": "refund_payment",
    "RenewSubscription": "renew_subscription",
    "ReserveStock": "reserve_stock",
    "RetrySubscriptionPayment": "retry_subscription_payment",
    "ReturnInitiated": "return_initiated",
    "ReturnReceived": "return_received",
    "ShipmentCancelled": "shipment_cancelled",
    "ShipmentCreated": "shipment_created",
    "ShipmentDelivered": "shipment_delivered",
    "ShipmentDispatched": "shipment_dispatched",
    "ShipmentInTransit": "shipment_in_transit",
    "SubscribeUser": "subscribe_user",
    "SubscribeUserReply": "subscribe_user_reply",
    "SubscriptionPaymentDue": "subscription_payment_due",
    "TrackShipment": "track_shipment",
    "TrackShipmentReply": "track_shipment_reply",
    "UpdateInventory": "update_inventory",
    "UpdateInventoryReply": "update_inventory_reply",
    "UpdateShipmentStatus": "update_shipment_status",
    "UpdateShipmentStatusReply": "update_shipment_status_reply",
    "UserSubscriptionCancelled": "user_subscription_cancelled",
    "UserSubscriptionStarted": "user_subscription_started",
}

__all__ = [
    "AddInventory",
    "AddInventoryReply",
    "AmendOrder",
    "AmendOrderReply",
    "CancelOrder",
    "CancelOrderReply",
    "CancelShipment",
    "CancelShipmentReply",
    "CancelSubscription",
    "CancelSubscriptionReply",
    "CreateReturnLabel",
    "CreateReturnLabelReply",
    "CreateShipment",
    "CreateShipmentReply",
    "DeleteInventory",
    "DeleteInventoryReply",
    "DeliveryFailed",
    "GetInventoryList",
    "GetInventoryListReply",
    "GetInventoryStatus",
    "GetInventoryStatusReply",
    "GetNotificationDetails",
    "GetNotificationDetailsReply",
    "GetOrder",
    "GetOrderReply",
    "GetPaymentStatus",
    "GetPaymentStatusReply",
    "GetSubscriptionStatus",
    "GetSubscriptionStatusReply",
    "GetUserNotifications",
    "GetUserNotificationsReply",
    "InitiatePayment",
    "InventoryAdjusted",
    "InvoiceGenerated",
    "NotificationSent",
    "OrderAmended",
    "OrderCancelled",
    "OrderConfirmed",
    "OrderConfirmedV0",
    "OrderPlaced",
    "OutOfStock",
    "PaymentFailed",
    "PaymentInitiated",
    "PaymentProcessed",
    "PaymentRefunded",
    "PlaceOrder",
    "PlaceOrderReply",
    "RefundPayment",
    "RenewSubscription",
    "ReserveStock",
    "RetrySubscriptionPayment",
    "ReturnInitiated",
    "ReturnReceived",
    "ShipmentCancelled",
    "ShipmentCreated",
    "ShipmentDelivered",
    "ShipmentDispatched",
    "ShipmentInTransit",
    "SubscribeUser",
    "SubscribeUserReply",
    "SubscriptionPaymentDue",
    "TrackShipment",
    "TrackShipmentReply",
    "UpdateInventory",
    "UpdateInventoryReply",
    "UpdateShipmentStatus",
    "UpdateShipmentStatusReply",
    "UserSubscriptionCancelled",
    "UserSubscriptionStarted",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_MODULES]
