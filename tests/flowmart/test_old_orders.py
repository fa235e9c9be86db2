"""OrderConfirmed 0.9.0 is still in the log: Notification reads it by its upcaster and tells the customer the total."""

from flowmart.runtime import Message
from flowmart.runtime.engine.intake import Intake, Received
from flowmart.runtime.envelope import Envelope
from flowmart.runtime.transport.protocol import Delivery
from generated import messages
from generated.messages import OrderConfirmed, OrderConfirmedV0
from services.notification_service import Notification
from tests.support.examples import CATALOG

_EXAMPLES = CATALOG.glob("domains/Orders/**/OrderConfirmed/versioned/0.9.0/examples/*.json")


def _class(name: str) -> type[Message]:
    found: type[Message] = getattr(messages, name)
    return found


def test_an_order_that_was_confirmed_in_the_old_form_is_read_in_the_new_one() -> None:
    old = OrderConfirmedV0.from_json(next(_EXAMPLES).read_bytes())
    envelope = Envelope(id="m", type="OrderConfirmed", version="0.9.0", source="/t", time="2026-03-02T09:01:00Z", correlation_id="m")
    found = Intake(Notification(), _class, {"OrderConfirmed"}).read(Delivery("orders", None, envelope.wire(old.to_json())))
    assert isinstance(found, Received)
    assert isinstance(found.message, OrderConfirmed)
    assert (found.message.total.amount, found.message.order_id) == (4990, old.order_id)
    assert found.receiver.name == "on_order_confirmed"
