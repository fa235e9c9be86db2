"""Catalog text into TypeScript source that cannot be anything but a literal, a property name or a comment.

The counterpart of emitters/literals.py. Whatever is not ASCII is escaped in literals, whatever can't be seen is named in comments.
"""

import json
import re
import textwrap

from ...model.json import Json
from ..headers import python_header

_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_WIDTH = 116
_LINE = 120


def literal(value: Json, indent: int = 0) -> str:
    """The value as an expression; what is long is broken, with `indent` spaces before the lines that follow the first."""
    flat = _flat(value)
    if len(flat) + indent <= _LINE or not isinstance(value, list | dict):
        return flat
    margin = " " * (indent + 2)
    if isinstance(value, list):
        lines = [f"{margin}{literal(item, indent + 2)},\n" for item in value]
        return f"[\n{''.join(lines)}{' ' * indent}]"
    lines = [f"{margin}{_key(key)}: {literal(item, indent + 2)},\n" for key, item in value.items()]
    return f"{{\n{''.join(lines)}{' ' * indent}}}"


def _flat(value: Json) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_flat, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)}: {_flat(item)}' for key, item in value.items())} }}" if value else "{}"
    return json.dumps(value)  # NaN and Infinity are spelled alike in both languages


def _key(name: str) -> str:
    # In a literal, `__proto__: ...` would set the prototype; computed it is a property like any other.
    return '["__proto__"]' if name == "__proto__" else property_name(name)


def property_name(name: str) -> str:
    """The name as it stands in an interface."""
    return name if _PLAIN_KEY.fullmatch(name) else json.dumps(name)


def header(source: str = "") -> str:
    return "//" + python_header(source)[1:]


def line_comment(text: str) -> str:
    return f"// {_visible(' '.join(text.split()))}"


def doc(paragraphs: list[str], indent: int = 0) -> tuple[str, ...]:
    """The paragraphs as the lines of a TSDoc comment; none for nothing to say."""
    margin = " " * indent
    lines: list[str] = []
    for paragraph in filter(None, (text.strip() for text in paragraphs)):
        lines.extend([""] if lines else [])
        for line in paragraph.replace("\r\n", "\n").replace("\t", "    ").split("\n"):
            shown = _visible(line.rstrip()).replace("*/", "*\\/")
            lines += textwrap.wrap(shown, _WIDTH - indent, break_long_words=False, break_on_hyphens=False) or [""]
    if not lines:
        return ()
    if len(lines) == 1:
        return (f"{margin}/** {lines[0]} */",)
    return (f"{margin}/**", *(f"{margin} * {line}".rstrip() for line in lines), f"{margin} */")


def _visible(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
