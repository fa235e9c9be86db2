"""A schema file checked: is it a schema, do its references lead somewhere?

Runs for every message on every run, so it costs microseconds: no pydantic, no code generator. Does not shape anything.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from ...diagnostics import Diagnostic, Location, Severity
from ...model.json import Json
from ...model.resources import SchemaFile
from ...source.positions import position
from .avro import is_record, read_avro
from .bundling import bundled
from .foreign import foreign_words
from .library import Library, Unreadable, parsed
from .metaschemas import fault, is_metaschema
from .protobuf import read_protobuf

Language = Literal["jsonschema", "avro", "protobuf"]


@dataclass(frozen=True, slots=True)
class Reading:
    """`tree` is the schema in the language `language` (of Protobuf: the full name of the message), or None when there is nothing
    to make a model of. `files` are the files that it refers to.
    """

    tree: Json = None
    diagnostics: tuple[Diagnostic, ...] = ()
    files: tuple[str, ...] = ()
    language: Language = "jsonschema"


def read_schema(schema: SchemaFile, library: Library, name: str = "") -> Reading:
    """`name` is the catalog id of the message: of the messages of a Protobuf file it is the one that is called so."""
    if schema.content is None:  # reported by the reader
        return Reading()
    if schema.language == "protobuf":
        found = read_protobuf(schema, library, name)
        about = found.message.full_name if found.message else None
        return Reading(about, found.diagnostics, found.imported, language="protobuf")
    try:
        tree = parsed(schema.content, schema.path)
    except Unreadable as error:
        reason = f"not valid JSON: {error}" if schema.content.strip() else "the file is empty"
        return _refused(schema, "schema/unreadable", reason, line=error.line, column=error.column)
    if schema.language == "avro" or is_record(tree):
        avro = read_avro(schema, tree)
        return Reading(tree if avro.usable else None, avro.diagnostics, language="avro")
    if isinstance(tree, dict) and not tree.keys().isdisjoint(("openapi", "swagger", "asyncapi")):
        reason = "this is an OpenAPI or AsyncAPI document, not the schema of one message"
        return _refused(schema, "schema/invalid", reason, severity=Severity.WARNING)
    wrong = fault(tree)
    if wrong is not None:
        line, column = position(schema.content, wrong[1])
        return _refused(schema, "schema/invalid", f"not valid JSON Schema: {wrong[0]}", line=line, column=column)
    return _followed(schema, tree, library)


def _followed(schema: SchemaFile, tree: Json, library: Library) -> Reading:
    content = schema.content or ""
    files, diagnostics = followed(schema.path, tree, content, library)
    for path, source, text in ((schema.path, tree, content), *((path, library.tree(path), library.text(path) or "") for path in files)):
        diagnostics += _foreign(path, source, text)
    return Reading(tree, tuple(diagnostics), tuple(files))


def followed(path: str, tree: Json, content: str, library: Library) -> tuple[list[str], list[Diagnostic]]:
    """The files that the schema refers to, through each other too, and the references that lead nowhere."""
    diagnostics: list[Diagnostic] = []
    files: dict[str, None] = {}
    if "$ref" not in content:
        return [], []
    known = library.with_file(path, tree)
    pending = [path]
    while pending:
        home = pending.pop()
        for steps, ref in known.references(home):
            found = known.follow(ref, home)
            if found is None and is_metaschema(ref):
                continue
            if found is None:
                text = content if home == path else library.text(home) or ""
                diagnostics.append(_dangling(Location(home, *position(text, (*steps, "$ref"))), ref))
            elif found[0].path != path and found[0].path not in files:
                files[found[0].path] = None
                pending.append(found[0].path)
    if diagnostics and _resolves(tree, path, library, files):
        diagnostics = []  # by addresses inside the schema, which the validator follows
    return list(files), diagnostics


def _foreign(path: str, tree: Json, text: str) -> Iterator[Diagnostic]:
    for found in foreign_words(tree, text):
        place = Location(path, *position(text, found.steps))
        yield Diagnostic(place, found.rule, Severity.WARNING, found.message, hint=found.hint)


def _resolves(tree: Json, path: str, library: Library, files: Iterable[str]) -> bool:
    _, problem = bundled(tree, path, library, files, keeps_all=True)
    return problem is None


def _dangling(place: Location, ref: str) -> Diagnostic:
    mend = "flowmart reads nothing over the network: add a copy with this '$id' to the catalog" if "://" in ref else "correct the reference"
    hint = f"until then it accepts anything; {mend}"
    return Diagnostic(place, "schema/dangling-reference", Severity.ERROR, f"'$ref' '{ref}' leads nowhere", hint=hint)


def _refused(schema: SchemaFile, rule: str, reason: str, *, line: int = 1, column: int = 1, severity: Severity = Severity.ERROR) -> Reading:
    hint = "the message gets an open model that keeps whatever it is given"
    return Reading(diagnostics=(Diagnostic(Location(schema.path, line, column), rule, severity, reason, hint=hint),))
