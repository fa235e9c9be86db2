"""What tests share: catalogs written inline, and the corpora that none of us wrote."""

import os
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

WriteFiles = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def write_files(tmp_path: Path) -> WriteFiles:
    """Writes files, dedented, below a fresh folder and gives the folder."""

    def write(files: Mapping[str, str]) -> Path:
        for path, text in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real catalogs. Without it the tests that need it skip and say so; CI sets it."""
    folder = os.environ.get("FLOWMART_CORPORA")
    if not folder:
        pytest.skip("FLOWMART_CORPORA is not set: it names the folder of real catalogs that these tests read")
    return Path(folder)
