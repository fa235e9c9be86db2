"""Specification documents: what they say of messages, and payloads for messages that have no schema."""

import json
from pathlib import Path

from flowmart.generator.model.resources import Message
from flowmart.generator.model.specifications import Direction
from tests.support.reading import Read, read_files

HEAD = "version: 1.0.0\nname: N"
ASYNC3 = """\
asyncapi: 3.0.0
channels:
  orders:
    address: orders.events
    messages:
      placed: {$ref: '#/components/messages/com.shop.OrderPlaced'}
      loose: {name: Loose, payload: {type: string}}
operations:
  publishPlaced: {action: send, channel: {$ref: '#/channels/orders'}, messages: [{$ref: '#/channels/orders/messages/placed'}]}
  onPaid: {action: receive, channel: {messages: {paid: {name: order-paid, payload: {schema: {type: object}, schemaFormat: x}}}}}
components:
  messages:
    com.shop.OrderPlaced: {payload: {$ref: '#/components/schemas/Placed'}}
  schemas:
    Placed: {type: object, properties: {item: {$ref: '#/components/schemas/Item'}, extra: {$ref: './shared.json#/Extra'}}}
    Item: {type: object, properties: {next: {$ref: '#/components/schemas/Item'}, note: {type: string, nullable: true}}}
"""
ASYNC2 = """\
asyncapi: 2.6.0
channels:
  a: {publish: {message: {oneOf: [{name: In1}, {name: In2}]}}}
  b: {subscribe: {message: {name: Out}}}
"""
OPENAPI = """\
openapi: 3.0.0
paths:
  /orders:
    post: {operationId: PlaceOrder, requestBody: {content: {application/json: {schema: {type: object, required: [a]}}}}}
  /orders/{id}:
    get: {}
webhooks:
  x: {post: {operationId: Hook}}
"""
GRAPHQL = '''\
"""type Query { no: Int }"""
type Query {
  order(id: ID!, deep: In = {a: 1}): Order # comment: x
  orders: [Order!]!
}
type Mutation { placeOrder(x: Int): Subscription }
type Subscription { id: ID }
'''


def _service(type: str, text: str, **files: str) -> dict[str, str | bytes]:
    return {
        f"services/S/spec.{type}": text,
        "services/S/index.mdx": f"id: S\n{HEAD}\nspecifications: [{{type: {type}, path: spec.{type}}}]",
        **files,
    }


def _operations(read: Read) -> list[tuple[str, str, str]]:
    (service,) = read.graph.services
    return [(found.message, found.direction.value, found.id) for found in service.specifications[0].operations]


def test_asyncapi_3(tmp_path: Path) -> None:
    files = _service("asyncapi", ASYNC3)
    files |= {
        "events/A/index.mdx": f"id: order_placed\n{HEAD}",
        "events/B/index.mdx": f"id: order-paid\n{HEAD}",
        "services/S/shared.json": '{"Extra": {"const": 1}}',
    }
    read = read_files(tmp_path, files)
    assert _operations(read) == [("placed", "send", "order_placed"), ("order-paid", "receive", "order-paid"), ("Loose", "unknown", "")]
    (service,) = read.graph.services
    specification = service.specifications[0]
    assert (specification.file, specification.dialect, specification.fault) == ("services/S/spec.asyncapi", "asyncapi 3.0.0", "")
    message = read.graph.message("order_placed")
    assert message is not None and message.specified and message.schema is not None
    assert message.schema.content is not None and message.schema.derived and message.schema.file == "services/S/spec.asyncapi"
    assert str(message.schema.location) == "services/S/spec.asyncapi:15:13"
    schema = json.loads(message.schema.content)
    assert schema["properties"] == {"item": {"$ref": "#/$defs/Item"}, "extra": {"$ref": "#/$defs/Extra"}}
    assert schema["$defs"] == {
        "Extra": {"const": 1},
        "Item": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Item"}, "note": {"type": ["string", "null"]}}},
    }
    assert read.findings == []


def test_asyncapi_2_is_written_from_the_other_side(tmp_path: Path) -> None:
    assert _operations(read_files(tmp_path, _service("asyncapi", ASYNC2))) == [
        ("In1", "receive", ""),
        ("In2", "receive", ""),
        ("Out", "send", ""),
    ]


def test_openapi_by_operation_id_or_by_the_operation_of_the_message(tmp_path: Path) -> None:
    files = _service("openapi", OPENAPI)
    files |= {
        "commands/P/index.mdx": f"id: place-order\n{HEAD}",
        "queries/G/index.mdx": f"id: whatever\n{HEAD}\noperation: {{method: get, path: '/orders/{{id}}'}}",
    }
    read = read_files(tmp_path, files)
    assert _operations(read) == [
        ("PlaceOrder", "receive", "place-order"),
        ("GET /orders/{id}", "receive", "whatever"),
        ("Hook", "send", ""),
    ]
    message = read.graph.message("place-order")
    assert (
        message is not None
        and message.schema is not None
        and json.loads(message.schema.content or "") == {"type": "object", "required": ["a"]}
    )


def test_graphql(tmp_path: Path) -> None:
    read = read_files(tmp_path, _service("graphql", GRAPHQL) | {"commands/P/index.mdx": f"id: PlaceOrder\n{HEAD}"})
    (service,) = read.graph.services
    found = [
        (one.message, one.kind, one.direction, str(one.location).rpartition("services/S/")[2])
        for one in service.specifications[0].operations
    ]
    assert found == [
        ("order", "query", Direction.RECEIVE, "spec.graphql:3:3"),
        ("orders", "query", Direction.RECEIVE, "spec.graphql:4:3"),
        ("placeOrder", "mutation", Direction.RECEIVE, "spec.graphql:6:17"),
    ]


def test_a_message_keeps_its_own_schema(tmp_path: Path) -> None:
    files = _service("openapi", OPENAPI) | {
        "commands/P/index.mdx": f"id: PlaceOrder\n{HEAD}\nschemaPath: s.json",
        "commands/P/s.json": "{}",
    }
    message = read_files(tmp_path, files).graph.message("PlaceOrder")
    assert message is not None and not message.specified and [schema.content for schema in message.schemas] == ["{}"]


def test_what_can_not_be_understood_is_a_fault_and_what_is_missing_a_finding(tmp_path: Path) -> None:
    files = {
        "services/S/index.mdx": f"id: S\n{HEAD}\nspecifications: {{openapiPath: a.yml, asyncapiPath: b.yml, graphqlPath: 'https://example.org/x'}}",
        "services/T/index.mdx": f"id: T\n{HEAD}\nspecifications:\n- {{type: openapi, path: none.yml}}\n- {{type: openapi, path: ../../../out.yml}}",
        "services/S/a.yml": "asyncapi: 3.0.0",
        "services/S/b.yml": "a: [",
    }
    read = read_files(tmp_path, files)
    faults = [(found.fault, str(found.fault_location)) for found in read.graph.services[0].specifications]
    assert faults[0] == ("the document is asyncapi 3.0.0, not openapi", "services/S/a.yml:1:1")
    assert faults[1][0].startswith("not valid YAML") and faults[1][1].startswith("services/S/b.yml:")
    assert faults[2] == ("", "None")
    assert read.findings == ["services/T/index.mdx:6:25 refs/file-exists", "services/T/index.mdx:7:25 refs/file-outside"]


def test_an_openapi_document_as_the_schema_of_a_message(tmp_path: Path) -> None:
    document = {
        "openapi": "3.0.0",
        "paths": {},
        "components": {"schemas": {"Envelope": {"type": "object"}, "Claim.Accepted": {"type": "string"}}},
    }
    files = {"events/C/index.mdx": f"id: ClaimAccepted\n{HEAD}", "events/C/schema.json": json.dumps(document)}
    message = read_files(tmp_path, files).graph.message("ClaimAccepted")
    assert message is not None and [(schema.format, schema.derived) for schema in message.schemas] == [
        ("jsonschema", True),
        ("openapi", False),
    ]
    assert json.loads(message.schemas[0].content or "") == {"type": "string"}


def test_payloads_in_fenced_blocks_of_the_body(tmp_path: Path) -> None:
    fence = "```"
    schema = f'---\nid: A\nname: A\nversion: 1.0.0\n---\n{fence}json\n{{"type": "object", "properties": {{"a": {{}}}}}}\n{fence}\n'
    example = f'---\nid: B\nname: B\nversion: 1.0.0\n---\nText\n{fence}json\n{{"a": 1}}\n{fence}\n{fence}java\n{{}}\n{fence}\n{fence}json\n[broken\n'
    read = read_files(tmp_path, {"events/A/index.mdx": schema, "events/B/index.mdx": example})
    first, second = read.catalog.resources
    assert isinstance(first, Message) and isinstance(second, Message)
    assert [(found.path, str(found.location), found.derived) for found in first.schemas] == [
        ("events/A/index.mdx#7", "events/A/index.mdx:7:1", True)
    ]
    assert (second.schemas, [(found.path, found.content) for found in second.examples]) == ((), [("events/B/index.mdx#8", '{"a": 1}')])


def test_a_specification_of_an_event_outside_of_its_folder(tmp_path: Path) -> None:
    files = {
        "specs/a.yaml": ASYNC3,
        "domains/D/events/A/index.mdx": f"id: Loose\n{HEAD}\nspecifications: {{asyncapiPath: ../../../../specs/a.yaml}}",
    }
    message = read_files(tmp_path, files).graph.message("Loose")
    assert message is not None and message.schema is not None and json.loads(message.schema.content or "") == {"type": "string"}
