"""What a simulated system does wrong, and the frame around each of its operations.

| key | effect |
|---|---|
| fail | the next n calls answer 503 and do nothing |
| fail_after | the next n calls do the work and answer 500 |
| lose | the next n calls do the work and drop the connection |
| fail_rate, lose_rate | the same by chance, 0 to 1, repeatable by `seed` |
| slow | every call takes this many seconds longer |
| decline | tokens, numbers or addresses that are refused |
| decline_amounts | amounts that are refused |

One call alone: the header `X-Simulate: fail`, `fail-after`, `lose`, `decline` or `slow=<seconds>`.
A repeated `Idempotency-Key` does the work once and answers the same.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

Content: TypeAlias = dict[str, Any]
Result: TypeAlias = tuple[int, Content]
Work: TypeAlias = Callable[[Request, Content], Awaitable[Result]]


class Behaviour(BaseModel):
    """See the table above; `journey` and `return_journey` are the carrier's: (status, seconds before it) in order."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    fail: int = 0
    fail_after: int = 0
    lose: int = 0
    fail_rate: float = 0.0
    lose_rate: float = 0.0
    slow: float = 0.0
    decline: list[str] = []
    decline_amounts: list[int] = []
    seed: int = 1
    journey: list[tuple[str, float]] = [("dispatched", 0.1), ("in_transit", 0.1), ("delivered", 0.1)]
    return_journey: list[tuple[str, float]] = [("returned", 0.1)]


class Lost(Response):
    """An answer that never arrives: it is announced, and then the connection ends."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})


class Simulator:
    """The frame: behaviour, idempotency, and the ledger's counts. Operations are added by the systems."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.behaviour = Behaviour()
        self._chance = random.Random(self.behaviour.seed)
        self._answers: dict[str, Result] = {}
        self._routes = [
            Route("/behaviour", self._show_behaviour, methods=["GET"]),
            Route("/behaviour", self._set_behaviour, methods=["POST"]),
            Route("/behaviour", self._reset_behaviour, methods=["DELETE"]),
        ]

    def operation(self, method: str, path: str, work: Work) -> None:
        """Something the system does, with all that can go wrong."""

        async def endpoint(request: Request) -> Response:
            return await self._run(request, work)

        self._routes.append(Route(path, endpoint, methods=[method]))

    def ledger(self, path: str, entries: Callable[[], list[Content]]) -> None:
        """What the system did, for whoever checks; never fails."""

        async def endpoint(_: Request) -> Response:
            return JSONResponse(entries())

        self._routes.append(Route(path, endpoint, methods=["GET"]))

    def app(self) -> Starlette:
        return Starlette(routes=self._routes)

    def declines(self, request: Request, values: list[str], amount: int | None = None) -> bool:
        behaviour = self.behaviour
        told = request.headers.get("x-simulate") == "decline"
        return told or any(value in behaviour.decline for value in values) or amount in behaviour.decline_amounts

    async def _run(self, request: Request, work: Work) -> Response:
        told, _, value = request.headers.get("x-simulate", "").partition("=")
        await asyncio.sleep(float(value or 1) if told == "slow" else self.behaviour.slow)
        if told == "fail" or self._next("fail"):
            return JSONResponse({"error": "unavailable"}, 503)
        key = request.headers.get("idempotency-key")
        known = self._answers.get(f"{request.url.path} {key}") if key else None
        try:
            status, content = known or await work(request, await _content(request))
        except ValueError as error:
            return JSONResponse({"error": str(error)}, 400)
        if key:
            self._answers[f"{request.url.path} {key}"] = (status, content)
        if told == "fail-after" or self._next("fail_after"):
            return JSONResponse({"error": "internal"}, 500)
        if told == "lose" or self._next("lose"):
            return Lost()
        return JSONResponse(content, status)

    def _next(self, what: str) -> bool:
        """Whether this call is one of those that go wrong in this way."""
        left: int = getattr(self.behaviour, what)
        if left > 0:
            setattr(self.behaviour, what, left - 1)
            return True
        rate: float = getattr(self.behaviour, f"{what}_rate", 0.0)
        return rate > 0 and self._chance.random() < rate

    async def _show_behaviour(self, _: Request) -> Response:
        return JSONResponse(self.behaviour.model_dump())

    async def _set_behaviour(self, request: Request) -> Response:
        try:
            self.behaviour = Behaviour.model_validate({**self.behaviour.model_dump(), **await _content(request)})
        except (ValueError, ValidationError) as error:
            return JSONResponse({"error": str(error)}, 400)
        self._chance = random.Random(self.behaviour.seed)
        return await self._show_behaviour(request)

    async def _reset_behaviour(self, request: Request) -> Response:
        self.behaviour = Behaviour()
        return await self._show_behaviour(request)


async def _content(request: Request) -> Content:
    body = await request.body()
    if not body:
        return {}
    content: Any = await request.json()
    if not isinstance(content, dict):
        raise ValueError("a JSON object is expected")  # noqa: TRY004  (bad input, not a bad call)
    return cast(Content, content)


def text(content: Content, name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is missing")
    return value


def whole(content: Content, name: str) -> int:
    value = content.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{name} must be a whole number, 0 or more")
    return value
