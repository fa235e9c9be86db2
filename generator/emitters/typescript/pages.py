"""The pages of the TypeScript package: a module per message version and reply, the index, and the validators' common part.

Reads every schema (cheap), and shapes one when its page is needed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from ...config import Config
from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.json import Json, JsonObject
from ...model.resources import SchemaFile
from ..emitter import Deferred, Emission, Made, Page
from ..message_names import message_names
from ..models.collisions import located
from ..models.library import Library
from ..models.metaschemas import counts_siblings
from ..models.pages import message_modules
from ..models.protobuf import read_protobuf
from ..models.reading import Reading, read_schema
from ..models.requests import MessageClass, ModelRequest
from ..models.shapes import ModuleShape, open_shape
from ..models.shaping import shaped
from ..page_keys import page_key
from .avro_schema import avro_json_schema
from .bundle import OTHER_NAMES, Bundle, Loss, bundled
from .literals import header, line_comment, literal
from .protobuf_schema import protobuf_json_schema
from .types import type_views
from .views import ExportView, FixedView, IndexView, ModuleView

_FOLDER = "typescript"
_SCHEMA_INDENT = 2
_PATTERNS = ("characters", "pattern", "references", "search", "steps", "syntax")
_FIXED = ("package.json", "formats.ts", "forms.ts", "names.ts", "validation.ts", *(f"patterns/{name}.ts" for name in _PATTERNS))


def emit(graph: Graph, config: Config) -> Emission:
    """What is wrong with names and schemas is the models' finding, and not repeated here."""
    names = message_names(graph)
    documents = graph.catalog.documents
    library = Library({path: document.content for path, document in documents.items()})
    pages: list[Page] = []
    exports: list[ExportView] = []
    for message in graph.messages:
        name = names.by_key.get(message.key)
        for about, schema, module in message_modules(message, name) if name else ():
            reading = Reading() if schema is None else read_schema(schema, library, about.id)
            usable = schema if reading.tree is not None else None
            used = [documents[path].digest for path in reading.files if path in documents]
            view = Deferred(_made, ModelRequest(about, usable, library))
            key = page_key((about, usable is not None, used))
            pages.append(Page(f"{_FOLDER}/messages/{module}.ts", "typescript/module.ts.jinja", view, source=about.sources[0], key=key))
            exports.append(ExportView(about.name, module))
    index = IndexView(header(), tuple(sorted(exports, key=lambda export: export.name)))
    fixed = FixedView(header())
    return Emission(
        [
            Page(f"{_FOLDER}/index.ts", "typescript/index.ts.jinja", index, key=page_key(index)),
            *(Page(f"{_FOLDER}/{name}", f"typescript/{name}.jinja", fixed, key=page_key(fixed)) for name in _FIXED),
            *pages,
        ]
    )


def _made(requests: Sequence[object]) -> Iterable[Made]:
    for request in cast("Sequence[ModelRequest]", requests):
        name = request.message.name
        shape, bundle = _typed(request) or (open_shape(name), Bundle("2020-12", True))
        yield Made(_module(request.message, shape, bundle), [_finding(loss, request) for loss in bundle.losses])


def _finding(loss: Loss, request: ModelRequest) -> Diagnostic:
    path, text = (request.schema.path, request.schema.content or "") if request.schema else ("", "")
    said = f"it can't be checked in TypeScript: {loss.reason}"
    place = located(loss.place, path, text, request.library)
    return Diagnostic(place, "payload/unchecked-keyword", Severity.WARNING, said, request.message.name)


def _module(about: MessageClass, shape: ModuleShape, bundle: Bundle) -> ModuleView:
    types = type_views(shape, about.text)
    lines = [header(about.sources[0]), *(line_comment(f"Schema: {path}") for path in about.sources[1:])]
    uses_json = any("JsonValue" in text for type in types for text in (type.alias, *(property.text for property in type.properties)))
    return ModuleView(tuple(lines), uses_json, types, about.name, _facts(about, bundle), literal(bundle.schema, _SCHEMA_INDENT))


def _facts(about: MessageClass, bundle: Bundle) -> tuple[str, ...]:
    facts: JsonObject = {
        "kind": about.base.lower(),
        "id": about.id,
        "version": about.version,
        "digest": about.digest,
        "dialect": bundle.dialect,
    }
    if bundle.format:
        facts["format"] = bundle.format
    if bundle.format and OTHER_NAMES in repr(bundle.schema):
        facts[OTHER_NAMES] = True
    return tuple(f"{name}: {literal(value)}" for name, value in facts.items())


def _typed(request: ModelRequest) -> tuple[ModuleShape, Bundle] | None:
    """None when no types can be made: the message is open, as its Python model is."""
    schema, library = request.schema, request.library
    if schema is None:
        return None
    try:
        reading = read_schema(schema, library, request.message.id)
        tree = _json_schema(request, schema, reading)
        shape = shaped(tree, path=schema.path, root=request.message.name, library=library, siblings=counts_siblings(tree))
        bundle = bundled(tree, schema.path, library, reading.files if reading.language == "jsonschema" else ())
        return shape, replace(bundle, format="" if reading.language == "jsonschema" else reading.language)
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _json_schema(request: ModelRequest, schema: SchemaFile, reading: Reading) -> Json:
    """The schema itself, or that of the JSON which Avro and Protobuf messages are written as."""
    if reading.language == "avro":
        return avro_json_schema(reading.tree)
    if reading.language == "protobuf":
        return protobuf_json_schema(read_protobuf(schema, request.library, request.message.id))
    return reading.tree
