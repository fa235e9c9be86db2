"""Handled messages as lines of a file, for `flowmart check --traffic`: the envelope, who sent it, and who handled it how.

A line is written when its message has been handled, so a recording that was cut off lacks only its end. Payloads are recorded
whole: treat a recording like the data in it.
"""

import json
from base64 import b64encode
from io import TextIOWrapper
from pathlib import Path
from typing import Self

from .engine.observation import Observation, Observer


class Recorder:
    """An observer that appends to a file. `beside` is told everything, too."""

    def __init__(self, path: Path, beside: Observer | None = None) -> None:
        self._path = path
        self._beside = beside
        self._file: TextIOWrapper | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def __call__(self, seen: Observation) -> None:
        if self._beside is not None:
            self._beside(seen)
        if self._file is not None:
            self._file.write(line(seen) + "\n")
            self._file.flush()


def line(seen: Observation) -> str:
    """One line of a recording. An envelope that is no JSON is kept as `base64`."""
    head = {"sender": seen.sender, "receiver": seen.receiver, "handler": seen.handler, "outcome": seen.outcome}
    try:
        envelope = {"envelope": json.loads(seen.wire)}
    except ValueError:
        envelope = {"base64": b64encode(seen.wire).decode()}
    return json.dumps({**head, **envelope}, ensure_ascii=False, separators=(",", ":"))
