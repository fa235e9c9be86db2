"""docs/messages.md: its commands and snippets are run, its excerpts looked up, its schemas generated; all must be as the page shows it."""

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.generated_code.wire_project import WireProject, generated
from tests.support.examples import CATALOG

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "messages.md").read_text()
BLOCKS = [(found[1], found[2], PAGE.count("\n", 0, found.start()) + 1) for found in re.finditer(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)]


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


def _section(title: str) -> list[tuple[str, str]]:
    start = PAGE.index(f"\n## {title}\n")
    end = PAGE.find("\n## ", start + 4)
    return [(found[1], found[2]) for found in re.finditer(r"```(\w+)\n(.*?)```", PAGE[start:end], re.DOTALL)]


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
