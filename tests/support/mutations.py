"""Real files made wrong in every way that files go wrong: cut, swapped, doubled, re-encoded, nested, huge, pointing elsewhere.

Deterministic for a seed. Knows nothing of what a reader should say of the result.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import TypeAlias

Text: TypeAlias = "tuple[str, bytes]"
"""A path below the catalog and the bytes there."""

ODD_VALUES = (
    *(
        "",
        "~",
        "null",
        "true",
        "yes",
        "1",
        "1.0",
        "1_000",
        "0x1F",
        "2024-01-01",
        "12:30:45",
        ".inf",
        ".nan",
        "-",
        "- a",
        "? a",
        "!!python/object:os.system x",
    ),
    *(
        "[]",
        "{}",
        "[[[]]]",
        "{a: {b: c}}",
        "&a [*a]",
        "*nowhere",
        "<<: *x",
        "!!binary aGk=",
        "|",
        ">-",
        "'",
        '"',
        "%",
        "@x",
        "`x`",
        "\t",
        "\x85",
        "\u2028",
    ),
    *(
        "../../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "http://localhost:1/x",
        "..\\x",
        "schema.json/../../..",
        "%2e%2e/%2e%2e/x",
        "a\0b",
    ),
    *(
        "x" * 5000,
        "$ref",
        "{env}",
        "日本語",
        "\U0001f600",
        "\ud7ff",
        "a→b",
        "^1",
        "1.x",
        ">1 <2 || 3",
        "latest",
        "9" * 400,
        "v" * 60 + ".x",
    ),
)
BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {k: v}\n" + "".join(
    f"{b}: &{b} {{<<: [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]}}\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def _span(random: Random, text: str) -> tuple[int, int]:
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.randrange(1, 200))


def cut(random: Random, text: str) -> str:
    start, end = _span(random, text)
    return text[:start] if random.random() < 0.5 else text[:start] + text[end:]


def swapped(random: Random, text: str) -> str:
    lines = text.split("\n")
    a, b = random.randrange(len(lines)), random.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def doubled(random: Random, text: str) -> str:
    start, end = _span(random, text)
    return text[:end] + text[start:end] * random.choice((1, 2, 40)) + text[end:]


def indented(random: Random, text: str) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    lines[at] = random.choice(("  ", "\t", " ", "- ", "    - ")) + lines[at]
    return "\n".join(lines)


def revalued(random: Random, text: str) -> str:
    lines = text.split("\n")
    keyed = [number for number, line in enumerate(lines) if ":" in line] or [0]
    at = random.choice(keyed)
    lines[at] = lines[at].partition(":")[0] + ": " + random.choice(ODD_VALUES)
    return "\n".join(lines)


def inserted(random: Random, text: str) -> str:
    at = random.randrange(len(text) + 1)
    return (
        text[:at]
        + random.choice((*ODD_VALUES, "---\n", "\n---\n", "\r", "\0", "\ufeff", "```json\n", "{", "]", ": ", "#", "\n\n"))
        + text[at:]
    )


def nested(random: Random, text: str) -> str:
    depth = random.choice((50, 199, 1000, 20_000))
    deep = random.choice(
        (
            "x-deep: " + "[" * depth + "]" * depth,
            "x-deep: " + "{a: " * depth + "}" * depth,
            "x-deep:\n" + "".join(" " * level + "a:\n" for level in range(min(depth, 1200))),
            "- " * depth,
            "x-deep:\n" + "".join(" " * (level * 20) + "- " * 10 + "\n" for level in range(min(depth // 10, 60))),
            "[" * depth,
        )
    )
    return _after_opening(text, deep)


def bombed(random: Random, text: str) -> str:
    use = random.choice(("sends: *i", "x-bomb: *i", "owners: *i", "<<: *i", "properties: *i", "steps: *i", "badges: [*i, *i]"))
    return _after_opening(text, random.choice((BOMB, MERGES)) + use)


def recursive(random: Random, text: str) -> str:
    return _after_opening(
        text,
        random.choice(
            (
                "properties: &p [{name: a, type: b, properties: *p}, {name: c, type: d, properties: *p}]",
                "x-loop: &p {a: *p}",
                "sends: &p [*p, {id: a, to: *p}]",
                "owners: &p [*p]",
                "steps: &p [{id: 1, next_steps: *p}]",
                "resourceGroups: &p [{items: *p}]",
            )
        ),
    )


def huge(random: Random, text: str) -> str:
    size = random.choice((300_000, 1_200_000))
    filler = random.choice(("x", "a: 1\n", "- ", "[1, ", "```json\n", "{{", "# c\n", '"', "$ref: '", "| a | b |\n"))
    return _after_opening(text, filler * (size // len(filler))) if random.random() < 0.5 else text + filler * (size // len(filler))


def _after_opening(text: str, addition: str) -> str:
    """Puts lines into the front matter, if there is one."""
    opening, separator, rest = text.partition("\n")
    return opening + separator + addition + "\n" + rest


COMMON: tuple[Callable[[Random, str], str], ...] = (cut, cut, swapped, doubled, indented, revalued, revalued, revalued, inserted, inserted)
RARE: tuple[Callable[[Random, str], str], ...] = (nested, bombed, recursive)


def encoded(random: Random, text: str) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    kind = random.randrange(24)
    if kind == 0:
        return text.encode("utf-16", "surrogatepass")
    if kind == 1:
        return text.encode("latin-1", "replace")
    if kind == 2:
        return b"\xef\xbb\xbf" + content
    if kind == 3:
        return content.replace(b"\n", b"\r\n")
    if kind == 4 and content:
        at = random.randrange(len(content))
        return content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]
    return content.replace(b"\n", b"\r") if kind == 5 else content


def mutated(random: Random, text: str) -> bytes:
    """A text with one to four things wrong with it."""
    for _ in range(random.randrange(1, 4)):
        text = random.choice(COMMON)(random, text)
    rare = random.random()
    if rare < 0.08:
        text = random.choice(RARE)(random, text)
    elif rare < 0.083:
        text = huge(random, text)
    return encoded(random, text)


def odd_path(random: Random, path: str) -> str:
    """Where the file goes: mostly where it was, sometimes into another collection, deeper, or under an odd name."""
    roll = random.random()
    name = path.rpartition("/")[2]
    if roll < 0.85:
        return path
    collection = random.choice(
        (
            "domains",
            "services",
            "events",
            "channels",
            "flows",
            "entities",
            "users",
            "teams",
            "adrs",
            "dependencies/events",
            "federated/x/events",
        )
    )
    folder = random.choice(("a", "versioned/1", "a/b", "..x", "ä", "a{b}", "x" * 100, "node_modules", "examples"))
    return f"{collection}/{folder}/{name}"


def write_catalog(root: Path, files: Sequence[Text], random: Random) -> None:
    """Writes the files; now and then a link that leads out or in circles, or a name that is no text, beside them."""
    for path, content in files:
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.is_dir():
            target.write_bytes(content)
    if random.random() < 0.1:
        home = root / "events" / "linked"
        home.mkdir(parents=True, exist_ok=True)
        link = home / random.choice(("index.mdx", "schema.json", "index.md"))
        if not link.exists():
            os.symlink(
                random.choice(("/etc/passwd", "../../../../../../../../etc/passwd", link.name, "/", "..", "/dev/zero", "nothing")), link
            )
    if random.random() < 0.05:
        odd = os.path.join(os.fsencode(root), b"events-\xff\xfe")
        with open(odd, "wb") as file:
            file.write(b"---\nid: a\n---\n")
