"""Generated models under the type checkers that their users run, and the same bytes every time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from flowmart.generator import pipeline

from .conftest import Generate
from .type_checkers import passes_mypy, passes_pyright

EVERYTHING = {
    "type": "object",
    "properties": {
        "orderId": {"type": "string", "format": "uuid", "description": "d" * 150},
        "date": {"type": "string", "format": "date", "default": "2026-01-02"},
        "time": {"type": "string", "format": "time"},
        "at": {"type": "string", "format": "date-time", "default": "2026-01-02T00:00:00Z"},
        "ip": {"type": "string", "format": "ipv4"},
        "money": {"type": "string", "format": "decimal"},
        "status": {"type": "string", "enum": ["a", "b"], "default": "a", "deprecated": True},
        "level": {"enum": [1, "a", True, None]},
        "map": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "integer", "minimum": 1}}},
        "any": {},
        "bag": {"type": "object"},
        "list": {"type": "array"},
        "tags": {"type": "array", "items": {"type": "string"}, "default": ["x"]},
        "colours": {"type": "array", "items": {"enum": ["red", "blue"]}, "default": ["red"]},
        "price": {
            "type": "object",
            "required": ["cents"],
            "properties": {"cents": {"type": "integer"}, "currency-code": {"enum": ["EUR", "USD"]}},
            "default": {"cents": 5, "currency-code": "EUR"},
        },
        "rate": {"type": "number", "default": 1},
        "maybe": {"type": ["integer", "string", "null"], "minimum": 3, "maxLength": 4},
        "child": {"$ref": "#"},
        "tree": {"$ref": "#/$defs/tree"},
        "either": {"oneOf": [{"type": "object", "properties": {"x": {"type": "string"}}}, {"type": "string", "minLength": 1}]},
    },
    "required": ["orderId", "any", "maybe", "map"],
    "additionalProperties": {"type": "integer"},
    "examples": [{"orderId": "x"}],
    "$defs": {"tree": {"type": "array", "items": {"$ref": "#/$defs/tree"}}},
}
USE = """
from uuid import UUID
from generated.messages import Everything, Names

def use(everything: Everything) -> str:
    inner: UUID = everything.order_id
    note: str | None = everything.tags[0] if everything.tags else None
    return f"{inner} {note} {Names(['a']).root[0].upper()}"
"""


@pytest.fixture
def project(generate: Generate, tmp_path: Path) -> Path:
    generate(Everything=EVERYTHING, Names={"type": "array", "items": {"type": "string", "minLength": 1}}, Open="{}")
    (tmp_path / "use.py").write_text(USE)
    return tmp_path


def test_pyright_strict_passes(project: Path) -> None:
    passes_pyright(project, "generated", "use.py")


def test_mypy_strict_passes(project: Path) -> None:
    passes_mypy(project, "generated", "use.py")


def test_the_same_schemas_give_the_same_bytes(generate: Generate, project: Path) -> None:
    before = {file.name: file.read_bytes() for file in (project / "generated" / "messages").glob("*.py")}
    script = "import sys; from flowmart.cli import main; sys.argv = ['flowmart', 'generate', '--only', 'models', '-q']; main()"
    for seed in ("1", "2"):
        for file in (project / "generated" / "messages").glob("*.py"):
            file.unlink()
        subprocess.run([sys.executable, "-c", script], cwd=project, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        assert before == {file.name: file.read_bytes() for file in (project / "generated" / "messages").glob("*.py")}


def test_an_unchanged_catalog_needs_no_code_generator(project: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from flowmart.generator import pipeline\n"
        f"made = pipeline.generate(pipeline.open_project(Path({str(project)!r})), only=['models'])\n"
        "assert not made.plan.changes and not {'pydantic', 'jinja2', 'datamodel_code_generator'} & sys.modules.keys(), sorted(sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_a_changed_message_changes_one_module(generate: Generate, project: Path) -> None:
    (project / "catalog/events/Open/schema.json").write_text('{"properties": {"new": {"type": "string"}}}')
    changes = pipeline.generate(pipeline.open_project(project), only=["models"]).plan.changes
    assert [change.path for change in changes] == ["messages/open.py"]
