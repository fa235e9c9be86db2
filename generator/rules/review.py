"""Two catalogs under review: their differences, and the schemas of each changed message compared once for all rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from ..compatibility import avro, json_schema, protobuf
from ..compatibility.places import location
from ..compatibility.verdict import SAME, Change, Comparison, Pointer, SchemaText, Verdict
from ..config import BreakingSettings, Mode
from ..diagnostics import Location, Severity
from ..graph.compare import Differences, MessagePair
from ..graph.graph import Graph
from ..model import formats
from ..model.resources import Message, SchemaFile

_FILE_NAME = re.compile(r"[^\s\"'#/]+\.(?:json|ya?ml|avsc|avro|proto)")
UNJUDGED = "breaking/schema-unjudged"


@dataclass(frozen=True, slots=True)
class SchemaPair:
    """A schema of a message before and after, and what is different. `mode` is what the configuration asks of the message."""

    messages: MessagePair
    old: SchemaFile
    new: SchemaFile
    mode: Mode
    comparison: Comparison
    format_changed: bool = False

    @property
    def compares_versions(self) -> bool:
        return self.messages.old.version != self.messages.new.version

    def severity(self, change: Change, unknown: Severity) -> Severity:
        """Error when the mode forbids the change, what the configuration says when it can't be judged, else a note."""
        verdict = verdict_in(change, self.mode)
        if verdict is Verdict.INCOMPATIBLE:
            return Severity.ERROR
        return unknown if verdict is Verdict.UNKNOWN else Severity.NOTE


def verdict_in(change: Change, mode: Mode) -> Verdict:
    """What a mode says of a change: of two directions the worse one counts."""
    if mode.for_protobuf:
        if Verdict.UNKNOWN in (change.backward, change.forward):
            return Verdict.UNKNOWN
        return Verdict.INCOMPATIBLE if mode.value in change.categories else Verdict.COMPATIBLE
    asked = [change.backward] * mode.backward + [change.forward] * mode.forward
    if Verdict.INCOMPATIBLE in asked:
        return Verdict.INCOMPATIBLE
    return Verdict.UNKNOWN if Verdict.UNKNOWN in asked else Verdict.COMPATIBLE


class Review:
    """What the breaking rules judge."""

    def __init__(self, differences: Differences, settings: BreakingSettings) -> None:
        self.differences, self.settings = differences, settings
        self.parsed = 0
        self._policy = json_schema.Policy(settings.declared_content, settings.filled_defaults)

    @cached_property
    def schemas(self) -> tuple[SchemaPair, ...]:
        """Every pair of schemas that differ, with their changes. Those alike by digest, with all that they refer to, are not parsed."""
        return tuple(found for pair in self.differences.message_pairs for found in self._compared(pair))

    @cached_property
    def by_rule(self) -> dict[str, list[tuple[SchemaPair, Change]]]:
        found: dict[str, list[tuple[SchemaPair, Change]]] = {}
        for pair in self.schemas:
            for change in pair.comparison.changes:
                found.setdefault(change.rule, []).append((pair, change))
        return found

    def mode(self, message: Message, *, is_protobuf: bool = False) -> Mode:
        """The message's own mode, else its domain's, else the default. A mode of the other kind does not apply."""
        domain = self.differences.new.domain(message)
        chosen = self.settings.messages.get(message.id)
        if chosen is None and domain is not None:
            chosen = self.settings.domains.get(domain.id)
        if chosen is not None and (is_protobuf or not chosen.for_protobuf):
            return chosen
        return self.settings.protobuf if is_protobuf else self.settings.mode

    def place(self, pair: SchemaPair, change: Change) -> Location:
        """Where the new schema says what the change is about."""
        if isinstance(change.place, Location):
            return change.place
        path = change.place.document or pair.new.path
        text = self._text(path, pair.new, self.differences.new)
        return location(text, path, change.place.pointer) if text is not None else Location(path)

    @cached_property
    def _by_name(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The files that schemas refer to, by file name, of both sides."""
        sides: tuple[dict[str, list[str]], dict[str, list[str]]] = ({}, {})
        for graph, names in zip((self.differences.old, self.differences.new), sides, strict=True):
            for path in graph.catalog.documents:
                names.setdefault(path.rpartition("/")[2], []).append(path)
        return sides

    def _compared(self, pair: MessagePair) -> Iterator[SchemaPair]:
        for old, new in _paired(pair.old, pair.new):
            if old.content is None or new.content is None:
                continue
            before, after = self._schema_text(old, self.differences.old, 0), self._schema_text(new, self.differences.new, 1)
            mode = self.mode(pair.new, is_protobuf=new.language == formats.PROTOBUF)
            if mode is Mode.NONE or (pair.earlier and not mode.transitive):
                continue
            if old.digest == new.digest and before.beside == after.beside:
                continue
            changed = old.language != new.language
            self.parsed += not changed
            yield SchemaPair(pair, old, new, mode, SAME if changed else self.compared(new.language, before, after), changed)

    def compared(self, language: str, old: SchemaText, new: SchemaText) -> Comparison:
        match language:
            case formats.JSON_SCHEMA:
                return json_schema.compare(old, new, self._policy)
            case formats.AVRO:
                return avro.compare(old, new)
            case formats.PROTOBUF:
                return protobuf.compare(old, new)
            case _:
                unknown = Verdict.UNKNOWN
                change = Change(
                    UNJUDGED, "", f"schemas of the format '{language}' can't be judged", Pointer(new.path, ""), unknown, unknown
                )
                return Comparison(unknown, unknown, (change,))

    def _schema_text(self, schema: SchemaFile, graph: Graph, side: int) -> SchemaText:
        """The schema with every file that it, or what it names, may refer to."""
        beside: dict[str, str] = {}
        pending = [schema.content or ""]
        while pending:
            text = pending.pop()
            if "$ref" not in text and "import" not in text and "Ref" not in text:
                continue
            for name in dict.fromkeys(_FILE_NAME.findall(text)):
                for path in self._by_name[side].get(name, ()):
                    if path not in beside and path != schema.path:
                        beside[path] = graph.catalog.documents[path].content
                        pending.append(beside[path])
        return SchemaText(schema.path, schema.content or "", beside)

    @staticmethod
    def _text(path: str, schema: SchemaFile, graph: Graph) -> str | None:
        if path == schema.path:
            return schema.content
        document = graph.catalog.documents.get(path)
        return None if document is None else document.content


def _paired(old: Message, new: Message) -> Iterator[tuple[SchemaFile, SchemaFile]]:
    """The payload, further schemas by name or file name, and the reply. Schemas that one side does not have are another rule's matter."""
    if old.schema is not None and new.schema is not None:
        yield old.schema, new.schema
    others = {_schema_name(schema): schema for schema in old.schemas[1:]}
    for schema in new.schemas[1:]:
        if _schema_name(schema) in others:
            yield others[_schema_name(schema)], schema
    if old.reply is not None and new.reply is not None:
        yield old.reply, new.reply


def _schema_name(schema: SchemaFile) -> str:
    return schema.name or schema.path.rpartition("/")[2]
