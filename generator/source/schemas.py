"""The schema files of messages, and the files that those refer to.

Reads and digests; does not parse a schema beyond finding its `$ref`s, and never reaches the network or leaves the catalog.
"""

import hashlib
import posixpath
import re
from urllib.parse import unquote

from ..diagnostics import Location
from ..model.catalog import Document
from ..model.resources import SchemaFile
from .block import Block, FileContext
from .files import Folder

_FORMATS = {".avsc": "avro", ".avro": "avro", ".proto": "protobuf", ".json": "jsonschema", ".yaml": "yaml", ".yml": "yaml"}
_FOREIGN = re.compile(
    r"""["']?\$ref["']?\s*:\s*(?:"([^"#\n]+)|'([^'#\n]+)|([^"'#\s,}{]+))|^\s*import\s+(?:public\s+|weak\s+)?"([^"\n]+)""", re.MULTILINE
)


def digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class SchemaReader:
    """Reads schema files below one catalog folder; `documents` collects what they refer to."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.documents: dict[str, Document] = {}

    def schemas(self, block: Block) -> tuple[SchemaFile, ...]:
        """The schemas of a message, the default one first. `schemas` hides `schemaPath`, even when it is empty."""
        if "schemas" in block:
            found = [schema for entry in block.blocks("schemas") if (schema := self._entry(entry)) is not None]
            found.sort(key=lambda schema: not schema.default)
            return tuple(found)
        path = block.text("schemaPath")
        if not path:
            return ()
        schema = self.read(path, block.at("schemaPath"), block.file)
        return () if schema is None else (schema,)

    def read(self, path: str, place: Location, file: FileContext, *, format: str = "", entry: Block | None = None) -> SchemaFile | None:
        """The schema at `path`, relative to the file's folder. A missing one is a finding and has no content."""
        target = resolved(file.path, path)
        if target is None:
            file.report(place, "refs/file-outside", f"'{path}' leads out of the catalog", "move the file into the catalog")
            return None
        format = format or _FORMATS.get(posixpath.splitext(target)[1].lower(), posixpath.splitext(target)[1].lstrip("."))
        content = self._folder.text(target)
        if content is None and target not in self._folder:
            file.report(place, "refs/file-exists", f"there is no file '{target}'", "correct the path, or add the file")
        if content is not None:
            self._collect(target, content)
        return SchemaFile(
            path=target,
            format=format,
            location=place,
            content=content,
            digest="" if content is None else digest(content),
            name="" if entry is None else entry.text("name"),
            environments=() if entry is None else entry.texts("environments"),
            default=True if entry is None else entry.flag("default"),
        )

    def _entry(self, entry: Block) -> SchemaFile | None:
        path = entry.text("file") or entry.text("path")
        key = "file" if entry.text("file") else "path"
        ref = entry.text("ref") or ("" if path else entry.text("id"))
        if not path and ref.startswith("file://"):
            path, key = ref.removeprefix("file://"), "ref"
        if not path:
            place = entry.at("ref") if "ref" in entry else entry.location
            message = f"the schema source '{ref}' can't be read offline" if ref else "the entry names no file"
            entry.file.report(place, "refs/file-exists", message, "give 'file: <path>' with a copy in the catalog")
            return None
        return self.read(path, entry.at(key), entry.file, format=entry.text("format"), entry=entry)

    def _collect(self, path: str, content: str) -> None:
        """Reads the files that a schema refers to, and theirs, each once. A reference that leads nowhere is left to whoever follows it."""
        pending = [(path, content)]
        while pending:
            source, text = pending.pop()
            if "$ref" not in text and "import" not in text:
                continue
            for match in _FOREIGN.finditer(text):
                target = resolved(source, unquote(next(filter(None, match.groups()))))
                if target is None or target in self.documents or target == path:
                    continue
                found = self._folder.text(target) if target in self._folder else None
                if found is not None:
                    self.documents[target] = Document(target, found, digest(found))
                    pending.append((target, found))


def resolved(source: str, path: str) -> str | None:
    """`path` as written in the file `source`, relative to the catalog root; None when it leads out of the catalog or is a URL."""
    path = path.removeprefix("file://")
    if "://" in path or path.startswith("/") or "\\" in path or "\0" in path:
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    return None if target.startswith("..") else target
