"""The wheel holds exactly the shipped files, all of them below `flowmart/`."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
SHIPPED_DIRS = ("commands", "generator", "runtime", "templates", "catalog", "services")  # the last two are the example of `flowmart init`
SHIPPED_FILES = ("__init__.py", "cli.py", "py.typed", "flowmart.yaml")
BUILD = "import sys; from setuptools.build_meta import build_wheel; build_wheel(sys.argv[1])"


def test_the_wheel_holds_exactly_the_shipped_files(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    ignore = shutil.ignore_patterns("__pycache__", ".*")
    for name in SHIPPED_DIRS:
        shutil.copytree(ROOT / name, tree / name, ignore=ignore)
    for path in ROOT.iterdir():  # every root file, so that a stray module is caught too
        if path.is_file():
            shutil.copy(path, tree)

    subprocess.run([sys.executable, "-c", BUILD, tmp_path], cwd=tree, check=True, capture_output=True)

    expected = {f"flowmart/{name}" for name in SHIPPED_FILES} | {
        f"flowmart/{path.relative_to(tree).as_posix()}"
        for name in SHIPPED_DIRS
        for path in (tree / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == expected
