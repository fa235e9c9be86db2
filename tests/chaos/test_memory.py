"""Memory stays bounded: what cannot be handled or sent waits on disk, not in the process."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.memory import MESSAGES

ROOT = Path(__file__).parents[2]
GROWTH = 40
"""MiB. The messages of the slow consumer alone are 80."""


@pytest.mark.chaos
@pytest.mark.parametrize("scenario", ["slow-consumer", "full-broker"])
def test_memory_stays_bounded(scenario: str, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos.memory", scenario, str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=180, check=False)
    assert ended.returncode == 0, ended.stderr[-3000:]
    found = json.loads(ended.stdout)
    print(found)
    assert found["arrived"] == MESSAGES
    assert found["most"] < found["before"] + GROWTH
