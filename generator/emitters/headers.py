"""The first line of every generated file: what made it, from which catalog file, and that edits are lost."""

from .literals import comment


def python_header(source: str = "") -> str:
    return comment(_sentence(source))


def _sentence(source: str) -> str:
    return f"Made by flowmart from {source or 'the catalog'}; do not edit, `flowmart generate` replaces it."
