"""The pages of the gateway."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...config import Config
from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..channels import Addresses
from ..emitter import Deferred, Emission, Emitter, Made, Page
from ..headers import python_header
from ..literals import python_literal
from ..packages import package_page
from ..page_keys import page_key
from .components import parsed_schema, properties
from .operations import HttpOperation, operations


@dataclass(frozen=True, slots=True)
class RouteView:
    """The arguments of a Route, as (name, literal)."""

    arguments: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RoutesView:
    header: str
    routes: tuple[RouteView, ...]


@dataclass(frozen=True, slots=True)
class TextView:
    text: str


def emit(graph: Graph, config: Config) -> Emission:
    found, diagnostics = operations(graph)
    addresses = Addresses(graph, config)
    routes = RoutesView(python_header(), tuple(RouteView(tuple(_arguments(addresses, operation))) for operation in found))
    pages = [
        package_page("gateway", "The HTTP side of the system: the routes of the gateway, and their OpenAPI document."),
        Page("gateway/routes.py", "gateway/routes.py.jinja", routes, key=page_key(routes)),
        _openapi_page(graph, found),
    ]
    return Emission(pages, (*diagnostics, *_parameter_faults(found), *addresses.diagnostics))


def _openapi_page(graph: Graph, found: tuple[HttpOperation, ...]) -> Page:
    """The document is made of parsed schemas, so it is made only when one of them, or something else in it, has changed."""

    def make(requests: Sequence[object]) -> Iterator[Made]:
        from .openapi import openapi_text

        for _ in requests:
            yield Made(TextView(openapi_text(graph, found)))

    files = [document.digest for _, document in sorted(graph.catalog.documents.items())]
    key = page_key(([_openapi_input(operation) for operation in found], files))
    return Page("gateway/openapi.json", "gateway/openapi.json.jinja", Deferred(make, None), key=key)


def _openapi_input(operation: HttpOperation) -> tuple[object, ...]:
    """Everything that the document says of an operation, with digests for the schemas."""
    message, service, name = operation.message, operation.service.service, operation.received.name
    schemas = [(schema.path, schema.format, schema.digest) if schema else None for schema in (message.schema, message.reply)]
    return (
        (operation.method, operation.path, operation.status, message.operation),
        (message.id, message.type.value, message.name, message.summary, message.clients, message.deprecated is not None),
        (service.name, service.summary, name),
        schemas,
    )


def _arguments(addresses: Addresses, operation: HttpOperation) -> Iterator[tuple[str, str]]:
    message, received = operation.message, operation.received
    at = addresses.of(message, received.links)[0]
    yield "method", python_literal(operation.method)
    yield "path", python_literal(operation.path)
    yield "message", python_literal(message.id)
    yield "message_class", python_literal(received.name.class_name)
    yield "kind", python_literal(message.type.value)
    yield "service", python_literal(operation.service.service.id)
    yield "channel", python_literal(at.template)
    if at.id:
        yield "channel_id", python_literal(at.id)
    yield "address", at.literal
    yield "key", python_literal(message.partition_key or None)
    yield "reply_class", python_literal(received.name.reply_class)
    yield "status", str(operation.status)
    yield "clients", f"({''.join(f'{python_literal(client)}, ' for client in message.clients).strip()})"
    yield "summary", python_literal(" ".join(message.summary.split()))


def _parameter_faults(found: tuple[HttpOperation, ...]) -> Iterator[Diagnostic]:
    """Path parameters that the message has no property for: their values would be lost."""
    for operation in found:
        schema = operation.message.schema
        if not operation.parameters or schema is None:
            continue
        known = properties(parsed_schema(schema.content, schema.format))
        for name in operation.parameters:
            if known and name not in known:
                yield _lost(operation, name)


def _lost(operation: HttpOperation, name: str) -> Diagnostic:
    message = operation.message
    text = f"the path of {message} has {{{name}}}, and its schema has no property '{name}'"
    return Diagnostic(
        message.at("operation"), "gateway/path-parameter", Severity.WARNING, text, str(message.key), "use the property's name"
    )


EMITTER = Emitter("gateway", emit)
