"""Makes `tests.runtime.<module>` importable, here and in the processes that the tests start."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))


def copy_flowmart(project: Path) -> Path:
    """What `flowmart run` needs of this repository, for a configuration of the test's own."""
    for part in ("generated", "services"):
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    return project
