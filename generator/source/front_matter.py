"""A catalog file into its YAML block and its Markdown body; YAML text into nodes that know line and column.

YAML is only composed, never constructed: no object of the file's choosing is ever made.
"""

import re
from dataclasses import dataclass

import yaml

from ..diagnostics import Diagnostic, Location, Severity

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FENCE = re.compile(r"^---[ \t]*\r?$", re.MULTILINE)
_DEEPEST = 200
"""Levels of nesting. The C loader recurses on its own stack, so a deeper file would end the process, not the reading."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`yaml` is the block's text; `first_line` its line number in the file less one; `body` what follows the block."""

    yaml: str
    first_line: int
    body: str


def split(text: str) -> FrontMatter | None:
    """The front matter of a Markdown file, None when it has none or it does not end."""
    opening = _FENCE.match(text)
    if opening is None:
        return None
    closing = _FENCE.search(text, opening.end() + 1)
    if closing is None:
        return None
    return FrontMatter(text[opening.end() + 1 : closing.start()], 1, text[closing.end() + 1 :])


def compose(text: str, path: str, first_line: int = 0) -> tuple[yaml.Node | None, Diagnostic | None]:
    """The root node of a YAML text, or what is wrong with it. An empty text has no node."""
    if _too_deep(text):
        place = Location(path, first_line + 1, 1)
        return None, _finding(place, f"the YAML is nested more than {_DEEPEST} levels deep", "flatten it")
    try:
        return yaml.compose(text, Loader=_Loader), None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(path, first_line + mark.line + 1, mark.column + 1) if mark else Location(path, first_line + 1, 1)
        return None, _finding(place, f"not valid YAML: {error.problem or error.context or 'syntax error'}", _advice(error.problem or ""))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = getattr(error, "reason", None) or str(error).partition("\n")[0]
        return None, _finding(Location(path, first_line + 1, 1), f"not valid YAML: {reason}", "remove the character, or quote the text")


def _finding(place: Location, message: str, hint: str) -> Diagnostic:
    return Diagnostic(place, "structure/invalid-yaml", Severity.ERROR, message, hint=hint)


def _advice(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "quote the text that contains a colon, or check the indentation"
    if "cannot start any token" in problem:
        return "indent with spaces and quote texts that begin with a special character"
    return "check indentation and quotes on this line and the one before"


def _too_deep(text: str) -> bool:
    brackets = text.count("[") + text.count("{")
    if brackets > _DEEPEST:
        depth = deepest = 0
        for match in re.finditer(r"[\[{\]}]", text):
            depth += 1 if match.group() in "[{" else -1
            deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            return True
    if re.search(rf"(?:[-?:][ \t]+){{{_DEEPEST}}}", text):
        return True
    if len(text) < _DEEPEST * _DEEPEST // 4:  # a staircase of 200 levels takes this many spaces
        return False
    return re.search(rf"^[ \t]{{{_DEEPEST},}}\S+:[ \t]*$", text, re.MULTILINE) is not None
