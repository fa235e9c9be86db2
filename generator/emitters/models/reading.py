"""A schema file checked: is it a schema, do its references lead somewhere?

Runs for every message on every run, so it costs microseconds: no pydantic, no code generator. Does not shape anything.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ...diagnostics import Diagnostic, Location, Severity
from ...model.json import Json, JsonObject
from ...model.resources import SchemaFile
from .avro import is_record, read_avro
from .bundling import DRAFT_4, DRAFT_7, bundled, dialect, is_metaschema
from .library import Library, Unreadable, parsed, references
from .positions import position
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
    if schema.format == "protobuf" or schema.path.endswith(".proto"):
        found = read_protobuf(schema, library, name)
        about = found.message.full_name if found.message else None
        return Reading(about, found.diagnostics, found.imported, language="protobuf")
    try:
        tree = parsed(schema.content, schema.path)
    except Unreadable as error:
        return _refused(schema, "payload/unreadable", f"no JSON: {error}", line=error.line, column=error.column)
    if schema.format == "avro" or schema.path.endswith((".avsc", ".avro")) or is_record(tree):
        avro = read_avro(schema, tree)
        return Reading(tree if avro.usable else None, avro.diagnostics, language="avro")
    if isinstance(tree, dict) and ("openapi" in tree or "asyncapi" in tree):
        return _refused(
            schema,
            "payload/format-unsupported",
            "an OpenAPI or AsyncAPI document is no schema of one message",
            severity=Severity.WARNING,
        )
    fault = _fault(tree)
    if fault is not None:
        line, column = position(schema.content, fault[1])
        return _refused(schema, "payload/invalid", f"no JSON Schema: {fault[0]}", line=line, column=column)
    return _followed(schema, tree, library)


def _fault(tree: Json) -> tuple[str, tuple[str, ...]] | None:
    """What the metaschema has against the schema, and where."""
    if not isinstance(tree, dict | bool):
        return "it is neither an object nor a boolean", ()
    if isinstance(tree, bool) or dialect(tree):
        return _against_metaschema(tree)
    # Without a dialect, any that takes it will do; an unknown one would be looked up over the network.
    plain = {key: value for key, value in tree.items() if key != "$schema"}
    fault = _against_metaschema(plain)
    if fault is not None and not all(_against_metaschema({**plain, "$schema": older}) for older in (DRAFT_7, DRAFT_4)):
        return None
    return fault


def _against_metaschema(tree: JsonObject | bool) -> tuple[str, tuple[str, ...]] | None:
    import jsonschema_rs

    try:
        jsonschema_rs.meta.validate(tree)
    except jsonschema_rs.ValidationError as error:
        return error.message, tuple(str(step) for step in error.instance_path)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return str(error), ()
    return None


def _followed(schema: SchemaFile, tree: Json, library: Library) -> Reading:
    content = schema.content or ""
    diagnostics: list[Diagnostic] = []
    files: dict[str, None] = {}
    if "$ref" in content:
        pending = [(schema.path, tree)]
        known = library.with_file(schema.path, tree)
        while pending:
            path, source = pending.pop()
            for steps, ref in references(source):
                found = known.follow(ref, path)
                if found is None and is_metaschema(ref):
                    continue
                if found is None:
                    text = content if path == schema.path else library.text(path) or ""
                    line, column = position(text, (*steps, "$ref"))
                    diagnostics.append(_dangling(Location(path, line, column), ref))
                elif found[0].path != schema.path and found[0].path not in files:
                    files[found[0].path] = None
                    pending.append((found[0].path, known.tree(found[0].path)))
    if diagnostics and _resolves(tree, schema.path, library, files):
        diagnostics = []  # by addresses inside the schema, which the validator follows
    return Reading(tree, tuple(diagnostics), tuple(files))


def _resolves(tree: Json, path: str, library: Library, files: Iterable[str]) -> bool:
    _, problem = bundled(tree, path, library, files, keeps_all=True)
    return problem is None


def _dangling(place: Location, ref: str) -> Diagnostic:
    hint = "flowmart reads nothing over the network: add a copy to the catalog" if "://" in ref else "correct the reference"
    return Diagnostic(place, "payload/dangling-reference", Severity.ERROR, f"'$ref' {ref!r} leads nowhere; it accepts anything", hint=hint)


def _refused(schema: SchemaFile, rule: str, reason: str, *, line: int = 1, column: int = 1, severity: Severity = Severity.ERROR) -> Reading:
    hint = "the message gets an open model that keeps whatever it is given"
    return Reading(diagnostics=(Diagnostic(Location(schema.path, line, column), rule, severity, reason, hint=hint),))
