"""A digest of everything in flowmart that decides what generated files look like, and of the project's own templates."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

_GENERATOR = Path(__file__).parents[1]
_TEMPLATES = _GENERATOR.parent / "templates"


def toolchain(overrides: Path | None = None) -> str:
    """16 hexadecimal digits that change when an emitter, a template or an override changes; the catalog's share is in the page keys."""
    total = sha256()
    for root, file in _parts(overrides):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        total.update(f"{file.relative_to(root).as_posix()} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()[:16]


def _parts(overrides: Path | None) -> Iterator[tuple[Path, Path]]:
    for module in ("naming.py", "render.py"):
        yield _GENERATOR, _GENERATOR / module
    yield from ((_GENERATOR, file) for file in sorted((_GENERATOR / "emitters").rglob("*.py")))
    yield from ((_TEMPLATES, file) for file in sorted(_TEMPLATES.rglob("*.jinja")))
    if overrides is not None and overrides.is_dir():
        yield from ((overrides, file) for file in sorted(overrides.rglob("*.jinja")))
