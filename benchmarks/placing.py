"""The command that places an order, as a gateway puts it on the bus."""

from uuid import UUID, uuid4

from flowmart.runtime import Command
from flowmart.runtime.envelope import Envelope
from flowmart.runtime.transport import Outgoing


def placing(topic: str, order_id: UUID, command: Command) -> Outgoing:
    message_id = str(uuid4())
    envelope = Envelope(
        id=message_id,
        type="PlaceOrder",
        version="1.0.0",
        source="/gateway",
        time="2026-01-01T00:00:00Z",
        subject=str(order_id),
        correlation_id=message_id,
    )
    return Outgoing(topic, str(order_id), envelope.wire(command.to_json()))
