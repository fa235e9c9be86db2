"""The notation of ECMAScript regular expressions, as JSON Schema uses it, into `regular` ones. A pattern is searched, not anchored.

What is not regular, or rarely used (look-around, back references, `\\b`, Unicode properties), gives None: the pattern can't be judged.
"""

from functools import lru_cache

from . import regular as r

_DIGIT: r.Ranges = ((48, 57),)
_WORD: r.Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: r.Ranges = (
    (9, 13),
    (32, 32),
    (160, 160),
    (5760, 5760),
    (8192, 8202),
    (8232, 8233),
    (8239, 8239),
    (8287, 8287),
    (12288, 12288),
    (65279, 65279),
)
_LINE_ENDS: r.Ranges = ((10, 10), (13, 13), (8232, 8233))
_CONTROLS = {"n": 10, "r": 13, "t": 9, "v": 11, "f": 12, "0": 0}
_MOST = 1000
"""Repetitions that a counter may name; beyond, the question would have too many states anyway."""


class _Unsupported(Exception):
    pass


@lru_cache(maxsize=4096)
def pattern(text: str) -> r.Regular | None:
    """The strings in which `text` is found; None when that can't be said."""
    try:
        return _Parser(text).searched()
    except (_Unsupported, RecursionError):
        return None


@lru_cache(maxsize=65536)
def found_in(text: str, value: str) -> bool | None:
    """Is the pattern `text` found in `value`? None when that can't be said."""
    compiled = pattern(text)
    return None if compiled is None else r.is_member(value, compiled)


def negated(ranges: r.Ranges) -> r.Ranges:
    result: list[tuple[int, int]] = []
    position = 0
    for first, last in sorted(ranges):
        if first > position:
            result.append((position, first - 1))
        position = max(position, last + 1)
    if position <= r.LAST:
        result.append((position, r.LAST))
    return tuple(result)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def searched(self) -> r.Regular:
        result = self.alternatives(start=True, end=True)
        if self.position < len(self.text):
            raise _Unsupported
        return result

    def peek(self) -> str:
        return self.text[self.position] if self.position < len(self.text) else ""

    def take(self) -> str:
        character = self.peek()
        if not character:
            raise _Unsupported
        self.position += 1
        return character

    def skip(self, text: str) -> bool:
        if self.text.startswith(text, self.position):
            self.position += len(text)
            return True
        return False

    def alternatives(self, *, start: bool, end: bool) -> r.Regular:
        """`start` and `end` tell whether the group is at the very start or end of the pattern, where anchors mean something simple."""
        options = [self.sequence(start=start, end=end)]
        while self.skip("|"):
            options.append(self.sequence(start=start, end=end))
        return r.either(options)

    def sequence(self, *, start: bool, end: bool) -> r.Regular:
        anchored = False
        parts: list[r.Regular] = []
        if self.peek() == "^":
            if not start:
                raise _Unsupported
            self.take()
            anchored = True
        closed = False
        while self.peek() and self.peek() not in "|)":
            if self.peek() == "$":
                self.take()
                if not end or (self.peek() and self.peek() not in "|)"):
                    raise _Unsupported
                closed = True
                break
            parts.append(self.repeated())
        result: r.Regular = r.EMPTY
        for part in reversed(parts):
            result = r.cat(part, result)
        if start and not anchored:
            result = r.cat(r.ALL, result)
        if end and not closed:
            result = r.cat(result, r.ALL)
        return result

    def repeated(self) -> r.Regular:
        inner = self.atom()
        while self.peek() in ("*", "+", "?", "{"):
            least, most = self.quantifier()
            inner = r.repeat(inner, least, most)
            self.skip("?")  # lazy or not, the strings are the same
        return inner

    def quantifier(self) -> tuple[int, int | None]:
        match self.take():
            case "*":
                return 0, None
            case "+":
                return 1, None
            case "?":
                return 0, 1
            case _:
                return self.counter()

    def counter(self) -> tuple[int, int | None]:
        least = self.number()
        most: int | None = least
        if self.skip(","):
            most = None if self.peek() == "}" else self.number()
        if not self.skip("}") or max(least, most or 0) > _MOST or (most is not None and most < least):
            raise _Unsupported
        return least, most

    def number(self) -> int:
        begin = self.position
        while self.peek().isdigit():
            self.position += 1
        if begin == self.position:
            raise _Unsupported
        return int(self.text[begin : self.position])

    def atom(self) -> r.Regular:
        character = self.take()
        if character == "(":
            return self.group()
        if character == "[":
            return r.Chars(self.character_class())
        if character == ".":
            return r.Chars(negated(_LINE_ENDS))
        if character == "\\":
            return r.Chars(self.escape())
        if character in "*+?{^$":
            raise _Unsupported
        return r.Chars(((ord(character), ord(character)),))

    def group(self) -> r.Regular:
        if self.skip("?"):
            if self.skip("<"):
                if self.peek() in ("=", "!"):
                    raise _Unsupported
                while self.take() != ">":
                    pass
            elif not self.skip(":"):
                raise _Unsupported
        inner = self.alternatives(start=False, end=False)
        if not self.skip(")"):
            raise _Unsupported
        return inner

    def escape(self) -> r.Ranges:
        character = self.take()
        classes = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
        if character in classes:
            return classes[character]
        if character.lower() in classes:
            return negated(classes[character.lower()])
        if character in _CONTROLS:
            return ((_CONTROLS[character], _CONTROLS[character]),)
        if character in "xu":
            code = self.code(2 if character == "x" else 4)
            return ((code, code),)
        if character == "c" and self.peek().isalpha():
            code = ord(self.take()) % 32
            return ((code, code),)
        if character.isalnum():
            raise _Unsupported  # \b, \p, back references
        return ((ord(character), ord(character)),)

    def code(self, digits: int) -> int:
        if digits == 4 and self.skip("{"):
            end = self.text.find("}", self.position)
            text, self.position = self.text[self.position : end], end + 1
        else:
            text = self.text[self.position : self.position + digits]
            self.position += digits
            if len(text) < digits:
                raise _Unsupported
        try:
            code = int(text, 16)
        except ValueError:
            raise _Unsupported from None
        if not 0 <= code <= r.LAST or 0xD800 <= code <= 0xDFFF:
            raise _Unsupported
        return code

    def character_class(self) -> r.Ranges:
        negative = self.skip("^")
        ranges: list[tuple[int, int]] = []
        while not self.skip("]"):
            first = self.class_atom()
            if (
                self.peek() == "-"
                and self.text[self.position + 1 : self.position + 2] not in ("]", "")
                and len(first) == 1
                and first[0][0] == first[0][1]
            ):
                self.take()
                last = self.class_atom()
                if len(last) != 1 or last[0][0] != last[0][1] or last[0][0] < first[0][0]:
                    raise _Unsupported
                ranges.append((first[0][0], last[0][0]))
            else:
                ranges += first
        merged = negated(negated(tuple(ranges)))
        return negated(merged) if negative else merged

    def class_atom(self) -> r.Ranges:
        character = self.take()
        if character == "\\":
            if self.skip("b"):
                return ((8, 8),)
            return self.escape()
        return ((ord(character), ord(character)),)
