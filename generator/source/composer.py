"""YAML text into nodes that know line and column, safely: nothing is constructed, and what would exhaust stack or memory is refused.

The scalars that mean something else than text are those of js-yaml, which EventCatalog reads with: `yes`, `no`, `on` and
`off` are text. Does not know front matter, and does not expand aliases (see block.py for what guards that).
"""

import operator
import re
from collections.abc import Mapping
from typing import Any, cast

import yaml

from ..diagnostics import Diagnostic, Location, Severity

LARGEST = 1024 * 1024
"""Characters of YAML that are read in about a second. Front matter has hundreds, a large OpenAPI document some 100,000."""
_DEEPEST = 200
"""Levels of brackets, and of indicators on one line."""
_WIDEST = 1000
"""Columns of indentation: blocks nest at most two levels a column, which bounds the C loader's recursion on its own stack."""
_STR, _NULL, _BOOL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null", "tag:yaml.org,2002:bool"
_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), _NULL),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), _BOOL),
    "<<": "tag:yaml.org,2002:merge",
}
_NUMERIC = frozenset("+-.0123456789")
_INDICATORS = re.compile(rf"(?:[-?:][ \t]+){{{_DEEPEST}}}")
_INDENTED = re.compile(rf"^[ \t\-?:]{{{_WIDEST},}}", re.MULTILINE)
_BRACKET = re.compile(r"[\[{\]}]")

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _resolve(loader: Any, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
    """The tag of a node. Called for every node of every file, so the many texts are told from numbers and dates by their first character."""
    if kind is yaml.ScalarNode:
        if not implicit[0]:
            return _STR
        tag = _WORDS.get(value)
        if tag is not None:
            return tag
        return cast(str, _Base.resolve(loader, kind, value, implicit)) if value[0] in _NUMERIC else _STR
    return "tag:yaml.org,2002:map" if kind is yaml.MappingNode else "tag:yaml.org,2002:seq"


# PyYAML asks for tags by path at every node; nobody here defines any. The two built-ins do nothing, and do it without a Python frame.
_members: Mapping[str, object] = {"resolve": _resolve, "descend_resolver": operator.is_, "ascend_resolver": tuple}
_Loader: Any = type("_Loader", (_Base,), dict(_members))


def compose(text: str, path: str, first_line: int = 0) -> tuple[yaml.Node | None, Diagnostic | None]:
    """The root node of a YAML text, or what is wrong with it. An empty text has no node."""
    refusal = _refusal(text)
    if refusal:
        return None, _finding(Location(path, first_line + 1, 1), refusal, "split it, or write it flatter")
    try:
        return cast("yaml.Node | None", _Loader(text).get_single_node()), None
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


def _refusal(text: str) -> str:
    """Why the text is not even tried; empty for every file that a person would write."""
    if len(text) > LARGEST:
        return f"the YAML is longer than {LARGEST // 1024} KiB"
    brackets = text.count("[") + text.count("{")
    if brackets > _DEEPEST:
        depth = deepest = 0
        for match in _BRACKET.finditer(text):
            depth += 1 if match.group() in "[{" else -1
            deepest = max(deepest, depth)
        if deepest > _DEEPEST:
            return f"the YAML is nested more than {_DEEPEST} levels deep"
    if len(text) >= 2 * _DEEPEST and (_INDICATORS.search(text) or _INDENTED.search(text)):
        return f"the YAML is nested more than {_DEEPEST} levels deep"
    return ""
