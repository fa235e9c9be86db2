"""Parts of the stories of orders: what is sent until a parcel is booked, until it is delivered, and what is not."""

BOOKED = """PlaceOrder OrderPlaced ReserveStock InventoryAdjusted*2 InitiatePayment PaymentInitiated PaymentProcessed OrderConfirmed
    CreateShipment ShipmentCreated NotificationSent*3"""
DELIVERED = f"{BOOKED} UpdateShipmentStatus*3 ShipmentDispatched InventoryAdjusted ShipmentInTransit ShipmentDelivered NotificationSent*3"
NO_FAILURE = "OutOfStock PaymentFailed OrderCancelled DeliveryFailed GetUserNotifications GetNotificationDetails"
NO_DELIVERY = (
    "UpdateShipmentStatus ShipmentDispatched ShipmentInTransit ShipmentDelivered DeliveryFailed GetUserNotifications GetNotificationDetails"
)
