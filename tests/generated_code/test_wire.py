"""Messages on the wire: encodings by the catalog, registry headers, CloudEvents around binary, and a service that reads all of it."""

import importlib.util
import json
from abc import ABC
from base64 import b64decode
from pathlib import Path
from typing import Any, ClassVar

import pytest
from google.protobuf import json_format

from flowmart.generator import pipeline
from flowmart.runtime import Envelope, MessageMeta, RuntimeFailure, Service, ServiceBinding, Subscription
from flowmart.runtime.bindings import Publication
from flowmart.runtime.engine.intake import Intake, Received, Unfit
from flowmart.runtime.engine.outlets import Outlets
from flowmart.runtime.transport.protocol import Delivery
from flowmart.runtime.wire.confluent import with_header, without_header
from flowmart.runtime.wire.encoding import Encoding, Format, read
from tests.support.protobuf_samples import compiled

from .wire_project import WireProject, generated

AVRO = '{"type": "record", "name": "Paid", "namespace": "shop", "fields": [{"name": "orderId", "type": "string"}, {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}'
PROTO = 'syntax = "proto3";\npackage shop;\nmessage Part { string sku = 1; }\nmessage Packed { string order_id = 1; repeated Part parts = 2; int64 weight = 3; }\n'
PLAIN = '{"type": "object", "properties": {"orderId": {"type": "string"}}, "required": ["orderId"]}'


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> WireProject:
    schemas = {"Paid/schema.avsc": AVRO, "Packed/schema.proto": PROTO, "Sold/schema.json": PLAIN}
    return generated(tmp_path_factory.mktemp("wire"), schemas)


def _messages(project: WireProject) -> list[Any]:
    packed = project.message("Packed")
    return [
        project.message("Paid").from_json('{"orderId": "o-1", "at": 1700000000123}'),
        packed.from_json('{"orderId": "o-1", "parts": [{"sku": "a"}, {}], "weight": "12"}'),
        project.message("Sold")(order_id="o-1"),
    ]


@pytest.mark.parametrize("schema_id", [None, 0, 70_000])
def test_every_encoding_is_read_back(project: WireProject, schema_id: int | None) -> None:
    formats: tuple[Format, ...] = ("avro", "protobuf", "json")
    for message, format in zip(_messages(project), formats, strict=True):
        encoding = Encoding(format, schema_id)
        assert read(message.__class__, encoding.write(message), encoding.content_type) == message
        assert read(message.__class__, message.to_json(), Encoding().content_type) == message


def test_the_registry_header_is_confluents(project: WireProject) -> None:
    paid, packed, _ = _messages(project)
    assert Encoding("avro", 258).write(paid)[:5] == b"\0\0\0\1\2"
    assert Encoding("protobuf", 7).write(packed)[:7] == b"\0\0\0\0\7\2\2"  # one index, the second message of the file
    assert with_header(b"x", 1, (0,)) == b"\0\0\0\0\1\0x"
    assert without_header(b"\0\0\0\0\1\0x", has_indexes=True) == (1, (0,), b"x")
    kind = compiled({"schema.proto": PROTO}, "shop.Packed")
    assert json_format.MessageToDict(kind.FromString(Encoding("protobuf", 7).write(packed)[7:]))["weight"] == "12"
    with pytest.raises(ValueError, match="header names the message"):
        read(packed.__class__, b"\0\0\0\0\7\0", "application/protobuf; header=confluent")
    with pytest.raises(ValueError, match="no registry header"):
        read(paid.__class__, b"\1\0\0\0\7\0", "application/avro; header=confluent")
    with pytest.raises(ValueError, match="can't be read"):
        read(paid.__class__, b"", "text/plain")


def test_a_message_without_the_schema_says_what_to_do(project: WireProject) -> None:
    *_, sold = _messages(project)
    with pytest.raises(RuntimeFailure, match="has no avro schema"):
        Encoding("avro").write(sold)


def _intake(project: WireProject) -> Intake:
    def subscription(name: str) -> Subscription:
        return Subscription(
            message=name, version="1.0.0", message_class=name, kind="event", handler=f"on_{name.lower()}", mode="state", channel="shop"
        )

    names = ("Paid", "Packed", "Sold")

    class Reader(Service, ABC):
        binding: ClassVar[ServiceBinding] = ServiceBinding(
            service="Reader", version="1.0.0", module="reader", group="reader", database="db", subscriptions=tuple(map(subscription, names))
        )

        def on_paid(self) -> None: ...
        def on_packed(self) -> None: ...
        def on_sold(self) -> None: ...

    return Intake(Reader.__new__(Reader), project.message, names)


def _outlets(project: WireProject, **encoding: Any) -> Outlets:
    def publication(name: str, format: str) -> Publication:
        settings: Any = {"encoding": format, **encoding} if format != "json" else {}
        return Publication(message=name, version="1.0.0", message_class=name, kind="event", channel="shop", key="orderId", **settings)

    publications = [publication("Paid", "avro"), publication("Packed", "protobuf"), publication("Sold", "json")]
    return Outlets("Writer", publications, project.message, environment="local", parameters={})


def _sent(outlets: Outlets, message: Any) -> bytes:
    outlet = outlets.of(message)
    meta: MessageMeta = message.meta
    envelope = Envelope(
        id="1",
        type=meta.id,
        version=meta.version,
        source="/services/Writer",
        time="2026-01-01T00:00:00Z",
        subject="o-1",
        correlation_id="1",
    )
    return outlet.body(envelope, message)


@pytest.mark.parametrize("schema_id", [None, 7])
def test_a_service_reads_what_another_wrote_in_binary(project: WireProject, schema_id: int | None) -> None:
    intake, outlets = _intake(project), _outlets(project, schema_id=schema_id)
    for message in _messages(project):
        received = intake.read(Delivery("shop", None, _sent(outlets, message)))
        assert isinstance(received, Received), received
        assert received.message == message
        assert (received.envelope.id, received.envelope.subject, received.lane) == ("1", "o-1", "shop|o-1")


def test_binary_in_an_envelope_is_cloudevents(project: WireProject) -> None:
    paid, *_ = _messages(project)
    envelope = json.loads(_sent(_outlets(project), paid))
    assert envelope["datacontenttype"] == "application/avro" and "data" not in envelope
    assert b64decode(envelope["data_base64"]) == project.module("wire.paid").SCHEMA.write(paid)


def test_a_reader_of_binary_still_reads_json_and_refuses_rubbish(project: WireProject) -> None:
    intake = _intake(project)
    paid, *_ = _messages(project)
    envelope = {"specversion": "1.0", "id": "1", "type": "Paid", "source": "/x"}
    received = intake.read(Delivery("shop", None, json.dumps({**envelope, "data": json.loads(paid.to_json())}).encode()))
    assert isinstance(received, Received) and received.message == paid
    for wrong in (
        {"data_base64": "AAAA", "datacontenttype": "application/avro"},
        {"data_base64": "!", "datacontenttype": "application/avro"},
        {"data_base64": ""},
    ):
        refused = intake.read(Delivery("shop", None, json.dumps({**envelope, **wrong}).encode()))
        assert isinstance(refused, Unfit) and refused.reason == "invalid-message"


def test_the_catalog_says_how_a_channel_is_written(tmp_path: Path) -> None:
    def resource(path: str, *lines: str) -> None:
        target = tmp_path / "catalog" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            "\n".join(["---", f"id: {target.parent.name}", f"name: {target.parent.name}", "version: 1.0.0", *lines, "---", ""])
        )

    resource(
        "services/Writer/index.mdx", "sends:", *(f"  - {{id: {name}, to: [{{id: shop}}]}}" for name in ("Paid", "Packed", "Sold", "Odd"))
    )
    resource("channels/shop/index.mdx", "address: shop", "x-flowmart-encoding: avro")
    resource("events/Paid/index.mdx", "schemaPath: schema.avsc", "x-flowmart-schema-id: 7")
    resource("events/Packed/index.mdx", "schemaPath: schema.proto", "x-flowmart-encoding: protobuf")
    resource("events/Sold/index.mdx", "schemaPath: schema.json")
    resource("events/Odd/index.mdx", "schemaPath: schema.json", "x-flowmart-encoding: avro")
    for path, text in {"Paid/schema.avsc": AVRO, "Packed/schema.proto": PROTO, "Sold/schema.json": PLAIN, "Odd/schema.json": PLAIN}.items():
        (tmp_path / "catalog/events" / path).write_text(text)
    (tmp_path / "flowmart.yaml").write_text("catalog: catalog\n")
    made = pipeline.generate(pipeline.open_project(tmp_path), only=["bindings"])
    pipeline.write(made)
    assert [(str(found.location).rpartition("/events/")[2], found.rule) for found in made.report if found.rule == "messages/encoding"] == [
        ("Odd/index.mdx:6:1", "messages/encoding")
    ]
    spec = importlib.util.spec_from_file_location("wire_bindings_writer", tmp_path / "generated/bindings/writer.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {each.message: (each.encoding, each.schema_id) for each in module.BINDING.publications}
    assert found == {"Paid": ("avro", 7), "Packed": ("protobuf", None), "Sold": ("json", None), "Odd": ("json", None)}
