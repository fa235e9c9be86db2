# Made by flowmart from the catalog; do not edit, `flowmart generate` replaces it.
"""The messages of the catalog. A module is loaded when one of its names is first used."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .made import Made

_MODULES: dict[str, str] = {
    "Made": "made",
}

__all__ = [
    "Made",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*globals(), *_MODULES]
