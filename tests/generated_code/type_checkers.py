"""Generated code under the type checkers that its users run, at their strictest."""

import json
import os
import subprocess
import sys
from pathlib import Path

_TYPINGS = Path(__file__).parents[2] / "typings"


def passes_pyright(project: Path, *paths: str) -> None:
    settings = {"include": paths, "typeCheckingMode": "strict", "extraPaths": [str(_TYPINGS)], "pythonVersion": "3.11"}
    (project / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", str(project)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def passes_mypy(project: Path, *paths: str) -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "--explicit-package-bases", "--follow-imports=silent", *paths]
    environment = {**os.environ, "MYPYPATH": str(_TYPINGS)}
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=project, env=environment)
    assert found.returncode == 0, found.stdout
