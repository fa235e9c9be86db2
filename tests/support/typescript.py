"""The emitted TypeScript compiled by the real compiler, and its validators asked in Node.js."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from flowmart.generator.model.json import Json, JsonObject

SUPPORT = Path(__file__).parent
_OPTIONS: JsonObject = {
    **{name: True for name in ("strict", "noUncheckedIndexedAccess", "exactOptionalPropertyTypes", "noImplicitReturns", "noUnusedLocals")},
    **{name: True for name in ("verbatimModuleSyntax", "isolatedModules", "skipLibCheck")},
    "target": "es2022",
    "module": "nodenext",
    "types": list[Json](),
    "outDir": "out",
    "rootDir": ".",
}


def ready() -> str:
    """The path of node; skips the test where it or the packages are not installed."""
    node = shutil.which("node")
    if node is None or not (SUPPORT / "node_modules" / "typescript").is_dir() or not (SUPPORT / "node_modules" / "ajv").is_dir():
        reason = "needs node and the packages: npm install --prefix tests/support"
        if os.environ.get("FLOWMART_REQUIRED"):
            pytest.fail(reason)
        pytest.skip(reason)
    return node


def compiled(folder: Path) -> str:
    """What `tsc --strict` says of the sources in the folder: nothing when they are right. The result is in `out`."""
    node = ready()
    (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": _OPTIONS, "include": ["**/*.ts"]}))
    if not (folder / "package.json").exists():
        (folder / "package.json").write_text('{"type": "module"}')
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(SUPPORT / "node_modules")
    command = [node, str(SUPPORT / "node_modules" / "typescript" / "bin" / "tsc"), "-p", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def verdicts(folder: Path, asked: Sequence[tuple[str, str, Sequence[Json]]]) -> list[list[bool]]:
    """Of compiled sources: for each (module, message, values) whether `is...` takes the values; `parse...` has to agree."""
    cases = [{"module": module, "name": name, "values": list(values)} for module, name, values in asked]
    (folder / "cases.json").write_text(json.dumps(cases))
    command = [ready(), str(SUPPORT / "validate_messages.mjs"), str(folder / "out"), str(folder / "cases.json")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)  # type: ignore[no-any-return]
