"""The JSON Schema Test Suite in TypeScript: the verdict of the validators is the suite's, but for the tests that docs/typescript.md lists."""

import json
import re
from pathlib import Path

import pytest

from flowmart.generator.naming import module_name
from tests.support.typescript import compiled, ready, verdicts

from . import schema_suite
from .test_typescript import emitted

PAGE = Path(__file__).parents[2] / "docs" / "typescript.md"
LEAST = 0.97


@pytest.fixture(scope="module")
def node() -> str:
    return ready()


def documented(draft: str) -> set[str]:
    """The tests that the page lists as `file: group: test`."""
    text = PAGE.read_text().partition(f"\n### {draft}\n")[2].partition("\n#")[0]
    return set(re.findall(r"^- `(.+)`$", text, re.MULTILINE))


@pytest.mark.skipif(schema_suite.suite() is None, reason="FLOWMART_CORPORA is not set")
@pytest.mark.parametrize("draft", schema_suite.DRAFTS)
def test_verdicts_are_those_of_the_suite(node: str, tmp_path: Path, draft: str) -> None:
    catalog, package = tmp_path / "catalog", tmp_path / "package"
    groups = schema_suite.groups(draft)
    files = {f"events/{group.name}/schema.json": json.dumps(group.schema) for group in groups} | schema_suite.copies(draft)
    files |= {
        f"events/{group.name}/index.mdx": f"---\nid: {group.name}\nversion: 1.0.0\nschemaPath: schema.json\n---\n" for group in groups
    }
    for path, text in files.items():
        (catalog / path).parent.mkdir(parents=True, exist_ok=True)
        (catalog / path).write_text(text)
    package.mkdir()
    emitted(catalog, package)
    assert compiled(package) == ""
    asked = [(str(module_name(group.name)), group.name, [test["data"] for test in group.tests]) for group in groups]
    different: set[str] = set()
    for group, found in zip(groups, verdicts(package, asked), strict=True):
        wrong = [test["description"] for test, verdict in zip(group.tests, found, strict=True) if verdict != test["valid"]]
        different |= {f"{group.file}: {group.description}: {test}" for test in wrong}
    total = sum(len(group.tests) for group in groups)
    assert different == documented(draft)
    assert 1 - len(different) / total >= LEAST
    assert f"| {total} | {total - len(different)} |" in PAGE.read_text()  # its table has the numbers
