"""Catalog text into Python source that cannot be anything but a literal, a docstring or a comment.

Every emitter that writes Python passes catalog text through here or through naming.py; nothing else may reach the source.
Quotes, backslashes, newlines, NUL, bidirectional controls and lone surrogates come out escaped.
"""

import re
import textwrap
from math import isfinite

from ..model.json import Json

_CODING = re.compile(r"coding(?=[:=])")
_CLOSING = re.compile(r'"{3,}|"+$')
_WIDTH = 110


def python_literal(value: Json) -> str:
    """The value as Python source, on one line. Strings are quoted the way ruff would: double quotes unless that costs escapes."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, float) and not isfinite(value):
        return f'float("{value}")'
    if isinstance(value, list):
        return f"[{', '.join(map(python_literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_string(key)}: {python_literal(item)}' for key, item in value.items())}}}"
    return repr(value)


def pretty_literal(value: Json, *, indent: int = 4) -> str:
    """As `python_literal`, on several lines where one would be too long; lines after the first are indented."""
    line = python_literal(value)
    if len(line) + indent <= _WIDTH or not isinstance(value, dict | list) or not value:
        return line
    margin = " " * (indent + 4)
    named = ((f"{_string(key)}: ", item) for key, item in value.items()) if isinstance(value, dict) else (("", item) for item in value)
    inner = "".join(f"{margin}{name}{pretty_literal(item, indent=indent + 4)},\n" for name, item in named)
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{inner}{' ' * indent}{closing}"


def _string(text: str) -> str:
    # repr escapes whatever is not printable, which includes every control, bidi mark and surrogate.
    # The added apostrophe makes it choose double quotes.
    return repr(text) if '"' in text else repr(text + "'")[:-2] + '"'


def docstring(text: str, *, indent: int = 4) -> str:
    """The text as a docstring, quotes included, with continuation lines indented; empty text gives the empty string.

    Lines of the text stay lines; overlong ones are wrapped. The first line of the result is not indented: the template does that.
    """
    lines = [line for part in _visible(text, keep_newlines=True).strip().split("\n") for line in _wrapped(part.rstrip(), _WIDTH - indent)]
    body = _CLOSING.sub(lambda quotes: quotes[0].replace('"', '\\"'), "\n".join(lines).replace("\\", "\\\\"))
    if not body:
        return ""
    if len(lines) == 1:
        return f'"""{body}"""'
    margin = " " * indent
    body = "\n".join(margin + line if line else "" for line in body.split("\n"))
    return f'"""{body[indent:]}\n{margin}"""'


def comment(text: str) -> str:
    """The text as one comment line (line breaks become spaces). It never declares an encoding, which a comment in line 1 or 2 could."""
    return "# " + _CODING.sub("coding ", _visible(" ".join(text.split())))


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line]
    margin = line[: len(line) - len(line.lstrip())]
    return textwrap.wrap(line, width, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False)


def _visible(text: str, *, keep_newlines: bool = False) -> str:
    """The text with whatever cannot be seen written as an escape: U+202E becomes the six characters of its name."""
    if keep_newlines:
        text = text.replace("\r\n", "\n").replace("\t", "    ")
        return "\n".join(map(_visible, text.split("\n")))
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in text)
