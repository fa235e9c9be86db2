"""What the last run wrote: a digest for every generated file, and the key of the input that it came from.

The manifest lies in the output folder and is committed with it. It holds no clock and no absolute path, and it is sorted,
so that the same input gives the same bytes and that two branches merge line by line.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import cast

from ..diagnostics import FlowmartError

MANIFEST = ".flowmart-manifest.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that we wrote. `digest` is of its text, `key` of all its input (empty: render it again every time)."""

    digest: str
    emitter: str
    key: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`toolchain` is the digest of the emitters and templates that made the files: with another one no key counts."""

    flowmart: str = ""
    toolchain: str = ""
    files: Mapping[str, Entry] = field(default_factory=dict[str, Entry])

    def to_text(self) -> str:
        """One line per file."""
        head = json.dumps({"format": FORMAT, "flowmart": self.flowmart, "toolchain": self.toolchain}, indent=2)
        lines = (f"    {_text(path)}: {_entry_text(self.files[path])}" for path in sorted(self.files))
        files = ",\n".join(lines)
        return f'{head[:-2]},\n  "files": {{\n{files}\n  }}\n}}\n' if files else f'{head[:-2]},\n  "files": {{}}\n}}\n'


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal. Line ends do not count: a checkout on Windows may have changed them, and nobody edited the file."""
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def parse_manifest(text: str, path: str) -> Manifest:
    """The manifest in `text`; `path` is for messages. Raises FlowmartError for one that cannot be used."""
    try:
        found = cast("object", json.loads(text))
    except ValueError as error:
        raise _unusable(path, f"is no JSON ({error})") from error
    if not isinstance(found, dict):
        raise _unusable(path, "is no JSON object")
    values = cast("dict[str, object]", found)
    format = values.get("format")
    if isinstance(format, int) and format > FORMAT:
        raise FlowmartError(
            f"{path} was written by a newer flowmart ({values.get('flowmart') or 'unknown version'}, manifest format {format}): upgrade flowmart"
        )
    files = values.get("files")
    if format != FORMAT or not isinstance(files, dict):
        raise _unusable(path, "is no manifest of flowmart")
    entries = cast("dict[str, object]", files)
    return Manifest(
        str(values.get("flowmart", "")),
        str(values.get("toolchain", "")),
        {name: _entry(entry, path) for name, entry in entries.items()},
    )


def _entry(value: object, path: str) -> Entry:
    parts = cast("list[object]", value) if isinstance(value, list) else []
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != 4 or len(parts) != 4:
        raise _unusable(path, "has an entry that is none")
    return Entry(*texts)


def _entry_text(entry: Entry) -> str:
    return f"[{_text(entry.digest)}, {_text(entry.emitter)}, {_text(entry.key)}, {_text(entry.source)}]"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _unusable(path: str, fault: str) -> FlowmartError:
    return FlowmartError(
        f"{path} {fault}. It says which files are flowmart's own; restore it from version control, "
        "or delete the generated files together with it and generate again"
    )
