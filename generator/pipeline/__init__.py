"""One function per verb: joins the stages. A verb's module loads when the verb is used, so that none pays for the others.

Does not parse arguments, print, or choose exit codes; cli.py does.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .checking import check, check_report
    from .comparing import Breaking, breaking, breaking_report
    from .generating import Generation, generate, init, write
    from .linting import Linting, lint, lint_report
    from .project import CONFIG_NAME, Loaded, Project, flowmart_version, load, open_project, write_report
    from .questions import editor_schema, explain, listing, rule_list, show
    from .sampling import Examples, examples

_MODULES = {
    "Breaking": "comparing",
    "CONFIG_NAME": "project",
    "Examples": "sampling",
    "Generation": "generating",
    "Linting": "linting",
    "Loaded": "project",
    "Project": "project",
    "breaking": "comparing",
    "breaking_report": "comparing",
    "check": "checking",
    "check_report": "checking",
    "editor_schema": "questions",
    "examples": "sampling",
    "explain": "questions",
    "flowmart_version": "project",
    "generate": "generating",
    "init": "generating",
    "lint": "linting",
    "lint_report": "linting",
    "listing": "questions",
    "load": "project",
    "open_project": "project",
    "rule_list": "questions",
    "show": "questions",
    "write": "generating",
    "write_report": "project",
}

__all__ = [
    "CONFIG_NAME",
    "Breaking",
    "Examples",
    "Generation",
    "Linting",
    "Loaded",
    "Project",
    "breaking",
    "breaking_report",
    "check",
    "check_report",
    "editor_schema",
    "examples",
    "explain",
    "flowmart_version",
    "generate",
    "init",
    "lint",
    "lint_report",
    "listing",
    "load",
    "open_project",
    "rule_list",
    "show",
    "write",
    "write_report",
]


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_MODULES[name]}", __name__), name)
