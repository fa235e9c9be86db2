"""A message's `operation` is not in the OpenAPI document of the service that receives it.

Why: Callers read one, the gateway is made from the other. Compared are method and path; the names of path parameters may differ.
Services without an OpenAPI document, and messages without a path, are left alone.

Bad:

    PlaceOrder        operation: {method: POST, path: /orders}
    openapi.yaml      paths: {/order: {post: {}}}

Good:

    openapi.yaml      paths: {/orders: {post: {}}}
"""

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Message, Service
from ..rule import Rule

_PARAMETER = re.compile(r"\{[^{}]*\}|:[A-Za-z_]\w*")


def check(graph: Graph) -> Iterator[Diagnostic]:
    for service in graph.services:
        documents = [found for found in service.specifications if found.type == "openapi" and any(op.path for op in found.operations)]
        if not documents:
            continue
        offered = {_shape(operation.method, operation.path) for found in documents for operation in found.operations}
        for link in graph.receives(service):
            if _is_missing(link.message, offered):
                operation = link.message.operation
                shown = f"{operation.method} {operation.path}" if operation is not None else ""
                message = f"{shown} of {link.message.id} is not in {documents[0].path} of {service.id}"
                yield RULE.finding(link.message.at("operation"), message, subject=link.message, hint=_hint(service))


def _is_missing(message: Message, offered: set[tuple[str, str]]) -> bool:
    operation = message.operation
    if operation is None or not operation.method or not operation.path:
        return False
    method, path = _shape(operation.method, operation.path)
    # The base path of a document's servers may be part of the one and not of the other.
    return not any(method == other and (path.endswith(shape) or shape.endswith(path)) for other, shape in offered)


def _shape(method: str, path: str) -> tuple[str, str]:
    return method.upper(), _PARAMETER.sub("{}", path).rstrip("/")


def _hint(service: Service) -> str:
    return f"correct 'operation', or the document of {service.id}"


RULE: Rule[Graph] = Rule("specifications/operation", Severity.WARNING, __doc__, check)
