"""What a hostile or broken folder holds is a finding: bombs, depth, size, encodings, links and paths that lead out."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from flowmart.generator.model.resources import Message
from tests.support.mutations import BOMB, MERGES
from tests.support.reading import read_files, read_folder

HEAD = "id: A\nname: A\nversion: 1.0.0\n"


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (HEAD + BOMB + "x-bomb: *i", {"structure/yaml-bomb"}),
        (HEAD + BOMB + "badges: *i", {"schema/valid-type"}),
        (HEAD + MERGES + "operation: *i", set[str]()),
        (HEAD + "x-loop: &l {a: *l}", {"structure/yaml-bomb"}),
        (HEAD + "channels: &c [{id: c, parameters: *c}]", {"schema/valid-type", "refs/channel-exists"}),
        (HEAD + "x-deep: " + "[" * 5000 + "]" * 5000, {"structure/invalid-yaml"}),
        (HEAD + "x-deep: " + "- " * 5000, {"structure/invalid-yaml"}),
        (HEAD + "x-deep:\n" + "".join(f"{' ' * 20 * level}{'- ' * 10}\n" for level in range(60)), {"structure/invalid-yaml"}),
        (HEAD + "x-deep:\n" + "".join(f"{' ' * level}a:\n" for level in range(1, 1100)), {"structure/invalid-yaml"}),
        (HEAD + "summary: " + "x" * 1_100_000, {"structure/invalid-yaml"}),
        (HEAD + "summary: !!python/object/apply:os.system [x]", {"schema/valid-type"}),
        (HEAD + "summary: a\0b", {"structure/invalid-yaml"}),
        (HEAD + "summary: 'open", {"structure/invalid-yaml"}),
        (HEAD + "sends: *nowhere", {"structure/invalid-yaml"}),
        ("- a", {"structure/no-front-matter"}),
        ("", {"structure/no-front-matter"}),
    ],
)
def test_bad_front_matter_is_a_finding(tmp_path: Path, text: str, rules: set[str]) -> None:
    read = read_files(tmp_path, {"events/A/index.mdx": f"---\n{text}\n---\n"})
    assert {found.rule for found in read.diagnostics} - {
        "schema/unknown-field",
        "schema/unknown-nested-field",
        "structure/empty-catalog",
    } == rules


def test_a_recursive_entity_ends(tmp_path: Path) -> None:
    properties = "properties: &p [{name: a, type: b, properties: *p}, {name: c, type: d, properties: *p}]"
    read = read_files(tmp_path, {"entities/A/index.mdx": f"---\n{HEAD}{properties}\n---\n"})
    assert [found.rule for found in read.diagnostics] == ["structure/yaml-bomb"]


@pytest.mark.parametrize("content", ["---\nid: A\n---".encode("utf-16"), b"---\nid: \xff\n---\n", b"\x00" * 100, b"---\nid: A\n", b""])
def test_bytes_that_are_no_catalog_file(tmp_path: Path, content: bytes) -> None:
    read = read_files(tmp_path, {"events/A/index.mdx": content})
    assert read.catalog.resources == ()
    assert len(read.findings) == 2 and "structure/" in read.findings[1]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    read = read_files(
        tmp_path, {"events/A/index.mdx": f"---\n{HEAD}schemaPath: s.json\n---\n", "events/A/s.json": b" " * (8 * 1024 * 1024 + 1)}
    )
    assert read.findings == ["events/A/s.json structure/huge-file"]


@pytest.mark.parametrize(
    "path",
    [
        "../../../secret.json",
        "/etc/hostname",
        "file:///etc/hostname",
        "file://../../../secret.json",
        "https://example.org/s.json",
        "..\\..\\s.json",
    ],
)
@pytest.mark.parametrize(
    "key", ["schemaPath: '{}'", "schemas: [{{file: '{}'}}]", "x-flowmart-reply: '{}'", "specifications: [{{type: openapi, path: '{}'}}]"]
)
def test_paths_that_lead_out_are_findings(tmp_path: Path, path: str, key: str) -> None:
    (tmp_path / "secret.json").write_text('{"secret": 1}', encoding="utf-8")
    read = read_files(tmp_path / "catalog", {"events/A/index.mdx": f"---\n{HEAD}{key.format(path)}\n---\n"})
    assert "secret" not in repr(read.catalog.resources[0]).replace("secret.json", "")
    if not (path.startswith("https") and key.startswith("spec")):  # a specification may be a URL, which is not followed
        assert [found.rule for found in read.diagnostics] == ["refs/file-outside"]


def test_references_of_schemas_stay_inside(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text('{"secret": 1}', encoding="utf-8")
    schema = '{"allOf": [{"$ref": "../../../secret.json"}, {"$ref": "../B/b.json#/x"}, {"$ref": "file:///etc/hostname"}, {"$ref": "http://x/y"}]}'
    files: Mapping[str, str] = {
        "events/A/index.mdx": f"---\n{HEAD}schemaPath: s.json\n---\n",
        "events/A/s.json": schema,
        "events/B/b.json": '{"$ref": "../A/s.json"}',
    }
    read = read_files(tmp_path / "catalog", files)
    assert sorted(read.catalog.documents) == ["events/B/b.json"]


def test_links(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.mdx").write_text(f"---\n{HEAD}---\n", encoding="utf-8")
    root = tmp_path / "catalog"
    read_files(root, {"events/A/index.mdx": f"---\n{HEAD}schemaPath: in.json\n---\n", "shared/s.json": "{}"})
    os.symlink("../../shared/s.json", root / "events" / "A" / "in.json")
    os.symlink(outside, root / "events" / "B")
    (root / "events" / "C").mkdir()
    os.symlink(outside / "index.mdx", root / "events" / "C" / "index.mdx")
    os.symlink("loop", root / "events" / "loop")
    os.symlink("nothing", root / "events" / "broken")
    os.symlink("..", root / "events" / "up")
    os.mkfifo(root / "events" / "C" / "schema.json")
    read = read_folder(root)
    (message,) = read.catalog.resources
    assert isinstance(message, Message) and message.schema is not None and message.schema.content == "{}"
    assert read.findings == [f"events/{name} structure/link" for name in ("B", "C/index.mdx", "broken", "loop", "up")]


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    read_files(tmp_path, {"events/A/index.mdx": f"---\n{HEAD}---\n"})
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/events/A/\xff.json"))).write_text("{}", encoding="utf-8")
    assert read_folder(tmp_path).findings == ["events/A/\\udcff.json structure/unreadable-file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    read_files(tmp_path, {"events/A/index.mdx": f"---\n{HEAD}---\n"})
    (tmp_path / "events" / "A" / "index.mdx").chmod(0)
    assert "events/A/index.mdx structure/unreadable-file" in read_folder(tmp_path).findings
