"""Orders."""

from generated.messages import GetPayment, OrderPaid, OrderPlaced, PaymentTaken, PlaceOrder
from generated.services.orders_service import OrdersService, OrdersServiceTx

from services.orders_tables import Base, Order


class Orders(OrdersService):
    tables = Base.metadata

    def place_order(self, command: PlaceOrder, tx: OrdersServiceTx) -> None:
        tx.db.add(Order(id=command.order_id, paid=0))
        tx.emit(OrderPlaced(order_id=command.order_id, customer=command.customer))

    async def on_payment_taken(self, event: PaymentTaken, call: Call) -> Effect[OrdersServiceTx, None]:
        await call.request(GetPayment(order_id=event.order_id))

        def pay(tx: OrdersServiceTx) -> None:
            tx.db.get_one(Order, event.order_id).paid += event.amount.value
            tx.emit(OrderPaid(order_id=event.order_id))

        return pay
