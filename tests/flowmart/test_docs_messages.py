"""docs/messages.md: its commands and snippets are run, its excerpts looked up, its schemas generated; all must be as the page shows it.

Two sections change FlowMart: theirs are run in a copy of it.
"""

import doctest
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.generated_code.wire_project import WireProject, generated
from tests.support.examples import CATALOG

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "messages.md").read_text()
SCHEMAS, OWN = "Several schemas", "Your own class"


def _section(title: str) -> list[tuple[str, str]]:
    start = PAGE.index(f"\n## {title}\n")
    end = PAGE.find("\n## ", start + 4)
    return [(found[1], found[2]) for found in re.finditer(r"```(\w+)\n(.*?)```", PAGE[start:end], re.DOTALL)]


ELSEWHERE = {*_section(SCHEMAS), *_section(OWN)}
BLOCKS = [
    (found[1], found[2], PAGE.count("\n", 0, found.start()) + 1)
    for found in re.finditer(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
    if (found[1], found[2]) not in ELSEWHERE
]


def test_every_snippet_gives_what_the_page_shows() -> None:
    """One session, from the top of the page to its end."""
    lines = "".join(f"{text}\n" for language, text, _ in BLOCKS if language == "python" and text.startswith(">>>"))
    test = doctest.DocTestParser().get_doctest(lines, {"CATALOG": CATALOG}, "docs/messages.md", "docs/messages.md", 0)
    assert len(test.examples) > 15
    said: list[str] = []
    failures, _ = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append)
    assert failures == 0, "".join(said)


@pytest.mark.parametrize(("text", "line"), [(text, line) for language, text, line in BLOCKS if language == "console"])
def test_every_command_prints_what_the_page_shows(text: str, line: int) -> None:
    first, _, shown = text.partition("\n")
    words = shlex.split(first.removeprefix("$ flowmart "))
    done = subprocess.run([sys.executable, "-m", "flowmart.cli", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == (shown, 0), f"docs/messages.md:{line}"


@pytest.mark.parametrize(
    ("text", "line"), [(text, line) for language, text, line in BLOCKS if language == "python" and text.startswith("# ")]
)
def test_every_excerpt_stands_in_its_file(text: str, line: int) -> None:
    first, _, shown = text.partition("\n")
    assert shown in (ROOT / first.removeprefix("# ")).read_text(), f"docs/messages.md:{line}"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of FlowMart, its files as they would be generated."""
    for folder in ("catalog", "services", "generated"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "flowmart.yaml", tmp_path)
    assert _flowmart(tmp_path, "generate").returncode == 0
    return tmp_path


def _flowmart(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "flowmart.cli", *words], cwd=folder, capture_output=True, text=True, check=False)


def _as_shown(folder: Path, command: str, snippets: str) -> None:
    """The command prints what the page shows, and after it the snippets do."""
    first, _, shown = command.partition("\n")
    assert _flowmart(folder, *shlex.split(first.removeprefix("$ flowmart "))).stdout == shown
    (folder / "page.txt").write_text(snippets)
    done = subprocess.run(
        [sys.executable, "-m", "doctest", "-o", "ELLIPSIS", "page.txt"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_several_schemas_are_as_the_page_shows_them(shop: Path) -> None:
    (_, schemas), (_, test), (_, avro), (_, command), (_, snippets) = _section(SCHEMAS)
    home = shop / "catalog/domains/Orders/services/OrdersService/events/OrderConfirmed"
    index = (home / "index.mdx").read_text()
    assert "schemaPath: schema.json\n" in index
    (home / "index.mdx").write_text(index.replace("schemaPath: schema.json\n", schemas))
    (home / "test.json").write_text(test)
    (home / "schema.avsc").write_text(avro)
    _as_shown(shop, command, snippets)


def test_a_class_of_ones_own_is_as_the_page_shows_it(shop: Path) -> None:
    (_, own), (_, settings), (_, command), (_, snippets) = _section(OWN)
    configuration = (shop / "flowmart.yaml").read_text()
    assert "\nmodels:" not in configuration
    (shop / "flowmart.yaml").write_text(f"{configuration}\n{settings}")
    (shop / "services/own.py").write_text(own)
    _as_shown(shop, command, snippets)


def test_the_finding_is_one_of_the_cases() -> None:
    ((_, text, _),) = [block for block in BLOCKS if block[0] == "text"]
    assert text in (ROOT / "tests/cases/generate/models-that-lose-something/expected.txt").read_text()


def test_the_union_is_the_one_that_is_generated(tmp_path: Path) -> None:
    start = PAGE.index("### Unions")
    schema, model = (found[1] for found in re.finditer(r"```\w+\n(.*?)```", PAGE[start : PAGE.index("\n## ", start)], re.DOTALL))
    project = generated(tmp_path, {"Paid/openapi.yml": f"openapi: 3.0.3\ninfo: {{title: x, version: '1'}}\npaths: {{}}\n{schema}"})
    assert project.findings() == []
    made = project.source("messages/paid.py")
    for part in re.split(r"\n\n\n", model.strip()):
        assert _comparable(part) in _comparable(made), part
    for payload in ('{"method":{"kind":"sepa","iban":"DE"}}', '{"method":{"kind":"card","note":null,"number":"1"}}'):
        _writes(project, "Paid", payload)
    for payload in ('{"method":{"kind":"sepa","number":"1"}}', '{"method":{"kind":"cheque"}}'):
        with pytest.raises(ValidationError):
            project.message("Paid").from_json(payload)


@pytest.mark.parametrize(
    ("title", "message", "file"), [("Avro", "OrderShipped", "schema.avsc"), ("Protobuf", "OrderReturned", "schema.proto")]
)
def test_the_models_of_the_other_languages_are_those_that_are_generated(tmp_path: Path, title: str, message: str, file: str) -> None:
    (_, schema), (_, model), (_, written) = _section(title)[:3]
    if file.endswith("proto"):
        schema = f'syntax = "proto3";\npackage shop.orders;\nimport "google/protobuf/timestamp.proto";\n{_reasons(schema)}'
    project = generated(tmp_path, {f"{message}/{file}": schema})
    module = re.sub(r"(?<!^)(?=[A-Z])", "_", message).lower()
    made = project.source(f"messages/{module}.py")
    for part in re.split(r"\n\n\n", model.strip()):
        assert _comparable(part) in _comparable(made), part
    _writes(project, message, written)


def _writes(project: WireProject, message: str, written: str) -> None:
    assert project.message(message).from_json(written).to_json().decode() == written.strip()


def _comparable(source: str) -> str:
    """Without the digest of the schema, which the page's part of a file can't have."""
    return re.sub(r'digest="\w+"', 'digest="..."', source)


def _reasons(schema: str) -> str:
    """The enum that the page leaves to the reader."""
    about = (
        "// Why the order came back.\nenum Reason {\n  REASON_UNSPECIFIED = 0;\n  DAMAGED = 1; // Broken on the way.\n  UNWANTED = 2;\n}\n"
    )
    return about + schema
