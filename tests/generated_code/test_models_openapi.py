"""Schemas in OpenAPI's dialect, alone and inside of a document, and unions that a tag tells apart."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from flowmart.generator import pipeline
from flowmart.generator.samples.examples import message_sampler
from flowmart.generator.samples.mutations import mutations

from .conftest import Generate
from .schema_suite import accepts

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
    good: list[Any] = [
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


_PETS = """\
openapi: 3.0.3
info: {title: x, version: '1'}
paths: {}
components:
  schemas:
    Adopted:
      type: object
      required: [pet]
      properties:
        pet: {$ref: '#/components/schemas/Pet'}
        former: {nullable: true, allOf: [{$ref: '#/components/schemas/Pet'}]}
        name: {$ref: '#/components/schemas/Pet/properties/name'}
        others: {type: array, items: {$ref: '#/components/schemas/Pet'}}
    Pet:
      type: object
      description: Whatever lives here.
      required: [kind, name]
      properties:
        kind: {type: string}
        name: {type: string, minLength: 1}
        mother: {$ref: '#/components/schemas/Pet'}
      discriminator: {propertyName: kind, mapping: MAPPING}
    Dog:
      allOf:
      - $ref: '#/components/schemas/Pet'
      - {type: object, required: [barks], properties: {barks: {type: boolean}}}
    Cat:
      allOf: [{$ref: '#/components/schemas/Pet'}]
      properties: {lives: {type: integer, maximum: 9}}
    Kitten:
      allOf:
      - $ref: '#/components/schemas/Cat'
      - {type: object, required: [weeks], properties: {weeks: {type: integer}}}
"""
_MAPPING = "{dog: '#/components/schemas/Dog', hound: Dog, cat: Cat}"


def _pets(generate: Generate, text: str, *, by_reference: bool) -> Any:
    if by_reference:
        return generate({"api/pets.yml": text}, Adopted={"$ref": "../../api/pets.yml#/components/schemas/Adopted"})
    index = "---\nid: Adopted\nname: Adopted\nversion: 1.0.0\nschemaPath: openapi.yml\n---\n"
    return generate({"events/Adopted/index.mdx": index, "events/Adopted/openapi.yml": text})


@pytest.mark.parametrize("by_reference", [False, True])
def test_schemas_that_extend_a_base_with_a_discriminator_are_a_tagged_union(generate: Generate, *, by_reference: bool) -> None:
    generated = _pets(generate, _PETS.replace("MAPPING", _MAPPING), by_reference=by_reference)
    assert not generated.rules()
    model = generated["Adopted"]
    dog, hound = {"kind": "dog", "name": "Rex", "barks": True}, {"kind": "hound", "name": "Rex", "barks": True}
    cat, kitten = {"kind": "cat", "name": "Tom", "lives": 9}, {"kind": "Kitten", "name": "Kit", "weeks": 3}
    good: list[Any] = [{"pet": pet} for pet in (dog, hound, cat, kitten, {"kind": "cat", "name": "Tom"})]
    good += [{"pet": {**kitten, "mother": cat}, "former": None, "others": [dog, cat]}, {"pet": dog, "former": cat, "name": "x"}]
    assert [value for value in good if not _reads(model, value)] == []
    bad = [
        {"pet": {"kind": "dog", "name": "Rex"}},
        {"pet": {"kind": "cow", "name": "Rosa"}},
        {"pet": {"kind": "Pet", "name": "x"}},
        {"pet": {"kind": "Dog", "name": "x", "barks": True}},
        {"pet": {"kind": "Cat", "name": "Tom"}},
        {"pet": {"kind": "cat", "name": ""}},
        {"pet": {"kind": "cat", "name": "Tom", "lives": 10}},
        {"pet": {"name": "Tom"}},
        {"pet": {"kind": "Kitten", "name": "Kit", "weeks": "3"}},
        {"pet": dog, "former": {"kind": "dog", "name": "Rex"}},
        {"pet": dog, "others": [{"kind": "dog", "name": "Rex"}]},
        {"pet": {**dog, "mother": {"kind": "dog", "name": "x"}}},
        {"pet": dog, "name": ""},
        {"pet": None},
    ]
    assert [value for value in bad if _reads(model, value)] == []
    pet = model.from_json(json.dumps({"pet": dog})).pet.root  # a type that contains itself has a class of its own
    assert type(pet).__name__ == "AdoptedPetDog" and pet.barks is True


def test_the_union_of_a_base_is_the_type_of_the_field(generate: Generate) -> None:
    text = "".join(line for line in _PETS.replace("MAPPING", _MAPPING).splitlines(keepends=True) if "mother:" not in line)
    generated = _pets(generate, text, by_reference=True)
    pet = generated["Adopted"].model_fields["pet"]
    assert [each.__name__ for each in pet.annotation.__args__] == ["AdoptedPetDog", "AdoptedPetCat", "AdoptedPetKitten"]
    assert pet.discriminator == "kind"
    assert 'kind: Literal["dog", "hound"]' in generated.source("adopted")


@pytest.mark.parametrize("by_reference", [False, True])
def test_without_a_mapping_names_are_tags_and_the_base_is_one_of_them(generate: Generate, *, by_reference: bool) -> None:
    text = _PETS.replace("discriminator: {propertyName: kind, mapping: MAPPING}", "discriminator: {propertyName: kind}")
    model = _pets(generate, text, by_reference=by_reference)["Adopted"]
    for kind, more in (("Dog", {"barks": True}), ("Cat", {}), ("Kitten", {"weeks": 1}), ("Pet", {})):
        assert _reads(model, {"pet": {"kind": kind, "name": "x", **more}})
    assert not _reads(model, {"pet": {"kind": "dog", "name": "x", "barks": True}})


def test_swagger_and_asyncapi_name_the_property_alone(generate: Generate) -> None:
    text = _PETS.replace("{propertyName: kind, mapping: MAPPING}", "kind")
    swagger = (
        text.replace("openapi: 3.0.3", "swagger: '2.0'")
        .replace("components:\n  schemas:", "definitions:")
        .replace("components/schemas", "definitions")
    )
    lines = swagger.split("definitions:\n")
    swagger = f"{lines[0]}definitions:\n" + "\n".join(line.removeprefix("  ") for line in lines[1].split("\n"))
    generated = generate({"api/pets.yml": swagger}, Adopted={"$ref": "../../api/pets.yml#/definitions/Adopted"})
    assert not generated.rules()
    assert _reads(generated["Adopted"], {"pet": {"kind": "Dog", "name": "x", "barks": True}})
    assert not _reads(generated["Adopted"], {"pet": {"kind": "Dog", "name": "x"}})


def test_the_base_itself_is_a_message(generate: Generate) -> None:
    index = "---\nid: Pet\nname: Pet\nversion: 1.0.0\nschemaPath: openapi.yml\n---\n"
    generated = generate({"events/Pet/index.mdx": index, "events/Pet/openapi.yml": _PETS.replace("MAPPING", _MAPPING)})
    assert not generated.rules()
    assert _reads(generated["Pet"], {"kind": "dog", "name": "x", "barks": True})
    assert not _reads(generated["Pet"], {"kind": "dog", "name": "x"})


def test_a_base_that_is_a_base_again(generate: Generate) -> None:
    text = _PETS.replace("discriminator: {propertyName: kind, mapping: MAPPING}", "discriminator: {propertyName: kind}").replace(
        "      properties: {lives:", "      discriminator: {propertyName: kind}\n      properties: {lives:"
    )
    text = text.replace("        former:", "        cat: {$ref: '#/components/schemas/Cat'}\n        former:")
    generated = _pets(generate, text, by_reference=True)
    assert not generated.rules()
    dog, kitten = {"kind": "Dog", "name": "x", "barks": True}, {"kind": "Kitten", "name": "x", "weeks": 1}
    assert _reads(generated["Adopted"], {"pet": dog, "cat": kitten})
    assert not _reads(generated["Adopted"], {"pet": dog, "cat": dog})
    assert not _reads(generated["Adopted"], {"pet": {**kitten, "weeks": "x"}})


@pytest.mark.parametrize(
    "mapping",
    ["{dog: 'dogs.yml#/components/schemas/Dog'}", "{dog: Missing}", "{all: Every}"],
    ids=["another-file", "nothing", "a-union-of-the-base"],
)
def test_a_discriminator_that_tells_nothing_apart_is_a_finding_and_the_base_is_the_type(generate: Generate, mapping: str) -> None:
    every = "    Every: {anyOf: [{$ref: '#/components/schemas/Pet'}, {type: string}]}\n"
    generated = _pets(generate, _PETS.replace("MAPPING", mapping) + every, by_reference=True)
    (found,) = generated.report
    assert (found.rule, found.location.line, found.location.column) == ("schema/openapi-keyword", 22, 7)
    assert _reads(generated["Adopted"], {"pet": {"kind": "cow", "name": "Rosa"}})
    assert not _reads(generated["Adopted"], {"pet": {"kind": "cow"}})


def test_a_choice_of_constants_in_each_branch_is_a_tag_too(generate: Generate) -> None:
    def branch(tags: list[str], name: str) -> dict[str, object]:
        properties = {"kind": {"enum": tags}, name: {"type": "string"}, "size": {"enum": ["small", "large"]}}
        return {"type": "object", "required": ["kind", name], "properties": properties}

    part = {"oneOf": [branch(["card", "wallet"], "number"), branch(["giro", "sepa"], "iban"), branch(["cash"], "till")]}
    nested = {"type": "array", "items": {"anyOf": [*part["oneOf"], {"type": "null"}]}}
    generated = generate(Sent={"type": "object", "properties": {"part": part, "parts": nested}})
    source = generated.source("sent")
    assert "JsonSchema" not in source and source.count("discriminator=") == 2
    assert 'kind: Literal["card", "wallet"]' in source and 'kind: Literal["cash"]' in source
    assert source.count("(StrEnum)") == 6  # those of size: no enum class that nothing uses
    model = generated["Sent"]
    assert _reads(model, {"part": {"kind": "sepa", "iban": "x"}, "parts": [{"kind": "wallet", "number": "1", "size": "small"}, None]})
    assert not _reads(model, {"part": {"kind": "sepa", "number": "x"}})
    with pytest.raises(ValidationError, match="'card', 'wallet', 'giro', 'sepa', 'cash'"):
        model.from_json('{"part": {"kind": "cheque"}}')


def test_choices_that_overlap_are_a_plain_union(generate: Generate) -> None:
    def branch(tags: list[object], name: str) -> dict[str, object]:
        return {"type": "object", "required": ["kind", name], "properties": {"kind": {"enum": tags}, name: {"type": "string"}}}

    generated = generate(
        Overlapping={"type": "object", "properties": {"part": {"anyOf": [branch(["a", "b"], "x"), branch(["b", "c"], "y")]}}},
        Numbers={"type": "object", "properties": {"part": {"oneOf": [branch([2, 3], "x"), branch([4], "y")]}}},
    )
    assert "discriminator=" not in generated.source("overlapping") + generated.source("numbers")
    assert _reads(generated["Overlapping"], {"part": {"kind": "b", "y": "1"}}) and not _reads(
        generated["Overlapping"], {"part": {"kind": "a", "y": "1"}}
    )
    assert _reads(generated["Numbers"], {"part": {"kind": 4, "y": "1"}}) and not _reads(
        generated["Numbers"], {"part": {"kind": 4, "x": "1"}}
    )


@pytest.mark.parametrize("mapping", [f", mapping: {_MAPPING}", ""], ids=["mapping", "names"])
def test_samples_of_a_base_and_what_is_made_of_them_are_judged_as_the_schema_does(generate: Generate, tmp_path: Path, mapping: str) -> None:
    model = _pets(generate, _PETS.replace(", mapping: MAPPING", mapping), by_reference=False)["Adopted"]
    graph = pipeline.load(pipeline.open_project(tmp_path)).graph
    sampler = message_sampler(graph, next(message for message in graph.messages if message.id == "Adopted"))
    kinds: set[object] = set()
    judged = 0
    for seed in range(30):
        value: Any = sampler.sample(seed, all_fields=seed % 2 == 0)
        kinds.add(value["pet"]["kind"])
        assert sampler.accepts(json.loads(model.from_json(json.dumps(value)).to_json()))
        for mutation in mutations(value):
            assert accepts(model, mutation.value) is sampler.accepts(mutation.value), mutation
            judged += 1
    assert len(kinds) == 4 and judged > 500
