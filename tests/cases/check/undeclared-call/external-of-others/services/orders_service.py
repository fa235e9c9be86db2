"""Orders."""

from generated.messages import OrderPaid, OrderPlaced, PaymentTaken, PlaceOrder
from generated.services.orders_service import OrdersService, OrdersServiceTx

from services.orders_tables import Base, Order


class Orders(OrdersService):
    tables = Base.metadata

    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> None:
        tx.db.add(Order(id=command.order_id, paid=0))
        tx.emit(OrderPlaced(order_id=command.order_id, customer=command.customer))

    def on_payment_taken(self, event: PaymentTaken, tx: OrdersServiceTx) -> None:
        order = tx.db.get_one(Order, event.order_id)
        order.paid += event.amount.value
        tx.emit(OrderPaid(order_id=event.order_id))
