"""The pages of all messages: one module per message version and per reply, and the package that finds them.

Reads every schema (cheap), and leaves the models to be generated when a page is needed (costly; see generate.py).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...config import Config
from ...diagnostics import Diagnostic
from ...graph.graph import Graph
from ...model.resources import Message, SchemaFile
from ..emitter import Deferred, Emission, Made, Page
from ..headers import python_header
from ..message_names import MessageName, message_names
from ..other_schemas import OtherSchema
from ..packages import package_page
from ..page_keys import page_key
from .library import Library
from .reading import Reading, read_schema
from .requests import MessageClass, ModelRequest
from .settings import json_only, own_page, unknown_messages, with_settings
from .views import ExportView, PackageView

_BASES = {"event": "Event", "command": "Command", "query": "Query"}
_NO_SCHEMA = "The catalog has no schema for it: the model keeps whatever it is given."
_BAD_SCHEMA = "No model can be made of its schema: the model keeps whatever it is given."


def emit(graph: Graph, config: Config) -> Emission:
    names = message_names(graph)
    documents = graph.catalog.documents
    library = Library({path: document.content for path, document in documents.items()})
    pages: list[Page] = []
    diagnostics: list[Diagnostic] = [*names.diagnostics, *unknown_messages(graph, config.models)]
    exports: list[ExportView] = []
    wired: list[Page] = []
    for message in graph.messages:
        name = names.by_key.get(message.key)
        for about, schema, module in message_modules(message, name) if name else ():
            reading = Reading() if schema is None else read_schema(schema, library, about.id)
            diagnostics.extend(reading.diagnostics)
            exports.append(ExportView(about.name, module))
            is_other = any(schema is other.schema for other in name.others) if name else False
            own = None if is_other else own_page(about, module, config.models, is_current=graph.is_current(message))
            if own is not None:
                pages.append(own)
                diagnostics += json_only(about, message, reading.language, graph, config.models)
                continue
            about = with_settings(about, message, config.models)
            used = [documents[path].digest for path in reading.files if path in documents]
            pages.append(_page(about, schema, reading, module, used, library))
            if schema is not None and reading.tree is not None and reading.language != "jsonschema":
                wired.append(_wire_page(ModelRequest(about, schema, library), module, used))
    pages.append(_package(exports))
    if wired:
        pages += [package_page("wire", "How messages with Avro and Protobuf schemas are written in binary."), *wired]
    return Emission(pages, diagnostics)


def message_modules(message: Message, name: MessageName) -> Iterator[tuple[MessageClass, SchemaFile | None, str]]:
    """The class, the schema and the module of a message, then those of its reply, then those of its other schemas."""
    yield (
        MessageClass(
            name.class_name,
            _BASES[message.type.value],
            message.id,
            message.version,
            _text(message),
            _sources(message, message.schema),
            message.partition_key,
            message.schema.digest if message.schema else "",
            message.schema_id,
            name.reply_class or "",
            name.reply_module or "",
        ),
        message.schema,
        name.module,
    )
    if name.reply_class and name.reply_module and message.reply:
        about = MessageClass(
            name.reply_class,
            "Reply",
            f"{message.id}Reply",
            message.version,
            f"The answer to {message.name or message.id}.",
            _sources(message, message.reply),
            digest=message.reply.digest,
        )
        yield about, message.reply, name.reply_module
    for other in name.others:
        about = MessageClass(
            other.class_name,
            _BASES[message.type.value],
            message.id,
            message.version,
            f"{_text(message)}\n\n{_about_other(other)}",
            _sources(message, other.schema),
            message.partition_key,
            other.schema.digest,
            reply_class=name.reply_class or "",
            reply_module=name.reply_module or "",
        )
        yield about, other.schema, other.module


def _about_other(other: OtherSchema) -> str:
    environments = ", ".join(other.schema.environments)
    return f"As its schema {other.schema.name or other.schema.path.rpartition('/')[2]} has it{f', for {environments}' if environments else ''}."


def _text(message: Message) -> str:
    return "\n\n".join(filter(None, (message.name.strip() or message.id, message.summary.strip())))


def _sources(message: Message, schema: SchemaFile | None) -> tuple[str, ...]:
    return (message.location.path, *([schema.path] if schema else []))


def _page(about: MessageClass, schema: SchemaFile | None, reading: Reading, module: str, used: Sequence[str], library: Library) -> Page:
    usable = schema if reading.tree is not None else None
    if usable is None:
        note = _NO_SCHEMA if schema is None or schema.content is None else _BAD_SCHEMA
        about = replace(about, text=f"{about.text}\n\n{note}")
    # The digest of the schema is part of `about`.
    key = page_key((about, usable is not None, used))
    view = Deferred(_made, ModelRequest(about, usable, library))
    return Page(f"messages/{module}.py", "models/module.py.jinja", view, source=about.sources[0], key=key)


def _wire_page(request: ModelRequest, module: str, used: Sequence[str]) -> Page:
    key = page_key((request.message, used))
    source = request.schema.path if request.schema else ""
    return Page(f"wire/{module}.py", "models/wire.py.jinja", Deferred(_wired, request), source=source, key=key)


def _wired(requests: Sequence[object]) -> Iterable[Made]:
    from .wire import wire_pages

    return wire_pages(requests)


def _made(requests: Sequence[object]) -> Iterable[Made]:
    from .generate import generate  # brings in pydantic and the code generator

    return generate(requests)


def _package(exports: list[ExportView]) -> Page:
    exports.sort(key=lambda export: export.name)
    view = PackageView((python_header(),), tuple(exports))
    return Page("messages/__init__.py", "models/package.py.jinja", view, key=page_key(view))
