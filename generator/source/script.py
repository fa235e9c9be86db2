"""Literals of a JavaScript file, read without running it: what `eventcatalog.config.js` gives for a few keys.

Understands objects, arrays and texts. Anything else (a call, a variable, a template with `${}`) is a value that is not known,
and reading goes on behind it. Does not know what the keys mean.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

_TOKEN = re.compile(
    r"""(?P<skip>\s+|//[^\n]*|/\*(?:.*?\*/|.*))"""
    r"""|(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`?)"""
    r"""|(?P<name>[A-Za-z_$0-9][\w$]*)"""
    r"""|(?P<mark>\.\.\.|[{}\[\](),:])"""
    r"""|(?P<other>.)""",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")
_WORDS = frozenset({"true", "false", "null", "undefined"})
_MOST_TOKENS = 200_000
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Literal:
    """A value and its line. Texts, numbers and `true` are str; `value` is None where it is computed."""

    line: int
    value: "str | tuple[Literal, ...] | Mapping[str, Literal] | None"

    @property
    def text(self) -> str:
        return self.value if isinstance(self.value, str) else ""

    def items(self) -> "tuple[Literal, ...]":
        return self.value if isinstance(self.value, tuple) else ()

    def entries(self) -> "Mapping[str, Literal]":
        return self.value if isinstance(self.value, Mapping) else {}


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def literals(script: str, keys: Collection[str]) -> dict[str, Literal]:
    """The values of those keys in the script's outermost objects, those of what it exports first."""
    reader = _Reader(_tokens(script))
    return reader.outermost(keys)


def _tokens(script: str) -> list[_Token]:
    found: list[_Token] = []
    line = 1
    for match in _TOKEN.finditer(script):
        kind, text = match.lastgroup or "other", match.group()
        if kind != "skip":
            found.append(_Token(kind, text, line))
            if len(found) > _MOST_TOKENS:
                break
        line += text.count("\n")
    return found


class _Reader:
    """A position in the tokens. Each function leaves it behind what it read."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def outermost(self, keys: Collection[str]) -> dict[str, Literal]:
        before: dict[str, Literal] = {}
        exported: dict[str, Literal] = {}
        found = before
        depth = 0
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            previous = self._tokens[self._at - 1].text if self._at else ""
            self._at += 1
            if token.text in "{[":
                depth += 1
            elif token.text in "}]":
                depth -= 1
            elif depth == 0 and token.text in ("export", "exports"):  # `export default`, `module.exports =`
                found = exported
            elif depth == 1 and previous in "{," and self._next() == ":" and _content(token) in keys:
                self._at += 1
                found.setdefault(_content(token), self._value(0))
        return {**before, **exported}

    def _next(self) -> str:
        return self._tokens[self._at].text if self._at < len(self._tokens) else ""

    def _value(self, depth: int) -> Literal:
        """The value that begins here; None as its content when more than a literal stands here."""
        line = self._tokens[self._at].line if self._at < len(self._tokens) else 0
        token = self._tokens[self._at] if self._at < len(self._tokens) else _Token("other", "", 0)
        value: str | tuple[Literal, ...] | Mapping[str, Literal] | None = None
        if depth < _DEEPEST and token.text == "{":
            value = self._object(depth)
        elif depth < _DEEPEST and token.text == "[":
            value = self._array(depth)
        elif token.kind == "text" and not (token.text[0] == "`" and "${" in token.text) or token.text in _WORDS or token.text.isdigit():
            value = _content(token)
            self._at += 1
        if value is None or self._next() not in ("", ",", "}", "]", ")", ";"):
            self._skip()
            value = None
        return Literal(line, value)

    def _object(self, depth: int) -> Mapping[str, Literal]:
        found: dict[str, Literal] = {}
        self._at += 1
        while self._next() not in ("", "}"):
            token = self._tokens[self._at]
            self._at += 1
            if token.kind in ("text", "name") and self._next() == ":":
                self._at += 1
                found.setdefault(_content(token), self._value(depth + 1))
            elif token.text != ",":  # a method, a spread, a bracket that does not match
                self._at -= token.text not in _CLOSING
                self._skip()
        self._at += 1
        return found

    def _array(self, depth: int) -> tuple[Literal, ...]:
        found: list[Literal] = []
        self._at += 1
        while self._next() not in ("", "]"):
            if self._next() == ",":
                self._at += 1
            elif self._next() in _CLOSING:  # brackets that do not match
                break
            else:
                found.append(self._value(depth + 1))
        self._at += 1
        return tuple(found)

    def _skip(self) -> None:
        """To the comma or bracket that ends the expression."""
        depth = 0
        while self._at < len(self._tokens):
            text = self._tokens[self._at].text
            if depth == 0 and (text in _CLOSING or text == ","):
                return
            if text in _OPENING:
                depth += 1
            elif text in _CLOSING:
                depth = max(0, depth - 1)
            self._at += 1


def _content(token: _Token) -> str:
    if token.kind != "text":
        return token.text
    return _ESCAPE.sub(lambda match: {"n": "\n", "t": "\t"}.get(match.group(1), match.group(1)), token.text[1:-1])
