"""What the TypeScript validators check beyond the keywords themselves: patterns that explode, formats, dialects, other names."""

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import jsonschema_rs
import pytest

from flowmart.generator.config import Config
from flowmart.generator.emitters.emitter import settle
from flowmart.generator.emitters.typescript import EMITTER
from flowmart.generator.graph.resolve import resolve
from flowmart.generator.model.json import Json
from flowmart.generator.render import Renderer
from flowmart.generator.source import read_catalog
from tests.support.typescript import SUPPORT, compiled, ready, verdicts


@pytest.fixture(scope="module")
def node() -> str:
    return ready()


def package(folder: Path, schemas: Mapping[str, str]) -> Path:
    """The compiled TypeScript of events whose schemas are given as `Name/file`."""
    for key, text in schemas.items():
        name, _, file = key.partition("/")
        home = folder / "catalog" / "events" / name
        home.mkdir(parents=True)
        (home / file).write_text(text)
        (home / "index.mdx").write_text(f"---\nid: {name}\nversion: 1.0.0\nschemaPath: {file}\n---\n")
    renderer, target = Renderer(), folder / "package"
    graph = resolve(read_catalog(folder / "catalog", frozenset()).catalog).graph
    for page, _ in settle(EMITTER.emit(graph, Config()).pages):
        path = target / page.path.removeprefix("typescript/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(renderer.text(page), encoding="utf-8")
    assert compiled(target) == ""
    return target


def losses(folder: Path) -> list[tuple[str, int]]:
    """(rule, line) of what the TypeScript of the catalog can't check."""
    graph = resolve(read_catalog(folder / "catalog", frozenset()).catalog).graph
    return [(found.rule, found.location.line) for _, diagnostics in settle(EMITTER.emit(graph, Config()).pages) for found in diagnostics]


EXPLODING = (
    ("^(a+)+$", "a" * 50_000 + "!"),
    ("(a|aa)+$", "a" * 50_000 + "!"),
    ("^(\\w+\\s?)*$", "a" * 50_000 + "!"),
    ("(x+x+)+y", "x" * 50_000),
    ("a+b", "a" * 50_000),
    ("^(?=(.*a){20}).*$", "b" * 50_000),
    ("^(?:(?=.*x).)*$", "a" * 50_000),
    ("^(a+)+\\1$", "a" * 2_000 + "!"),
    ("^([a-zA-Z0-9])(([\\-.]|[_]+)?([a-zA-Z0-9]+))*(@){1}[a-z0-9]+[.]{1}(([a-z]{2,3})|([a-z]{2,3}[.]{1}[a-z]{2,3}))$", "a" * 50_000),
)


def test_a_pattern_that_explodes_does_not_hang(node: str, tmp_path: Path) -> None:
    """JavaScript's own engine needs longer than the universe for most of them."""
    schemas = {f"Bang{index}/schema.json": json.dumps({"type": "string", "pattern": found}) for index, (found, _) in enumerate(EXPLODING)}
    names = {"type": "object", "patternProperties": {"^(a+)+$": {"type": "integer"}}, "additionalProperties": False}
    folder = package(tmp_path, {**schemas, "Names/schema.json": json.dumps(names)})
    asked: list[tuple[str, str, list[Json]]] = [(f"bang{index}", f"Bang{index}", [text]) for index, (_, text) in enumerate(EXPLODING)]
    start = time.monotonic()
    found = verdicts(folder, [*asked, ("names", "Names", [{"a" * 5_000 + "!": 1}, {"aaa": 1}, {"aaa": "x"}])])
    assert found == [[False]] * len(EXPLODING) + [[False, True, False]]
    assert time.monotonic() - start < 20


def test_patterns_mean_what_regexp_means(node: str, tmp_path: Path) -> None:
    folder = package(tmp_path, {"Any/schema.json": "true"})
    command = [node, str(SUPPORT / "compare_patterns.mjs"), str(folder / "out"), "7", "20000"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found = json.loads(done.stdout)
    assert found["different"] == [] and found["stepped"] > 5_000


@pytest.mark.parametrize("pattern", ["(?P<year>[0-9]+)", "(?i)paid", "\\APAID\\Z", "a++b", "[0-9]{2}+", "(?#why)a"])
def test_what_is_no_pattern_of_javascript_is_not_checked_and_said(node: str, tmp_path: Path, pattern: str) -> None:
    text = json.dumps({"type": "object", "properties": {"a": {"type": "string", "pattern": pattern}}}, indent=1)
    folder = package(tmp_path, {"Odd/schema.json": text})
    assert verdicts(folder, [("odd", "Odd", [{"a": "x"}, {"a": 1}])]) == [[True, False]]
    assert losses(tmp_path) == [("payload/unchecked-keyword", text.count("\n", 0, text.index('"pattern"')) + 1)]


def test_a_dynamic_reference_with_several_anchors_is_not_checked_and_said(node: str, tmp_path: Path) -> None:
    content = {"$id": "https://example.com/inner", "$dynamicAnchor": "node", "type": "string"}
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://example.com/outer",
        "$dynamicAnchor": "node",
        "properties": {"one": {"$dynamicRef": "#node"}, "two": {"$ref": "inner"}},
        "$defs": {"inner": content},
    }
    folder = package(tmp_path, {"Odd/schema.json": json.dumps(schema)})
    assert verdicts(folder, [("odd", "Odd", [{"one": 1}, {"two": "x"}, {"two": 1}])]) == [[True, True, False]]
    assert [rule for rule, _ in losses(tmp_path)] == ["payload/unchecked-keyword"]


def test_what_every_language_has_in_patterns_is_no_loss(node: str, tmp_path: Path) -> None:
    patterns = [
        "^(?:a|b)+$",
        "(?<year>[0-9]+)",
        "(?<=a)b",
        "(?<!a)b",
        "(?!a)b",
        "\\\\A",
        "[a+*?]+",
        "\\+\\+",
        "\\(\\?x",
        "^\\p{L}+$",
        "[A-Z]{2}",
    ]
    schema = {"type": "object", "properties": {f"p{index}": {"pattern": text} for index, text in enumerate(patterns)}}
    package(tmp_path, {"Odd/schema.json": json.dumps(schema)})
    assert losses(tmp_path) == []


IPV6 = (
    *("::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "fe80::1", "::ffff:192.168.0.1", "1:2:3:4:5:6:1.2.3.4"),
    *(
        "",
        ":",
        ":::",
        "1",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1::2::3",
        "12345::",
        "1:2:3:4:5:6:7:8::",
        "::1%eth0",
        "g::",
        ":1:2:3:4:5:6:7",
    ),
    *(
        "::1.2.3",
        "::1.2.3.256",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1.2.3.4",
        "::1.2.3.4:1",
        " ::1",
        "::1\n",
        "1:2:3:4:5:6::1.2.3.4",
        "1:2:3:4:5::1.2.3.4",
    ),
)


def test_formats_are_checked_as_another_validator_does(node: str, tmp_path: Path) -> None:
    schema: Json = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "string", "format": "ipv6"}
    folder = package(tmp_path, {"Address/schema.json": json.dumps(schema)})
    judge = jsonschema_rs.validator_for(json.dumps(schema), validate_formats=True)
    assert verdicts(folder, [("address", "Address", list(IPV6))]) == [[judge.is_valid(text) for text in IPV6]]


def test_a_format_that_only_describes_is_not_checked(node: str, tmp_path: Path) -> None:
    newest = "https://json-schema.org/draft/2020-12/schema"
    schema = {"$schema": newest, "properties": {"free": {"format": "ipv4"}, "typed": {"type": "string", "format": "ipv4"}}}
    folder = package(tmp_path, {"Made/schema.json": json.dumps(schema)})
    assert verdicts(folder, [("made", "Made", [{"free": "x"}, {"typed": "1.2.3.4"}, {"typed": "x"}])]) == [[True, True, False]]


@pytest.mark.parametrize(("draft", "counts"), [("http://json-schema.org/draft-07/schema#", False), ("", True)])
def test_keywords_beside_a_reference_count_since_2019(node: str, tmp_path: Path, draft: str, counts: bool) -> None:
    """In the types as in the verdict: before, they are not there."""
    address = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    part = {"$ref": "#/definitions/address", "required": ["zip"], "properties": {"zip": {"type": "string"}}}
    schema = {"$schema": draft, "type": "object", "properties": {"to": part}, "definitions": {"address": address}}
    if not draft:
        del schema["$schema"]
    folder = package(tmp_path, {"Sent/schema.json": json.dumps(schema)})
    assert ("zip: string;" in (folder / "messages" / "sent.ts").read_text()) is counts
    values: list[Json] = [{"to": {"city": "Ulm"}}, {"to": {"city": "Ulm", "zip": "89073"}}, {"to": {"zip": "89073"}}]
    assert verdicts(folder, [("sent", "Sent", values)]) == [[not counts, True, False]]


def test_closed_parts_are_closed_as_a_whole(node: str, tmp_path: Path) -> None:
    """As generators for .NET write it; to the letter nothing fits."""
    first = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"], "additionalProperties": False}
    second = {"type": "object", "properties": {"total": {"type": "integer"}}, "additionalProperties": False}
    schema = {"allOf": [{"$ref": "#/definitions/first"}, second], "definitions": {"first": first}}
    folder = package(tmp_path, {"Made/schema.json": json.dumps(schema)})
    values: list[Json] = [{"id": "a", "total": 1}, {"id": "a"}, {"id": "a", "other": 1}, {"total": 1}]
    assert verdicts(folder, [("made", "Made", values)]) == [[True, True, False, False]]
    source = (folder / "messages" / "made.ts").read_text()
    assert "id: string;" in source and "total?: number;" in source


PROTO = """syntax = "proto3";
message Sold {
  message Line { string item_name = 1; int64 cent_count = 2; Line part_of = 3; }
  string order_id = 1;
  repeated Line order_lines = 2;
  oneof paid_by { string card_number = 3; string gift_code = 4; }
}"""
AVRO = """{"type": "record", "name": "Shipped", "fields": [
  {"name": "orderId", "type": "string", "aliases": ["order", "id"]},
  {"name": "parts", "default": [], "type": {"type": "array", "items": {"type": "record", "name": "Part", "fields": [
    {"name": "sku", "type": ["null", "string"], "aliases": ["article"], "default": null}]}}}]}"""


def test_properties_are_read_by_their_other_names(node: str, tmp_path: Path) -> None:
    """The names of a .proto file and Avro's aliases; what `parse` gives has the names that are written, and its argument is not changed."""
    folder = package(tmp_path, {"Sold/schema.proto": PROTO, "Shipped/schema.avsc": AVRO})
    good: list[Json] = [
        {"order_id": "o-1", "order_lines": [{"item_name": "Mug", "cent_count": "12", "part_of": {"item_name": "Set"}}], "card_number": "1"},
        {"orderId": "o-1", "orderLines": [{"itemName": "Mug"}]},
        {"order_id": None, "orderId": "o-1"},
    ]
    bad: list[Json] = [
        {"order_id": 1},
        {"order_lines": [{"item_name": 1}]},
        {"card_number": "1", "gift_code": "2"},
        {"card_number": "1", "giftCode": "2"},
    ]
    shipped: list[Json] = [{"order": "o-1", "parts": [{"article": {"string": "x"}}]}, {"id": "o-1"}, {"order": 1}, {}]
    asked = [("sold", "Sold", [*good, *bad]), ("shipped", "Shipped", shipped)]
    assert verdicts(folder, asked) == [[True] * 3 + [False] * 4, [True, True, False, False]]
    script = f"""
      import {{ isSold, parseSold }} from {json.dumps((folder / "out" / "messages" / "sold.js").as_uri())};
      const given = {json.dumps(good[0])};
      console.log(JSON.stringify([parseSold(given), given, isSold(given), isSold(parseSold(given))]));
    """
    done = subprocess.run([node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    read, given, is_sold, is_read = json.loads(done.stdout)
    lines = [{"itemName": "Mug", "centCount": "12", "partOf": {"itemName": "Set"}}]
    assert read == {"orderId": "o-1", "orderLines": lines, "cardNumber": "1"}
    assert (given, is_sold, is_read) == (good[0], False, True)


def test_a_keyword_of_the_same_name_in_a_json_schema_means_nothing(node: str, tmp_path: Path) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}, "otherNames": {"a": ["b"]}}
    folder = package(tmp_path, {"Made/schema.json": json.dumps(schema)})
    assert verdicts(folder, [("made", "Made", [{"a": 1}, {"b": "x"}, {"a": "x"}])]) == [[True, True, False]]
