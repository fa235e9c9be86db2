"""TypeScript messages with Avro and Protobuf schemas: they take what fastavro and Google's protobuf write, and judge as the Python models do."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest
from google.protobuf import json_format
from pydantic import ValidationError

from flowmart.generator.model.json import Json
from tests.support import fast_avro
from tests.support.avro_samples import AvroSamples
from tests.support.protobuf_samples import ProtobufSamples, compiled, json_of
from tests.support.typescript import compiled as typescript
from tests.support.typescript import ready, verdicts

from .test_avro import DEFAULTS, EVERYTHING, TREE
from .test_protobuf import EVERYTHING as PROTO_EVERYTHING
from .test_protobuf import LEGACY, MODERN, MONEY
from .test_typescript import emitted, mutations
from .wire_project import WireProject, generated, opened

SAMPLES = 30


@dataclass
class Asked:
    """Values of one message, with the verdict that each should get."""

    module: str
    name: str
    values: list[Json] = field(default_factory=list[Json])
    expected: list[bool] = field(default_factory=list[bool])

    def add(self, value: Json, expected: bool) -> None:
        self.values.append(value)
        self.expected.append(expected)

    def add_mutations(self, value: Json, seed: int, model: Any) -> None:
        for wrong in mutations(value, Random(seed)):
            self.add(wrong, _accepts(model, wrong))


@pytest.fixture(scope="module")
def node() -> str:
    return ready()


def _accepts(model: Any, value: Json) -> bool:
    try:
        model.from_json(json.dumps(value))
    except ValidationError:
        return False
    return True


def _wire_modules(project: WireProject) -> Iterable[tuple[str, str, Any]]:
    """(message, module, its schema) of every Avro and Protobuf message."""
    exports: dict[str, str] = project.module("messages")._MODULES
    for path in sorted((project.folder / "generated" / "wire").glob("[a-z]*.py")):
        (name,) = (name for name, where in exports.items() if where == path.stem)
        yield name, path.stem, project.module(f"wire.{path.stem}").SCHEMA


def _of_avro(project: WireProject, name: str, module: str, schema: Any) -> Asked:
    asked, model, judge = Asked(module, name), project.message(name), fast_avro.parsed(schema.text)
    for seed in range(SAMPLES):
        raw = fast_avro.written(judge, AvroSamples(seed).value(json.loads(schema.text)))
        value: Json = json.loads(model.model_validate(schema.read(raw)).to_json())  # test_avro.py: equal to what fastavro writes
        asked.add(value, True)
        asked.add_mutations(value, seed, model)
    return asked


def _of_protobuf(project: WireProject, name: str, module: str, kind: Any) -> Asked:
    asked, model = Asked(module, name), project.message(name)
    for seed in range(SAMPLES):
        theirs = ProtobufSamples(seed).fill(kind())
        value: Json = json.loads(json_of(theirs))
        asked.add(value, True)
        asked.add(json.loads(_by_proto_names(theirs)), True)
        asked.add_mutations(value, seed, model)
    return asked


def _by_proto_names(message: Any) -> str:
    return json_format.MessageToJson(message, preserving_proto_field_name=True, descriptor_pool=message.DESCRIPTOR.file.pool)


def _judged_alike(catalog: Path, folder: Path, asked: list[Asked]) -> tuple[int, int]:
    """(accepted, refused) by the TypeScript of the catalog."""
    folder.mkdir()
    emitted(catalog, folder)
    assert typescript(folder) == ""
    given = verdicts(folder, [(each.module, each.name, each.values) for each in asked])
    for each, found in zip(asked, given, strict=True):
        differing = [pair for pair in zip(each.values, each.expected, found, strict=True) if pair[1] != pair[2]]
        assert not differing, (each.name, len(differing), differing[:4])
    every = [verdict for found in given for verdict in found]
    return every.count(True), every.count(False)


def test_every_construct_is_judged_as_in_python(node: str, tmp_path: Path) -> None:
    avro = {"Everything": EVERYTHING, "Defaults": DEFAULTS, "Tree": TREE}
    protobuf = {"Whole": (PROTO_EVERYTHING, "shop.orders.Everything"), "Legacy": (LEGACY, "shop.legacy.Legacy")}
    protobuf["Modern"] = (MODERN, "shop.modern.Modern")
    schemas = {f"{name}/schema.avsc": json.dumps(schema) for name, schema in avro.items()}
    schemas |= {f"{name}/schema.proto": text for name, (text, _) in protobuf.items()}
    project = generated(tmp_path, schemas, {"events/Whole/shared/money.proto": MONEY})
    asked = [_of_avro(project, name, name.lower(), project.module(f"wire.{name.lower()}").SCHEMA) for name in avro]
    for name, (text, message) in protobuf.items():
        files = {"schema.proto": text, **({"shared/money.proto": MONEY} if name == "Whole" else {})}
        asked.append(_of_protobuf(project, name, name.lower(), compiled(files, message)))
    accepted, refused = _judged_alike(tmp_path / "catalog", tmp_path / "package", asked)
    assert accepted > 500 and refused > 500


def test_every_schema_of_the_corpora_is_judged_as_in_python(node: str, corpora: Path, tmp_path: Path) -> None:
    judged = 0
    for catalog in sorted(corpora.iterdir()):
        files = [path for ending in ("avsc", "avro", "proto") for path in catalog.rglob(f"*.{ending}")]
        if not files:
            continue
        folder = tmp_path / catalog.name
        folder.mkdir()
        project, asked = opened(folder, catalog), list[Asked]()
        texts = [path.read_text() for path in sorted(catalog.rglob("*.proto"))]
        for name, module, schema in _wire_modules(project):
            if hasattr(schema, "text"):
                asked.append(_of_avro(project, name, module, schema))
                continue
            package, _, short = schema.message.rpartition(".")
            (text,) = (text for text in texts if f"package {package};" in text and f"message {short} " in text)
            asked.append(_of_protobuf(project, name, module, compiled({"schema.proto": text}, schema.message)))
        accepted, refused = _judged_alike(catalog, folder / "package", asked)
        assert accepted > 30 * len(asked) and refused > 100
        judged += len(asked)
    assert judged == 13  # seven of Avro and six of Protobuf: all but three that are no JSON (test_avro.py)
