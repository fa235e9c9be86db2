"""The files that schemas refer to: each parsed and indexed once for all messages, whichever of them comes first."""

import json

import pytest

from flowmart.generator.diagnostics import Location
from flowmart.generator.emitters.models import library as library_module
from flowmart.generator.emitters.models.library import Library, Place
from flowmart.generator.emitters.models.reading import Reading, read_schema
from flowmart.generator.model.json import Json
from flowmart.generator.model.resources import SchemaFile

_COMMON = json.dumps({"$id": "https://example.com/common.json", "$defs": {"Money": {"$anchor": "money", "type": "integer"}}})
_OTHER = json.dumps({"$id": "https://example.com/other.json", "type": "string"})


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are parsed, in order."""
    paths: list[str] = []
    real = library_module.parsed

    def counted(text: str, path: str) -> Json:
        paths.append(path)
        return real(text, path)

    monkeypatch.setattr(library_module, "parsed", counted)
    return paths


def _read(library: Library, number: int, ref: str) -> Reading:
    content = json.dumps({"type": "object", "properties": {f"price{number}": {"$ref": ref}}})
    schema = SchemaFile(path=f"events/E{number}/schema.json", format="jsonschema", location=Location("x"), content=content, digest="x")
    return read_schema(schema, library)


@pytest.mark.parametrize("ref", ["../../common.json#/$defs/Money", "https://example.com/common.json#/$defs/Money"])
def test_a_file_that_many_messages_share_is_parsed_once(parsed: list[str], ref: str) -> None:
    library = Library({"common.json": _COMMON, "other.json": _OTHER})
    for number in range(30):
        reading = _read(library, number, ref)
        assert reading.files == ("common.json",) and not reading.diagnostics
    assert parsed.count("common.json") == 1 and parsed.count("other.json") <= 1


def test_a_file_is_parsed_only_when_something_leads_to_it(parsed: list[str]) -> None:
    library = Library({"common.json": _COMMON, "other.json": _OTHER})
    assert _read(library, 1, "../../common.json#/$defs/Money").files == ("common.json",)
    assert parsed == ["common.json"]


def test_an_identifier_means_the_same_file_whatever_was_read_before() -> None:
    twice = json.dumps({"$id": "https://example.com/common.json", "$defs": {"Money": {"type": "string"}}})
    texts = {"a.json": _COMMON, "b.json": twice}
    for first in ("../../b.json", "../../a.json"):
        library = Library(texts)
        _read(library, 1, first)
        assert _read(library, 2, "https://example.com/common.json#/$defs/Money").files == ("a.json",)


def test_the_file_that_is_given_goes_before_the_one_that_is_known() -> None:
    library = Library({"common.json": _COMMON})
    assert library.follow("#/$defs/Money", "common.json") == (
        Place("common.json", ("$defs", "Money")),
        {"$anchor": "money", "type": "integer"},
    )
    given = library.with_file(
        "common.json", {"$id": "https://example.com/common.json", "$defs": {"Money": {"$anchor": "cash", "type": "string"}}}
    )
    found = given.follow("#/$defs/Money", "common.json")
    assert found is not None and found[1] == {"$anchor": "cash", "type": "string"}
    assert given.follow("#money", "common.json") is None and given.follow("#cash", "common.json") is not None
    assert library.follow("#money", "common.json") is not None and library.follow("#cash", "common.json") is None
    assert given.follow("https://example.com/common.json", "events/E/schema.json") is not None


def test_an_anchor_of_another_file_is_found_by_address_and_by_path() -> None:
    library = Library({"common.json": _COMMON})
    money = (Place("common.json", ("$defs", "Money")), {"$anchor": "money", "type": "integer"})
    assert library.follow("https://example.com/common.json#money", "events/E/schema.json") == money
    assert library.follow("../../common.json#money", "events/E/schema.json") == money
    assert library.follow("https://example.com/common.json#cash", "events/E/schema.json") is None
