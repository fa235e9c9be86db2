"""Generated models in use: what they accept, refuse and write."""

import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import pytest
from pydantic import ValidationError

from .conftest import Generate

ORDER = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "properties": {
        "orderId": {"type": "string", "format": "uuid", "description": "The order"},
        "placedAt": {"type": "string", "format": "date-time"},
        "status": {"type": "string", "enum": ["open", "out-for-delivery", "2nd try"], "default": "open"},
        "note": {"type": "string", "maxLength": 5},
        "coupon": {"type": ["string", "null"]},
        "items": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {
                    "sku": {"type": "string", "pattern": "^[A-Z]+$"},
                    "quantity": {"type": "integer", "minimum": 1, "default": 1},
                },
                "required": ["sku"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["orderId", "items"],
}
MINIMUM = '{"orderId":"7f3f2c1e-5d0c-4b53-9b0a-0d5a4a6a1c11","items":[{"sku":"ABC"}]}'


def accepts(model: type, text: str) -> bool:
    try:
        model.from_json(text)  # type: ignore[attr-defined]
    except ValidationError:
        return False
    return True


def test_reads_and_writes_by_the_names_on_the_wire(generate: Generate) -> None:
    order = generate(OrderPlaced=ORDER)["OrderPlaced"].from_json(MINIMUM)
    assert order.order_id == UUID("7f3f2c1e-5d0c-4b53-9b0a-0d5a4a6a1c11")
    assert order.items[0].sku == "ABC"
    assert json.loads(order.to_json())["orderId"] == "7f3f2c1e-5d0c-4b53-9b0a-0d5a4a6a1c11"


def test_absent_stays_absent_and_null_is_refused_where_the_schema_has_none(generate: Generate) -> None:
    model = generate(OrderPlaced=ORDER)["OrderPlaced"]
    assert "note" not in json.loads(model.from_json(MINIMUM).to_json())
    assert not accepts(model, MINIMUM.replace("}]}", '}],"note":null}'))


def test_null_is_kept_where_the_schema_allows_it(generate: Generate) -> None:
    model = generate(OrderPlaced=ORDER)["OrderPlaced"]
    assert json.loads(model.from_json(MINIMUM.replace("}]}", '}],"coupon":null}')).to_json())["coupon"] is None


@pytest.mark.parametrize(
    "changed",
    [
        MINIMUM.replace("7f3f", "zzzz"),
        MINIMUM.replace("ABC", "abc"),
        MINIMUM.replace('"sku":"ABC"', '"sku":"ABC","quantity":0'),
        MINIMUM.replace('"sku":"ABC"', '"sku":"ABC","other":0'),
        MINIMUM.replace('[{"sku":"ABC"}]', "[]"),
        MINIMUM.replace("}]}", '}],"note":"longer than five"}'),
        MINIMUM.replace("}]}", '}],"status":"unknown"}'),
        MINIMUM.replace("}]}", '}],"placedAt":"2026-01-01T00:00:00"}'),
        '{"items":[{"sku":"ABC"}]}',
    ],
)
def test_refuses_what_the_schema_refuses(generate: Generate, changed: str) -> None:
    model = generate(OrderPlaced=ORDER)["OrderPlaced"]
    assert accepts(model, MINIMUM) and not accepts(model, changed)


def test_nested_classes_and_enums_are_named_after_their_place(generate: Generate) -> None:
    generated = generate(OrderPlaced=ORDER)
    module = sys.modules[generated["OrderPlaced"].__module__]
    assert {"OrderPlaced", "OrderPlacedItem", "OrderPlacedStatus"} <= vars(module).keys()
    status = module.OrderPlacedStatus
    assert issubclass(status, StrEnum)
    assert {member.name: member.value for member in status} == {
        "OPEN": "open",
        "OUT_FOR_DELIVERY": "out-for-delivery",
        "N2_ND_TRY": "2nd try",
    }
    assert generated["OrderPlaced"].from_json(MINIMUM).status is status("open")


def test_unknown_properties_are_kept_unless_the_schema_forbids_them(generate: Generate) -> None:
    model = generate(OrderPlaced=ORDER)["OrderPlaced"]
    assert json.loads(model.from_json(MINIMUM.replace("}]}", '}],"later":[1]}')).to_json())["later"] == [1]


def test_a_class_knows_its_message(generate: Generate) -> None:
    meta = generate(OrderPlaced=ORDER)["OrderPlaced"].meta
    assert (meta.id, meta.version, meta.kind, len(meta.digest)) == ("OrderPlaced", "1.0.0", "event", 16)


def test_descriptions_defaults_and_examples_survive(generate: Generate) -> None:
    schema = {"properties": {"a": {"type": "integer", "default": 3, "description": "How many", "examples": [4, 5]}}}
    model = generate(Counted=schema)["Counted"]
    field = model.model_fields["a"]
    assert (field.default, field.description, field.examples) == (3, "How many", [4, 5])


_MONEY = {
    "type": "object",
    "required": ["cents"],
    "properties": {"cents": {"type": "integer"}, "currency-code": {"enum": ["EUR", "USD"]}, "at": {"type": "string", "format": "date"}},
}
_METHOD = {
    "oneOf": [
        {"type": "object", "required": ["kind", "a"], "properties": {"kind": {"const": "a"}, "a": {"type": "string"}}},
        {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "b"}, "a": {"type": "string"}}},
    ]
}


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        (_MONEY, {"cents": 5, "currency-code": "EUR", "at": "2026-01-02"}),
        ({"type": "array", "items": _MONEY}, [{"cents": 5}, {"cents": 6, "currency-code": "USD"}]),
        ({"type": "array", "items": {"enum": ["red", "dark-blue"]}, "maxItems": 2}, ["dark-blue", "red"]),
        ({"type": "array", "items": {"enum": ["red", "dark-blue"]}}, []),
        ({"type": "object", "additionalProperties": {"enum": ["red", "dark-blue"]}}, {"{a}": "red", 'b"': "dark-blue"}),
        ({"type": "array", "items": {"type": "string", "format": "uuid"}}, ["7f3f2c1e-5d0c-4b53-9b0a-0d5a4a6a1c11"]),
        ({"type": "object", "properties": {"inner": _MONEY, "n": {"type": ["null", "integer"]}}}, {"inner": {"cents": 1}, "n": None}),
        ({"type": "object", "properties": {"inner": _MONEY}}, {}),
        (_METHOD, {"kind": "b"}),
    ],
)
def test_a_default_may_be_an_object_or_a_list(generate: Generate, schema: dict[str, object], default: object) -> None:
    generated = generate(Made={"type": "object", "properties": {"part": {**schema, "default": default}}})
    assert generated.rules() == []
    one, two = generated["Made"](), generated["Made"].from_json("{}")
    assert one.to_json() == b"{}"  # what was not set is not written
    assert json.loads(one.model_dump_json(by_alias=True, exclude_unset=False, exclude_none=False)).keys() == {"part"}
    given = generated["Made"].from_json(json.dumps({"part": default})).part
    assert one.part == two.part == given and type(one.part) is type(given)
    assert one.part is not two.part or one.part == []


@pytest.mark.parametrize(
    ("schema", "default"),
    [
        (_MONEY, {}),
        (_MONEY, {"cents": "5"}),
        (_MONEY, {"cents": 5, "more": 1}),
        (_MONEY, [5]),
        ({"type": "array", "items": {"enum": ["red", "blue"]}, "maxItems": 1}, ["red", "blue"]),
        ({"type": "array", "items": {"enum": ["red", "blue"]}}, ["green"]),
        ({"type": "array", "items": {"type": "string", "format": "uuid"}}, ["x"]),
        (_METHOD, {"kind": "a"}),
    ],
)
def test_a_default_that_the_field_cant_have_is_a_finding(generate: Generate, schema: dict[str, object], default: object) -> None:
    generated = generate(Made={"type": "object", "properties": {"part": {**schema, "default": default}}})
    assert generated.rules() == ["payload/default-dropped"]
    assert generated["Made"]().part is None


def test_defaults_of_typed_text_are_values_of_the_type(generate: Generate) -> None:
    schema = {
        "properties": {
            "id": {"type": "string", "format": "uuid", "default": "7f3f2c1e-5d0c-4b53-9b0a-0d5a4a6a1c11"},
            "at": {"type": "string", "format": "date-time", "default": "2026-01-02T03:04:05Z"},
            "bad": {"type": "string", "format": "uuid", "default": "none"},
            "tags": {"type": "array", "items": {"type": "string"}, "default": ["x"]},
        }
    }
    made = generate(Made=schema)["Made"]()
    assert made.id == UUID("7f3f2c1e-5d0c-4b53-9b0a-0d5a4a6a1c11")
    assert made.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert made.bad is None and made.tags == ["x"]


def test_unions_constants_maps_and_nested_constraints(generate: Generate) -> None:
    schema = {
        "properties": {
            "way": {
                "oneOf": [
                    {
                        "type": "object",
                        "properties": {"kind": {"const": "card"}, "last4": {"type": "string"}},
                        "required": ["kind", "last4"],
                    },
                    {"type": "object", "properties": {"kind": {"const": "iban"}, "iban": {"type": "string"}}, "required": ["kind", "iban"]},
                ]
            },
            "rows": {"type": "array", "items": {"type": "array", "items": {"type": "string", "minLength": 2}, "maxItems": 2}},
            "prices": {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}},
            "level": {"enum": [1, 2, "max", None]},
            "pair": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}], "additionalItems": False, "minItems": 2},
        }
    }
    model = generate(Paid=schema)["Paid"]
    paid = model.from_json('{"way":{"kind":"iban","iban":"DE"},"rows":[["ab"]],"prices":{"x":1.5},"level":null,"pair":["a",1]}')
    assert type(paid.way).__name__ == "PaidWayIban" and paid.level is None and paid.pair == ("a", 1)
    assert accepts(model, '{"level":"max"}') and not accepts(model, '{"level":3}')
    assert not accepts(model, '{"way":{"kind":"cash"}}')
    assert not accepts(model, '{"rows":[["a"]]}') and not accepts(model, '{"rows":[["ab","ab","ab"]]}')
    assert not accepts(model, '{"prices":{"x":0}}')


def test_references_inside_and_to_other_files(generate: Generate) -> None:
    schema = {
        "properties": {
            "from": {"$ref": "../../shared/address.json"},
            "to": {"$ref": "../../shared/address.json"},
            "total": {"$ref": "#/definitions/money"},
        },
        "required": ["from"],
        "definitions": {"money": {"type": "object", "properties": {"cents": {"type": "integer"}}, "required": ["cents"]}},
    }
    address = {
        "type": "object",
        "properties": {"zip": {"$ref": "#/$defs/zip"}},
        "required": ["zip"],
        "$defs": {"zip": {"type": "string", "minLength": 4}},
    }
    generated = generate({"shared/address.json": json.dumps(address)}, Moved=schema)
    model = generated["Moved"]
    moved = model.from_json('{"from":{"zip":"1010"},"to":{"zip":"2020"},"total":{"cents":5}}')
    assert type(moved.from_) is type(moved.to) and type(moved.to).__name__ == "MovedAddress"
    assert type(moved.total).__name__ == "MovedMoney"
    assert not accepts(model, '{"from":{"zip":"1"}}')


def test_all_of_is_one_class(generate: Generate) -> None:
    schema = {
        "allOf": [
            {"$ref": "#/definitions/base"},
            {"properties": {"b": {"type": "integer", "minimum": 2}, "a": {"maxLength": 3}}, "required": ["b"]},
        ],
        "definitions": {
            "base": {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}
        },
    }
    model = generate(Both=schema)["Both"]
    assert accepts(model, '{"a":"x","b":2}')
    assert not accepts(model, '{"a":"x"}') and not accepts(model, '{"a":"long","b":2}') and not accepts(model, '{"a":"x","b":2,"c":1}')


def test_types_that_contain_themselves(generate: Generate) -> None:
    schema = {
        "properties": {"children": {"type": "array", "items": {"$ref": "#"}}, "tree": {"$ref": "#/definitions/tree"}},
        "definitions": {"tree": {"type": "array", "items": {"$ref": "#/definitions/tree"}}},
    }
    model = generate(Node=schema)["Node"]
    node = model.from_json('{"children":[{"children":[]}],"tree":[[],[[]]]}')
    assert type(node.children[0]) is model
    assert json.loads(node.to_json()) == {"children": [{"children": []}], "tree": [[], [[]]]}


def test_a_payload_that_is_no_object(generate: Generate) -> None:
    model = generate(Names={"type": "array", "items": {"type": "string"}, "minItems": 1})["Names"]
    assert model.from_json('["a"]').root == ["a"]
    assert model.from_json('["a"]').to_json() == b'["a"]'
    assert not accepts(model, "[]") and model.meta.id == "Names"


def test_extra_properties_of_a_type(generate: Generate) -> None:
    model = generate(Scores={"properties": {"name": {"type": "string"}}, "additionalProperties": {"type": "integer"}})["Scores"]
    assert json.loads(model.from_json('{"name":"n","x":1}').to_json()) == {"name": "n", "x": 1}
    assert not accepts(model, '{"x":"one"}')


@pytest.mark.parametrize(
    "name", ["date", "datetime", "class", "list", "str", "model_config", "copy", "_id", "$ref", "@type", "größe", "名前", "+"]
)
def test_any_property_name_is_a_field(generate: Generate, name: str) -> None:
    schema = {
        "properties": {
            name: {"type": "string", "format": "date"},
            "next": {"type": "array", "items": {"type": "string", "format": "date"}},
            "last": {"type": "string", "format": "date-time"},
        },
        "required": [name],
    }
    model = generate(Named=schema)["Named"]
    text = json.dumps({name: "2026-01-02", "next": ["2026-01-03"]}, ensure_ascii=False)
    assert json.loads(model.from_json(text).to_json()) == json.loads(text)


def test_properties_that_come_to_one_field_are_reported(generate: Generate) -> None:
    generated = generate(Twice={"properties": {"orderId": {"type": "string"}, "order_id": {"type": "integer"}}})
    assert "names/field-collision" in generated.rules()
    assert json.loads(generated["Twice"].from_json('{"orderId":"a","order_id":1}').to_json()) == {"orderId": "a", "order_id": 1}


def test_versions_stand_side_by_side(generate: Generate) -> None:
    old = "---\nid: OrderPlaced\nname: OrderPlaced\nversion: 0.9.0\nschemaPath: schema.json\n---\n"
    files = {
        "events/OrderPlaced/versioned/0.9.0/index.mdx": old,
        "events/OrderPlaced/versioned/0.9.0/schema.json": '{"properties":{"id":{"type":"string"}}}',
    }
    generated = generate(files, OrderPlaced=ORDER)
    assert (generated["OrderPlaced"].meta.version, generated["OrderPlacedV0"].meta.version) == ("1.0.0", "0.9.0")
    assert "id" in generated["OrderPlacedV0"].model_fields


def test_a_command_knows_its_reply(generate: Generate) -> None:
    index = "---\nid: PlaceOrder\nname: Place order\nversion: 1.0.0\nx-flowmart-reply: reply.json\nx-flowmart-key: id\n---\n"
    generated = generate(
        {"commands/PlaceOrder/index.mdx": index, "commands/PlaceOrder/reply.json": '{"properties":{"ok":{"type":"boolean"}}}'}
    )
    assert generated["PlaceOrder"].reply_type() is generated["PlaceOrderReply"]
    assert (generated["PlaceOrder"].meta.kind, generated["PlaceOrder"].meta.key) == ("command", "id")
    assert generated["PlaceOrderReply"].meta.kind == "reply"


def test_a_message_without_a_schema_keeps_everything(generate: Generate) -> None:
    generated = generate({"events/Bare/index.mdx": "---\nid: Bare\nname: Bare\nversion: 1.0.0\nsummary: Nothing known\n---\n"})
    assert generated["Bare"].from_json('{"any":{"thing":null}}').to_json() == b'{"any":{"thing":null}}'
    assert "no schema" in (generated["Bare"].__doc__ or "") and "Nothing known" in (generated["Bare"].__doc__ or "")


def test_the_package_loads_a_module_when_its_name_is_used(generate: Generate) -> None:
    generated = generate(OrderPlaced=ORDER, Other={"properties": {}})
    package = generated.messages.__name__
    assert not [name for name in sys.modules if name.startswith(f"{package}.")]
    assert generated["Other"].__module__ == f"{package}.other"
    assert f"{package}.order_placed" not in sys.modules
    assert sorted(generated.messages.__all__) == ["OrderPlaced", "Other"]
    with pytest.raises(AttributeError):
        _ = generated["Nothing"]
