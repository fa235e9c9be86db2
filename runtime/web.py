"""An HTTP server inside this process, for the gateway and the simulators. Prints nothing, handles no signals."""

import asyncio
import logging
import socket
from collections.abc import Generator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from .failures import RuntimeFailure

# Without a handler somewhere, Python itself would print the server's errors to stderr.
logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
# That a server has started is said by whoever started it.
logging.getLogger("uvicorn.error").setLevel(logging.WARNING)


class _QuietServer(uvicorn.Server):
    """Leaves signals to the program that runs it."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class WebServer:
    """Serves an application from `start` to `stop`. Port 0 is any free one; `url` tells which."""

    def __init__(self, app: ASGIApp, *, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._server = _QuietServer(
            uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=5, server_header=False)
        )
        self._task: asyncio.Task[None] | None = None
        self._listener: socket.socket | None = None

    @property
    def url(self) -> str:
        return f"http://{self._host}:{self._port}"

    def reserve(self) -> None:
        """Take the port now, to serve on it later. Raises RuntimeFailure when it is not to be had."""
        if self._listener is None:
            self._listener = self._bind()
            self._port = self._listener.getsockname()[1]

    async def start(self) -> None:
        self.reserve()
        if self._listener is not None:
            self._task = asyncio.get_running_loop().create_task(self._server.serve(sockets=[self._listener]))
            while not self._server.started and not self._task.done():
                await asyncio.sleep(0.002)

    async def stop(self) -> None:
        """Finish the requests that are under way."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task
        elif self._listener is not None:
            self._listener.close()

    def _bind(self) -> socket.socket:
        listener = socket.socket(socket.AF_INET6 if ":" in self._host else socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((self._host, self._port))
        except OSError as error:
            listener.close()
            raise RuntimeFailure(
                f"cannot listen on {self._host}:{self._port}: {(error.strerror or str(error)).lower()}",
                "stop the program that uses the port, or choose another one (the environment's gateway.port)",
            ) from error
        listener.listen(2048)
        return listener
