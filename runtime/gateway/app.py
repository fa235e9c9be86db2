"""The gateway as a Starlette application: one route for each operation of the catalog.

A command without a reply answers 202 with its id once the transport holds it; a command with a reply
and a query answer with the reply. Keeps no answers: a repeated Idempotency-Key becomes the same message id,
and the service's inbox answers as it did the first time.
"""

import asyncio
import logging
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import cast
from uuid import uuid4

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route as WebRoute

from ..bindings import Route
from ..engine.desk import Moment
from ..engine.outlets import field_of
from ..engine.requests import Requests
from ..envelope import Envelope, derived_id
from ..failures import RequestFailed, RequestTimeout
from ..messages import HasReply, Message, Reply
from ..operating.endpoints import Health, health_routes
from ..operating.spans import serving
from ..transport.protocol import Outgoing, Transport
from .clients import Clients
from .keys import UsedKeys, fingerprint_of
from .limits import Limits
from .problems import Problem
from .reading import MessageReader, starlette_path
from .sending import Sending

_log = logging.getLogger("flowmart.gateway")

SOURCE = "/gateway"
_GRACE_SECONDS = 1.0

_TRACEPARENT = re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
_REQUEST_ID = re.compile(r"[\w.:/+=-]{1,128}")
_IDEMPOTENCY_KEY = re.compile(r"[\x21-\x7e]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gateway:
    """What the gateway is made of. `health` names each part that must be ready and its state: `ok`, or what is wrong.

    `openapi` is the text of the OpenAPI document. `deadline` is how long a reply is waited for, in seconds.
    """

    routes: Sequence[Route]
    classes: Callable[[str], type[Message]]
    transport: Transport
    requests: Requests
    keys: UsedKeys
    clients: Mapping[str, Sequence[str]]
    environment: str = "local"
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    openapi: bytes = b"{}"
    health: Health = dict
    deadline: float = 10.0
    limits: Limits = field(default_factory=lambda: Limits(None))
    sending: Sending = field(default_factory=Sending)


def gateway_app(gateway: Gateway) -> Starlette:
    by_path: dict[str, dict[str, _Operation]] = {}
    clients = Clients(gateway.clients)
    for route in gateway.routes:
        by_path.setdefault(starlette_path(route), {})[route.method.upper()] = _Operation(gateway, route, clients)
    web_routes = [
        # A path without parameters must not be taken for one with.
        WebRoute(path, _dispatch(operations), methods=sorted(operations))
        for path, operations in sorted(by_path.items(), key=lambda entry: (entry[0].count("{"), entry[0]))
    ]
    web_routes += [
        WebRoute("/openapi.json", _fixed(gateway.openapi), methods=["GET"]),
        *health_routes(gateway.health),
    ]
    return Starlette(routes=web_routes, exception_handlers={Problem: _on_problem, HTTPException: _on_http_error, Exception: _on_bug})


class _Operation:
    """One route of the catalog at work."""

    def __init__(self, gateway: Gateway, route: Route, clients: Clients) -> None:
        self._gateway = gateway
        self._route = route
        self._clients = clients
        self._topic = route.topic(gateway.environment, gateway.parameters)
        message_class = gateway.classes(route.message_class)
        self._reader = MessageReader(route, message_class)
        self._key_field = field_of(message_class, route.key or message_class.meta.key)

    async def __call__(self, request: Request) -> Response:
        given = request.headers.get("traceparent", "")
        began, status = time.monotonic(), 500
        try:
            with serving(f"{self._route.method} {self._route.path}", given if _TRACEPARENT.fullmatch(given) else None) as traceparent:
                response = await self._respond(request, traceparent)
            status = response.status_code
            return response
        except Problem as problem:
            status = problem.status
            raise
        except asyncio.CancelledError:
            # Nobody else ends a request: its client can wait no longer, because this process stops.
            status = 503
            again = {"Retry-After": "1"}
            raise Problem(503, "stopping", "the gateway stops; try again", headers=again) from None
        finally:
            took = 1000 * (time.monotonic() - began)
            _log.info("%s %s %d %.1f ms %s", self._route.method, self._route.path, status, took, request_id(request))

    async def _respond(self, request: Request, traceparent: str | None) -> Response:
        client = self._clients.of(request, self._route.clients)
        self._gateway.limits.take(client)
        asked = await self._reader.read(request)
        key = self._idempotency_key(request)
        if key is None:
            return await self._carry_out(request, asked.message, str(uuid4()), traceparent)
        message_id = derived_id(f"{client.fingerprint}:{key}", self._route.message, 0)
        async with self._gateway.keys.used(message_id, fingerprint_of(asked.content)):
            return await self._carry_out(request, asked.message, message_id, traceparent)

    async def _carry_out(self, request: Request, message: Message, message_id: str, traceparent: str | None) -> Response:
        envelope = self._envelope(message, message_id, traceparent)
        if self._route.reply_class is None or not isinstance(message, HasReply):
            async with self._sending():
                await self._gateway.transport.publish([Outgoing(self._topic, envelope.subject, envelope.wire(message.to_json()))])
            return self._accepted(request, envelope)
        data, reply_type = message.to_json(), cast(type[Reply], message.reply_type())
        try:
            async with self._sending():
                reply = await self._gateway.requests.ask(
                    self._topic, envelope.subject, envelope, data, reply_type, deadline=self._gateway.deadline
                )
        except RequestFailed as error:
            raise Problem(error.status, error.code, error.detail) from None
        except RequestTimeout:
            if self._route.kind == "query":
                raise Problem(504, "no-answer", f"{self._route.service} did not answer in time", headers={"Retry-After": "1"}) from None
            return self._accepted(request, envelope)
        return Response(reply.to_json(), self._route.status, _headers(request), "application/json")

    @asynccontextmanager
    async def _sending(self) -> AsyncGenerator[None, None]:
        """A broker that does not answer at all is no better than one that refuses."""
        with self._gateway.sending.noted():
            async with asyncio.timeout(self._gateway.deadline + _GRACE_SECONDS):
                yield

    def _accepted(self, request: Request, envelope: Envelope) -> Response:
        """The command is kept and will be handled."""
        status = self._route.status if self._route.reply_class is None else 202
        return JSONResponse({"id": envelope.id, "status": "accepted"}, status, _headers(request))

    def _envelope(self, message: Message, message_id: str, traceparent: str | None) -> Envelope:
        key = None if self._key_field is None else getattr(message, self._key_field, None)
        return Envelope(
            id=message_id,
            type=self._route.message,
            version=message.meta.version,
            source=SOURCE,
            time=Moment(time.time()).text,
            subject=None if key is None else str(key),
            correlation_id=message_id,
            traceparent=traceparent,
        )

    def _idempotency_key(self, request: Request) -> str | None:
        """None for a query, which changes nothing however often it is asked."""
        key = request.headers.get("idempotency-key")
        if key is None or self._route.kind == "query":
            return None
        if not _IDEMPOTENCY_KEY.fullmatch(key):
            raise Problem(400, "invalid-idempotency-key", "Idempotency-Key must be 1 to 255 visible ASCII characters")
        return key


def _dispatch(operations: Mapping[str, _Operation]) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return await operations["GET" if request.method == "HEAD" else request.method](request)

    return endpoint


def request_id(request: Request) -> str:
    """The caller's X-Request-Id when it is one, else a new one; the same for the whole request."""
    known: str | None = getattr(request.state, "request_id", None)
    if known is None:
        given = request.headers.get("x-request-id", "")
        known = given if _REQUEST_ID.fullmatch(given) else uuid4().hex
        request.state.request_id = known
    return known


def _headers(request: Request) -> dict[str, str]:
    return {"X-Request-Id": request_id(request)}


def _fixed(content: bytes) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        return Response(content, media_type="application/json")

    return endpoint


async def _on_problem(request: Request, error: Exception) -> Response:
    response = error.response(request_id(request)) if isinstance(error, Problem) else JSONResponse({}, 500)
    response.headers["X-Request-Id"] = request_id(request)
    return response


async def _on_http_error(request: Request, error: Exception) -> Response:
    status, headers = (error.status_code, error.headers) if isinstance(error, HTTPException) else (500, None)
    codes = {404: ("not-found", f"nothing at {request.url.path}"), 405: ("method-not-allowed", f"{request.method} is not for this path")}
    code, detail = codes.get(status, ("error", "the request was refused"))
    return await _on_problem(request, Problem(status, code, detail, headers=headers))


async def _on_bug(request: Request, error: Exception) -> Response:
    return await _on_problem(request, Problem(500, "internal", "the gateway could not handle this request"))
