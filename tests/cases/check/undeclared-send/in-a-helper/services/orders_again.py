from generated import messages as m


def again(order_id, tx):
    for make in (m.PlaceOrder,):
        tx.send(make(order_id=order_id, customer=""))
