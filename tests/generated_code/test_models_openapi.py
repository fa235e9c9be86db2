"""Schemas in OpenAPI's dialect, alone and inside of a document, and unions that a tag tells apart."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from .conftest import Generate

_DOCUMENT = """\
openapi: VERSION
info: {title: x, version: '1'}
paths: {}
components:
  schemas:
    Paid:
      type: object
      required: [id, method]
      properties:
        id: {type: string}
        note: {type: string, nullable: true}
        plain: {type: string, nullable: false}
        status: {type: string, enum: [open, done], nullable: true}
        amount: {type: number, minimum: 0, exclusiveMinimum: true}
        share: {type: number, maximum: 1, exclusiveMaximum: false}
        former: {nullable: true, allOf: [{$ref: '#/components/schemas/Address'}]}
        method: {$ref: '#/components/schemas/Method'}
        others: {type: array, items: {$ref: '#/components/schemas/Method'}}
        home: {$ref: '#/components/schemas/Address'}
    Address:
      type: object
      required: [street]
      properties: {street: {type: string}}
    Method:
      oneOf: [{$ref: '#/components/schemas/Card'}, {$ref: '#/components/schemas/Bank'}]
      discriminator:
        propertyName: kind
        mapping: {card: '#/components/schemas/Card', bank: Bank}
    Card:
      type: object
      required: [kind, number]
      properties: {kind: {type: string}, number: {type: string}}
    Bank:
      type: object
      required: [iban]
      properties: {kind: {type: string}, iban: {type: string}}
"""
_CARD = {"kind": "card", "number": "1"}
_VERSIONS = ("3.0.3", "3.1.0")


def _document(version: str) -> str:
    return _DOCUMENT.replace("VERSION", version)


def _in_document(generate: Generate, version: str) -> Any:
    home = {
        "events/Paid/index.mdx": "---\nid: Paid\nname: Paid\nversion: 1.0.0\nschemaPath: openapi.yml\n---\n",
        "events/Paid/openapi.yml": _document(version),
    }
    generated = generate(home)
    assert not generated.rules()
    return generated["Paid"]


def _by_reference(generate: Generate, version: str) -> Any:
    schema = {"$ref": "../../api/openapi.yml#/components/schemas/Paid"}
    generated = generate({"api/openapi.yml": _document(version)}, Paid=schema)
    assert not generated.rules()
    return generated["Paid"]


def _reads(model: Any, value: object) -> bool:
    try:
        message = model.from_json(json.dumps(value))
    except ValidationError:
        return False
    assert json.loads(message.to_json()) == value
    return True


@pytest.mark.parametrize("version", _VERSIONS)
@pytest.mark.parametrize("made", [_in_document, _by_reference])
def test_a_schema_of_a_document_means_what_openapi_says(made: Any, version: str, generate: Generate) -> None:
    model = made(generate, version)
    paid: dict[str, object] = {"id": "1", "method": _CARD}
    good: list[dict[str, object]] = [
        {},
        {"note": None},
        {"status": None},
        {"status": "open"},
        {"former": None},
        {"former": {"street": "x"}},
        {"amount": 0.5},
        {"share": 1.0},
        {"method": {"kind": "bank", "iban": "x"}},
        {"others": [_CARD, {"kind": "bank", "iban": "x"}]},
    ]
    bad: list[dict[str, object]] = [
        {"plain": None},
        {"home": None},
        {"status": "x"},
        {"former": {}},
        {"amount": 0},
        {"share": 1.5},
        {"method": {"kind": "cheque", "number": "1"}},
        {"method": {"kind": "card", "iban": "x"}},
        {"method": {"iban": "x"}},
        {"method": None},
        {"others": [{"kind": "card"}]},
    ]
    assert [part for part in good if not _reads(model, {**paid, **part})] == []
    assert [part for part in bad if _reads(model, {**paid, **part})] == []


def test_a_discriminator_makes_a_tagged_union_whose_classes_are_called_after_the_schemas(generate: Generate) -> None:
    model = _in_document(generate, "3.0.3")
    assert [each.__name__ for each in model.model_fields["method"].annotation.__args__] == ["PaidMethodCard", "PaidMethodBank"]
    with pytest.raises(ValidationError) as caught:
        model(id="1", method={"kind": "cheque"})
    assert "'kind'" in str(caught.value) and "'card', 'bank'" in str(caught.value)


def test_without_a_mapping_the_names_of_the_schemas_are_the_tags(generate: Generate) -> None:
    part = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "x": {"type": "string"}}}
    union = {
        "anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}],
        "discriminator": {"propertyName": "kind"},
        "nullable": True,
    }
    schema = {
        "type": "object",
        "required": ["part"],
        "properties": {"part": union},
        "components": {"schemas": {"A": part, "B": part}},
    }
    generated = generate(Sent=schema)
    assert not generated.rules()
    verdicts = [_reads(generated["Sent"], {"part": value}) for value in ({"kind": "A"}, {"kind": "B", "x": "1"}, None, {"kind": "C"}, {})]
    assert verdicts == [True, True, True, False, False]


def test_several_tags_may_mean_one_schema(generate: Generate) -> None:
    home = {
        "events/Paid/index.mdx": "---\nid: Paid\nname: Paid\nversion: 1.0.0\nschemaPath: openapi.yml\n---\n",
        "events/Paid/openapi.yml": _document("3.0.3").replace("bank: Bank", "bank: Bank, giro: Bank"),
    }
    model = generate(home)["Paid"]
    assert all(_reads(model, {"id": "1", "method": {"kind": kind, "iban": "x"}}) for kind in ("bank", "giro"))
    assert not _reads(model, {"id": "1", "method": {"kind": "card", "iban": "x"}})
    assert not _reads(model, {"id": "1", "method": {"kind": "cheque", "iban": "x"}})


def test_a_constant_in_each_branch_is_a_tag_in_plain_json_schema(generate: Generate) -> None:
    def branch(tag: object, name: str) -> dict[str, object]:
        return {"type": "object", "required": ["@kind", name], "properties": {"@kind": tag, name: {"type": "string"}}}

    parts = {"oneOf": [branch({"const": "card"}, "number"), branch({"const": "giro"}, "iban")]}
    lists = {"type": "array", "items": {"oneOf": [*parts["oneOf"], {"type": "null"}]}}
    generated = generate(Sent={"type": "object", "properties": {"part": parts, "parts": lists}})
    assert generated.source("sent").count("discriminator=") == 2
    model = generated["Sent"]
    assert _reads(model, {"part": {"@kind": "card", "number": "1"}, "parts": [{"@kind": "card", "number": "1"}, None]})
    assert not _reads(model, {"part": {"@kind": "giro", "number": "1"}})


def test_no_tag_no_discriminator(generate: Generate) -> None:
    def branch(tag: str, *required: str) -> dict[str, object]:
        return {"type": "object", "required": list(required), "properties": {"kind": {"const": tag}, tag: {"type": "string"}}}

    generated = generate(
        Optional={"type": "object", "properties": {"part": {"anyOf": [branch("a"), branch("b", "kind")]}}},
        Same={"type": "object", "properties": {"part": {"anyOf": [branch("a", "kind"), branch("a", "kind", "a")]}}},
    )
    assert "discriminator" not in generated.source("optional") + generated.source("same")
    assert _reads(generated["Optional"], {"part": {}})
    assert _reads(generated["Same"], {"part": {"kind": "a"}})


def test_a_schema_that_names_its_dialect_is_taken_by_its_word(generate: Generate) -> None:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "properties": {"nullable": {"type": "string"}, "discriminator": {"type": "string"}},
        "required": ["nullable", "discriminator"],
    }
    generated = generate(Sent=schema, Plain={key: value for key, value in schema.items() if key != "$schema"})
    for name in ("Sent", "Plain"):
        assert _reads(generated[name], {"nullable": "a", "discriminator": "b"})
        assert not _reads(generated[name], {"nullable": "a"})


@pytest.mark.parametrize("more", [{}, {"not": {"required": ["x"]}}], ids=["types", "checked"])
def test_nullable_asserts_nothing_where_a_dialect_is_named(generate: Generate, more: dict[str, object]) -> None:
    """To the type, to the compiled schema, and to any validator."""
    properties = {
        "note": {"type": "string", "nullable": True},
        "state": {"type": "string", "enum": ["open", "done"], "nullable": True},
        "part": {"type": "object", "nullable": True, "properties": {"a": {"type": "string"}}},
    }
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": properties, **more}
    generated = generate(Sent=schema, Plain={key: value for key, value in schema.items() if key != "$schema"})
    assert generated.rules() == ["schema/openapi-keyword"] * 3
    for value in ({"note": None}, {"state": None}, {"part": None}):
        assert not _reads(generated["Sent"], value)
        assert _reads(generated["Plain"], value)
