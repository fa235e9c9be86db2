"""The wire format is CloudEvents 1.0, and ids of what a message causes never change."""

import json
import uuid

from flowmart.runtime import Envelope
from flowmart.runtime.envelope import OPENING, derived_id

ENVELOPE = Envelope(
    id='1"\\é',
    type="OrderPlaced",
    version="1.0.0",
    source="/services/OrdersService",
    time="2026-01-01T00:00:00Z",
    subject='Ünïcode "key"',
    correlation_id="c",
    causation_id="b",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    reply_to="here",
    expires=12.5,
)


def test_every_attribute_is_on_the_wire_under_its_cloudevents_name() -> None:
    wire = ENVELOPE.wire(b'{"a":1}')
    assert json.loads(wire) == {
        "specversion": "1.0",
        "id": '1"\\é',
        "type": "OrderPlaced",
        "messageversion": "1.0.0",
        "source": "/services/OrdersService",
        "time": "2026-01-01T00:00:00Z",
        "subject": 'Ünïcode "key"',
        "correlationid": "c",
        "causationid": "b",
        "traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "replyto": "here",
        "expires": 12.5,
        "datacontenttype": "application/json",
        "data": {"a": 1},
    }
    opening = OPENING.match(wire)
    assert opening is not None and opening.groups() == (b"OrderPlaced", b"1.0.0")


def test_attributes_that_are_not_there_are_left_out() -> None:
    bare = Envelope(id="1", type="T", version="1", source="/s", time="2026-01-01T00:00:00Z", correlation_id="1")
    assert set(json.loads(bare.wire(b"{}"))) == {
        "specversion", "id", "type", "messageversion", "source", "time", "correlationid", "datacontenttype", "data",
    }  # fmt: skip


def test_a_derived_id_is_a_name_based_uuid_that_depends_on_cause_handler_and_ordinal() -> None:
    first = derived_id("m1", "place_order", 0)
    assert uuid.UUID(first).version == 5 and uuid.UUID(first).variant == uuid.RFC_4122
    assert first == derived_id("m1", "place_order", 0)
    others = {derived_id("m2", "place_order", 0), derived_id("m1", "other", 0), derived_id("m1", "place_order", 1)}
    assert len(others | {first}) == 4
    assert first == str(uuid.uuid5(uuid.UUID("6f1d4a5e-0b0c-5a1f-9a53-6f6c6f776d74"), "m1|place_order|0"))
