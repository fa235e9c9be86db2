"""The manifest as text: deterministic, round trip, and clear words for one that cannot be used."""

import json

import pytest

from flowmart.generator.diagnostics import FlowmartError
from flowmart.generator.output.manifest import Entry, Manifest, digest, parse_manifest

FILES = {"b/ü.py": Entry("d2", "models", "k", "events/Ü/index.mdx"), "a.py": Entry("d1", "services")}


def test_what_is_written_is_read_again() -> None:
    manifest = Manifest("0.1.0", "abc", FILES)
    assert parse_manifest(manifest.to_text(), "m") == manifest
    assert parse_manifest(Manifest().to_text(), "m") == Manifest()


def test_the_text_is_json_sorted_and_has_one_line_per_file() -> None:
    text = Manifest("0.1.0", "abc", FILES).to_text()
    assert list(json.loads(text)["files"]) == ["a.py", "b/ü.py"]
    assert sum("index.mdx" in line or '"services"' in line for line in text.splitlines()) == 2
    assert text == Manifest("0.1.0", "abc", dict(reversed(FILES.items()))).to_text()


def test_line_ends_of_a_checkout_do_not_count() -> None:
    assert digest(b"a\r\nb\r\n") == digest(b"a\nb\n") != digest(b"a\nb")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"format": 2, "flowmart": "9.0"}', "newer flowmart (9.0"),
        ("<<<<<<< HEAD", "no JSON"),
        ("[]", "no JSON object"),
        ("{}", "no manifest of flowmart"),
        ('{"format": 1, "files": []}', "no manifest of flowmart"),
        ('{"format": 1, "files": {"a": ["x"]}}', "an entry that is none"),
        ('{"format": 1, "files": {"a": 7}}', "an entry that is none"),
        ('{"format": 1, "files": {"a": [1, 2, 3, 4]}}', "an entry that is none"),
    ],
)
def test_a_manifest_that_cannot_be_used_is_named_with_the_way_out(text: str, words: str) -> None:
    with pytest.raises(FlowmartError) as error:
        parse_manifest(text, "generated/m.json")
    assert words in str(error.value)
    assert "generated/m.json" in str(error.value)
