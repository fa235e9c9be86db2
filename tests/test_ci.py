"""The GitHub Action, the GitLab template and the pre-commit hooks: run as a runner would, with inputs that try to be shell code."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import yaml

ROOT = Path(__file__).parents[1]
AGREES = ROOT / "tests/cases/check/specification/agrees"


def _yaml(path: str) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load((ROOT / path).read_text()))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(AGREES, tmp_path / "project")
    return tmp_path / "project"


def _run(folder: Path, /, **inputs: str) -> tuple[int, str, str]:
    """Does with action.yml what a runner does: fills the inputs into `env`, and runs the step's script in bash."""
    action = _yaml("action.yml")
    (step,) = action["runs"]["steps"]
    values = {name: str(given["default"]) for name, given in action["inputs"].items()} | {"version": "none"} | inputs
    filled: dict[str, str] = {}
    for name, text in step["env"].items():
        expression = re.fullmatch(r"\$\{\{ (?:inputs\.(\w+)|github\.base_ref) \}\}", text)
        assert expression is not None
        filled[name] = values[expression[1]] if expression[1] else ""
    output = folder / "github-output"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {**filled, "PATH": path, "HOME": str(folder), "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_OUTPUT": str(output)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr, output.read_text() if output.exists() else ""


ORDERS = "--service\nOrdersService\n--asyncapi\norders.json"


def test_a_clean_project_passes(project: Path) -> None:
    code, said, output = _run(project, arguments=ORDERS)
    assert (code, output) == (0, "code=0\n"), said


def test_findings_are_annotations_and_fail_the_step(project: Path) -> None:
    document = project / "orders.json"
    document.write_text(document.read_text().replace("orders.production.events", "somewhere-else"))
    code, said, output = _run(project, arguments=ORDERS)
    assert (code, output) == (1, "code=1\n")
    assert "::error file=orders.json,line=" in said and "check/spec-channel" in said


def test_generate_only_checks(project: Path) -> None:
    code, said, _ = _run(project, command="generate")
    assert code == 1 and "is missing" in said and not (project / "generated").exists()


def test_breaking_without_anything_to_compare_with_says_so(project: Path) -> None:
    code, said, _ = _run(project, command="breaking")
    assert code == 2 and "give 'against'" in said


@pytest.mark.parametrize("name", ["command", "project", "against", "arguments", "format", "output", "version"])
@pytest.mark.parametrize(
    "attack", ["$(touch pwned)", "`touch pwned`", "; touch pwned;", "' && touch pwned #", '" ; touch pwned ; "', "x\ntouch pwned"]
)
def test_no_input_is_read_as_shell_code(project: Path, name: str, attack: str) -> None:
    inputs = {"command": "breaking"} if name == "against" else {}
    _run(project, **{**inputs, name: attack})
    assert not (project / "pwned").exists()


def test_inputs_reach_the_script_by_environment_only() -> None:
    for step in _yaml("action.yml")["runs"]["steps"]:
        assert "${{" not in step["run"] and step["shell"] == "bash"
        assert "secrets" not in str(step)


def test_the_gitlab_template_runs_what_the_command_has(project: Path) -> None:
    template = _yaml(".ci/gitlab/flowmart.gitlab-ci.yml")
    (script,) = template["flowmart-check"]["script"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    surroundings = {"PATH": path, "FLOWMART_PROJECT": "."}
    done = subprocess.run(["bash", "-ec", script], cwd=project, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr  # nothing was generated
    assert (project / "flowmart-check.xml").read_text().startswith("<?xml")


def test_every_hook_is_a_command() -> None:
    hooks = cast("list[dict[str, Any]]", yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()))
    for hook in hooks:
        program, command, *_ = str(hook["entry"]).split()
        done = subprocess.run([Path(sys.executable).parent / program, command, "--help"], capture_output=True, check=False)
        assert done.returncode == 0 and re.search(str(hook["files"]), "catalog/events/X/index.mdx")
