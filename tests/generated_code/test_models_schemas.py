"""A message that several schemas document: the default one is the message, the others are classes beside it."""

import json
from pathlib import Path

from .wire_project import WireProject, opened

_JSON = json.dumps({"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}})
_TEST = json.dumps({"type": "object", "required": ["id", "trace"], "properties": {"id": {"type": "string"}, "trace": {"type": "string"}}})
_AVRO = json.dumps({"type": "record", "name": "Paid", "fields": [{"name": "id", "type": "string"}]})


def _project(folder: Path, entries: str) -> WireProject:
    home = folder / "catalog" / "events" / "Paid"
    home.mkdir(parents=True)
    (home / "index.mdx").write_text(f"---\nid: Paid\nname: Paid\nversion: 1.0.0\nschemas:\n{entries}---\n")
    for name, text in {"schema.json": _JSON, "test.json": _TEST, "schema.avsc": _AVRO}.items():
        (home / name).write_text(text)
    (folder / "flowmart.yaml").write_text("catalog: catalog\n")
    return opened(folder, folder / "catalog")


def test_the_default_is_the_message_and_the_others_are_called_after_what_tells_them_apart(tmp_path: Path) -> None:
    entries = "  - {file: schema.avsc}\n  - {file: test.json, environments: [test, staging]}\n  - {file: schema.json, default: true}\n"
    project = _project(tmp_path, entries)
    assert project.module("messages").__all__ == ["Paid", "PaidAvro", "PaidTestStaging"]
    assert project.message("Paid")(id="1").to_json() == b'{"id":"1"}'
    assert project.message("PaidTestStaging")(id="1", trace="t").to_json() == b'{"id":"1","trace":"t"}'
    avro = project.message("PaidAvro")
    assert project.module("wire.paid_avro").SCHEMA.write(avro(id="1")) == b"\x021"
    metas = {name: project.message(name).meta for name in project.module("messages").__all__}
    assert {(meta.id, meta.version) for meta in metas.values()} == {("Paid", "1.0.0")}
    assert len({meta.digest for meta in metas.values()}) == 3
    assert "for test, staging" in (avro.__doc__ or "") + (project.message("PaidTestStaging").__doc__ or "")
    assert not [found for found in project.report if found.severity.label == "error"]


def test_a_schema_may_have_a_name(tmp_path: Path) -> None:
    project = _project(tmp_path, "  - {file: schema.json, default: true}\n  - {file: test.json, name: with trace}\n")
    assert project.module("messages").__all__ == ["Paid", "PaidWithTrace"]


def test_two_schemas_of_one_name_are_a_finding_with_both_places(tmp_path: Path) -> None:
    entries = (
        "  - {file: schema.json, default: true}\n  - {file: test.json, environments: [x]}\n  - {file: schema.avsc, environments: [x]}\n"
    )
    project = _project(tmp_path, entries)
    said = [str(found) for found in project.report if found.rule == "names/collision"]
    assert len(said) == 1 and "index.mdx:8" in said[0] and "index.mdx:7" in said[0] and "PaidX" in said[0]


def test_files_that_lie_beside_a_v1_message_are_not_offered(tmp_path: Path) -> None:
    home = tmp_path / "catalog" / "events" / "Paid"
    home.mkdir(parents=True)
    (home / "index.mdx").write_text("---\nid: Paid\nname: Paid\nversion: 1.0.0\n---\n")
    (home / "schema.json").write_text(_JSON)
    (home / "schema.avsc").write_text(_AVRO)
    (tmp_path / "flowmart.yaml").write_text("catalog: catalog\n")
    assert opened(tmp_path, tmp_path / "catalog").module("messages").__all__ == ["Paid"]
