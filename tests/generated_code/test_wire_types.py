"""Generated Avro and Protobuf models under the type checkers that their users run, and the same bytes every time."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .test_avro import DEFAULTS, EVERYTHING, TREE
from .test_protobuf import EVERYTHING as PROTO
from .test_protobuf import LEGACY, MODERN, MONEY
from .type_checkers import passes_mypy, passes_pyright
from .wire_project import generated

USE = """
import datetime
from decimal import Decimal
from generated.messages import Defaults, Everything, Legacy, Protos, Tree
from generated.messages.protos import ProtosColour, ProtosItem

def use(avro: Everything, proto: Protos, legacy: Legacy) -> str:
    price: Decimal = avro.price
    moment: datetime.datetime = avro.moment
    maybe: str | None = avro.maybe
    number: int = proto.d
    colour: ProtosColour = proto.colour
    item: ProtosItem | None = proto.one_item
    text: str = legacy.text
    tree = Tree(label="a", left=Tree(label="b"), others=[Tree(label="c")])
    made = Protos(d=1, item=ProtosItem(sku="x"), by_number={1: "x"}, created_at=moment)
    return f"{price} {moment} {maybe} {number} {colour.name} {item} {text} {tree} {made} {Defaults().rate}"
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types")
    schemas = {
        f"{name}/schema.avsc": json.dumps(schema) for name, schema in (("Everything", EVERYTHING), ("Tree", TREE), ("Defaults", DEFAULTS))
    }
    schemas |= {
        "Protos/schema.proto": PROTO.replace("message Unrelated { Everything everything = 1; }", "").replace("Everything", "Protos")
    }
    schemas |= {"Legacy/schema.proto": LEGACY, "Modern/schema.proto": MODERN}
    generated(folder, schemas, {"events/Protos/shared/money.proto": MONEY})
    (folder / "use.py").write_text(USE)
    return folder


def test_pyright_strict_passes(project: Path) -> None:
    passes_pyright(project, "generated", "use.py")


def test_mypy_strict_passes(project: Path) -> None:
    passes_mypy(project, "generated", "use.py")


def test_ruff_passes(project: Path) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F", str(project / "generated")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_the_same_schemas_give_the_same_bytes(project: Path) -> None:
    files = {path: path.read_bytes() for path in sorted((project / "generated").rglob("*.py")) if path.stat().st_size}
    script = "import sys; from flowmart.cli import main; sys.argv = ['flowmart', 'generate', '--only', 'models', '-q']; main()"
    for seed in ("1", "2"):
        for path in files:
            path.unlink()
        subprocess.run([sys.executable, "-c", script], cwd=project, env={**os.environ, "PYTHONHASHSEED": seed}, check=True)
        assert files == {path: path.read_bytes() for path in files}


def test_a_program_that_sends_json_loads_no_codec(project: Path) -> None:
    script = "import sys; from generated.messages import Tree, Legacy; Tree(label='x').to_json(); Legacy(id='x').to_json(); " + (
        "print([name for name in sys.modules if name.endswith(('_binary', 'well_known')) or name.startswith('generated.wire')])"
    )
    found = subprocess.run([sys.executable, "-c", script], cwd=project, capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
