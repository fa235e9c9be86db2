"""The part `models` of flowmart.yaml. Looks for the named classes in the project's files, and runs none of them."""

import re
from pathlib import Path

import yaml

from ..config import ModelSettings
from ..diagnostics import Location, Severity
from .block import Block
from .files import read_text

MODELS = frozenset({"base", "frozen", "own"})
_SPELLING = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*", re.ASCII)


def model_settings(block: Block, folder: Path) -> ModelSettings:
    """`folder` is the project's: a class that should be in one of its modules and is not there is a finding."""
    settings = block.block("models")
    if settings is None:
        return ModelSettings()
    settings.check_keys(MODELS, rule="config/unknown-key", severity=Severity.ERROR)
    named: list[tuple[str, Location]] = []
    frozen, exceptions = _frozen(settings, named)
    own: dict[str, str] = {}
    rows = settings.block("own")
    for key in rows or ():
        if rows is not None and (spelling := _class(rows, key, folder)):
            own[key] = spelling
            named.append((key, rows.at(key)))
    return ModelSettings(_class(settings, "base", folder), frozen, frozenset(exceptions), own, tuple(named))


def _frozen(settings: Block, named: list[tuple[str, Location]]) -> tuple[bool, list[str]]:
    """`frozen: false` for all, or `frozen: {OrderPlaced: false}` for some."""
    if not isinstance(settings.node_of("frozen"), yaml.MappingNode):
        return settings.flag("frozen", default=True), []
    rows = settings.block("frozen")
    exceptions: list[str] = []
    for key in rows or ():
        if rows is not None:
            named.append((key, rows.at(key)))
            if not rows.flag(key, default=True):
                exceptions.append(key)
    return True, exceptions


def _class(block: Block, key: str, folder: Path) -> str:
    """The spelling of a class, empty (and a finding) for none."""
    node, before = block.node_of(key), len(block.file.diagnostics)
    text = block.text(key)
    if node is None or len(block.file.diagnostics) > before:  # it is no text, which has been said
        return ""
    if not _SPELLING.fullmatch(text):
        block.file.report(block.at(key), "config/valid-type", f"'{text}' names no class", "write it as package.module:Class")
        return ""
    module, _, name = text.partition(":")
    path = folder.joinpath(*module.split("."))
    if not folder.joinpath(module.split(".")[0]).is_dir():
        return text  # of an installed package, which only Python can find
    source = read_text(path.with_suffix(".py")) or read_text(path / "__init__.py")
    if source is None:
        block.file.report(
            block.at(key), "config/valid-type", f"there is no module {module} for the class {name}", f"{_shown(module)} is missing"
        )
        return ""
    if not re.search(rf"^(?:class\s+{name}\b|{name}\s*[:=]|from\s.*\b{name}\b|\s+{name},?$)", source, re.MULTILINE):
        block.file.report(block.at(key), "config/valid-type", f"the module {module} has no class {name}", f"look into {_shown(module)}")
        return ""
    return text


def _shown(module: str) -> str:
    return f"{module.replace('.', '/')}.py"
