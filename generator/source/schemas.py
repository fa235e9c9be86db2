"""The schema files of messages, and the files that those refer to.

Reads and digests; does not parse a schema beyond finding its `$ref`s, and never reaches the network or leaves the catalog.
"""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from urllib.parse import unquote, urljoin

from ..diagnostics import Location
from ..model.catalog import Document
from ..model.formats import AVRO, ENDINGS, JSON_SCHEMA, YAML, format_of, language_of
from ..model.resources import SchemaFile
from .block import Block, FileContext
from .files import Folder
from .paths import resolved

_FOREIGN = re.compile(
    r"""["']?\$ref["']?\s*:\s*(?:"([^"#\n]+)|'([^'#\n]+)|([^"'#\s,}{]+))|^\s*import\s+(?:public\s+|weak\s+)?"([^"\n]+)""", re.MULTILINE
)

_IDENTIFIER = re.compile(r'''"\$?id"\s*:\s*"([^"\s]*[/:][^"\s]*)"''')

# The first members of an object, as long as they are texts: enough to know the files that people write, and cheap for every file.
_JSON_KIND = re.compile(
    r"""\s*\{(?:\s*"[\w$-]{1,40}"\s*:\s*"[^"\n]{0,500}"\s*,){0,8}?\s*(?:"(openapi|swagger|asyncapi)"\s*:\s*"\d|"type"\s*:\s*"(record|error|fixed)")"""
)
_YAML_KIND = re.compile(r"""(?:[ \t]*(?:#[^\n]*)?\n|---[ \t]*\n){0,50}(openapi|swagger|asyncapi)()[ \t]*:[ \t]*["']?\d""")


def digest(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _actual(format: str, content: str | None) -> str:
    """What the content is where its beginning tells: an Avro record in a `.json` file, a whole OpenAPI or AsyncAPI document."""
    if content is None or language_of(format) != JSON_SCHEMA:
        return format
    found = (_YAML_KIND if format == YAML else _JSON_KIND).match(content)
    if found is None:
        return format
    document, _ = found.groups()
    return AVRO if document is None else format_of("", document)


class SchemaReader:
    """Reads schema files below one catalog folder; `documents` collects what they refer to."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._beside: dict[str, list[str]] = {}
        for path in folder.paths:
            home, _, name = path.rpartition("/")
            if "schema" in name.lower() and posixpath.splitext(name)[1].lower() in ENDINGS:
                self._beside.setdefault(home, []).append(path)
        self.documents: dict[str, Document] = {}
        self._identified: dict[str, str] | None = None

    def schemas(self, block: Block) -> tuple[SchemaFile, ...]:
        """The schemas of a message, the default one first. `schemas` hides `schemaPath`, even when it is empty.

        Without either key, v1's rule holds: each file beside the message that has `schema` in its name.
        """
        if "schemas" in block:
            found = [schema for entry in block.blocks("schemas") if (schema := self._entry(entry)) is not None]
            found.sort(key=lambda schema: not schema.default)
            return tuple(found)
        if "schemaPath" not in block:
            return tuple(self._by_name(block))
        path = block.text("schemaPath")
        if not path:
            return ()
        schema = self.read(path, block.at("schemaPath"), block.file)
        return () if schema is None else (schema,)

    def _by_name(self, block: Block) -> Iterable[SchemaFile]:
        """`schema.*` first. The schema of the reply has its own key."""
        source = block.file.path
        reply = resolved(source, block.text("x-flowmart-reply")) if "x-flowmart-reply" in block else None
        paths = [path for path in self._beside.get(source.rpartition("/")[0], ()) if path != reply]
        paths.sort(key=lambda path: (not path.rpartition("/")[2].lower().startswith("schema."), path))
        for path in paths:
            schema = self.read(path.rpartition("/")[2], Location(source, 1, 1), block.file)
            if schema is not None:
                yield schema

    def read(self, path: str, place: Location, file: FileContext, *, format: str = "", entry: Block | None = None) -> SchemaFile | None:
        """The schema at `path`, relative to the file's folder. A missing one is a finding and has no content."""
        target = resolved(file.path, path)
        if target is None:
            file.report(place, "refs/file-outside", f"'{path}' leads out of the catalog", "move the file into the catalog")
            return None
        content = self._folder.text(target)
        if content is None and target not in self._folder:
            file.report(place, "refs/file-exists", f"there is no file '{target}'", "correct the path, or add the file")
        if content is not None:
            self._collect(target, content)
        return SchemaFile(
            path=target,
            format=_actual(format_of(target, format), content),
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
                named = unquote(next(filter(None, match.groups())))
                target = self._imported(source, named) if match.group(4) else resolved(source, named)
                if not match.group(4) and (target is None or target not in self._folder):
                    target = self._by_identifier(text, named)
                if target is None or target in self.documents or target == path:
                    continue
                found = self._folder.text(target) if target in self._folder else None
                if found is not None:
                    self.documents[target] = Document(target, found, digest(found))
                    pending.append((target, found))

    def _by_identifier(self, text: str, named: str) -> str | None:
        """The file of the catalog whose `$id` is what a reference in `text` comes to. Looks into files only when a path leads nowhere."""
        if self._identified is None:
            self._identified = {}
            for path in self._folder.paths:
                if path.endswith(".json") and (found := _IDENTIFIER.search((self._folder.text(path) or "")[:5000])) is not None:
                    self._identified.setdefault(found[1].rstrip("#"), path)
        own = _IDENTIFIER.search(text[:5000])
        return self._identified.get(urljoin(own[1], named) if own is not None else named)

    def _imported(self, source: str, named: str) -> str | None:
        """What a Protobuf file imports: from its own folder, or from the nearest one further up that has it, as if that were protoc's root."""
        folder = source
        while folder:
            target = resolved(folder, named)
            if target is None or target in self._folder:
                return target
            folder = posixpath.dirname(folder)
        return None
