"""`/health/live`, `/health/ready` and `/metrics` over HTTP, for probes and for Prometheus."""

from collections.abc import Awaitable, Callable, Mapping

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Health = Callable[[], Mapping[str, str]]
Scrape = Callable[[], Awaitable[bytes]]


def health_routes(health: Health) -> list[Route]:
    """Live: the process answers. Ready: every part says `ok`; else 503, with what each says."""
    return [Route("/health/live", _live, methods=["GET"]), Route("/health/ready", _ready(health), methods=["GET"])]


def operations_app(health: Health, scrape: Scrape) -> Starlette:
    """What is for operators and not for the gateway's clients."""
    return Starlette(routes=[*health_routes(health), Route("/metrics", _metrics(scrape), methods=["GET"])])


async def _live(request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _ready(health: Health) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        parts = dict(health())
        ready = all(state == "ok" for state in parts.values())
        return JSONResponse({"status": "ok" if ready else "not ready", "parts": parts}, 200 if ready else 503)

    return endpoint


def _metrics(scrape: Scrape) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        from .metrics import CONTENT_TYPE

        return Response(await scrape(), media_type=CONTENT_TYPE)

    return endpoint
