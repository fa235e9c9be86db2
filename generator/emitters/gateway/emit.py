"""The pages of the gateway."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...config import Config
from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ..channels import Addresses
from ..emitter import Emission, Emitter, Page
from ..headers import python_header
from ..literals import python_literal
from ..page_keys import page_key
from .components import Components, properties
from .openapi import openapi_text
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
    document = TextView(openapi_text(graph, found))
    pages = [
        Page("gateway/__init__.py", "gateway/package.py.jinja", TextView(python_header()), key=page_key(python_header())),
        Page("gateway/routes.py", "gateway/routes.py.jinja", routes, key=page_key(routes)),
        Page("gateway/openapi.json", "gateway/openapi.json.jinja", document, key=page_key(document)),
    ]
    return Emission(pages, (*diagnostics, *_parameter_faults(graph, found), *addresses.diagnostics))


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
    yield "address", at.literal
    yield "key", python_literal(message.partition_key or None)
    yield "reply_class", python_literal(received.name.reply_class)
    yield "status", str(operation.status)
    yield "clients", f"({''.join(f'{python_literal(client)}, ' for client in message.clients).strip()})"
    yield "summary", python_literal(" ".join(message.summary.split()))


def _parameter_faults(graph: Graph, found: tuple[HttpOperation, ...]) -> Iterator[Diagnostic]:
    """Path parameters that the message has no property for: their values would be lost."""
    components = Components(graph)
    for operation in found:
        if not operation.parameters:
            continue
        reference = components.reference(operation.message.schema, operation.received.name.class_name)
        known = properties(components.schemas[str(reference["$ref"]).rpartition("/")[2]])
        for name in operation.parameters:
            if known and name not in known:
                message = operation.message
                text = f"the path of {message} has {{{name}}}, and its schema has no property '{name}'"
                yield Diagnostic(
                    message.at("operation"), "gateway/path-parameter", Severity.WARNING, text, str(message.key), "use the property's name"
                )


EMITTER = Emitter("gateway", emit)
