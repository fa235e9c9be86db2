"""Protobuf text into tokens that know their places and the comments around them."""

import re
from dataclasses import dataclass, replace

from ..diagnostics import Location

_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<comment>//[^\n]*|/\*.*?\*/)"""
    r"""|(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')"""
    r"""|(?P<number>(?:0[xX][0-9a-fA-F]+|[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?)[fF]?)"""
    r"""|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<symbol>.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{4}|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True, slots=True)
class Token:
    """`comment` stands right before the token, `trailing` behind it on its line."""

    kind: str
    text: str
    location: Location
    comment: str = ""
    trailing: str = ""


def tokens(text: str, path: str) -> list[Token]:
    """The tokens without space. A comment belongs to the token before it on the same line, else to the next one right below."""
    found: list[Token] = []
    line, line_start, comment = 1, 0, ""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or ""
        value = match.group()
        if kind == "comment" and found and found[-1].location.line == line and not comment:
            found[-1] = replace(found[-1], trailing=_comment(value))
        elif kind == "comment":
            comment = f"{comment}\n{_comment(value)}".strip() if comment else _comment(value)
        elif kind == "space":
            if value.count("\n") > 1:
                comment = ""
        else:
            found.append(Token(kind, value, Location(path, line, match.start() - line_start + 1), comment))
            comment = ""
        breaks = value.count("\n")
        if breaks:
            line += breaks
            line_start = match.start() + value.rindex("\n") + 1
    found.append(Token("end", "", Location(path, line, max(1, len(text) - line_start + 1))))
    return found


def _comment(text: str) -> str:
    if text.startswith("//"):
        return text.lstrip("/").strip()
    return "\n".join(line.strip().lstrip("*").strip() for line in text[2:-2].splitlines()).strip()


def unquoted(text: str) -> str:
    """What a text token says, without its quotes and escapes."""
    return _ESCAPE.sub(_unescape, text[1:-1])


def _unescape(match: re.Match[str]) -> str:
    text = match.group(1)
    if text[0] in "xu":
        return chr(int(text[1:], 16)) if len(text) > 1 else text
    return chr(int(text, 8) & 255) if text[0] in "01234567" else _ESCAPES.get(text, text)
