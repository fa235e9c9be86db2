"""A thread for what blocks and wants to be used from one thread: a client library, a database connection. One that never returns does not
keep the process alive. A round trip costs half of what it does by an executor, whose futures are made for many threads."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class WorkThread:
    """Starts with the first work that it is given."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._orders: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._ended = False

    async def run(self, work: Callable[[], T]) -> T:
        """What `work` returns or raises. Work whose caller has been cancelled before its turn is left out."""
        if self._ended:
            raise RuntimeError(f"the thread {self._name} has ended")
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._orders.put((work, future))
        return await future

    def end(self) -> None:
        """After what it has been told to do."""
        self._ended = True
        self._orders.put(None)

    def join(self) -> None:
        """Until it has ended."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while (order := self._orders.get()) is not None:
            work, future = order
            if future.cancelled():
                continue
            result, error = None, None
            try:
                result = work()
            except BaseException as raised:  # noqa: BLE001  (it is the caller's)
                error = raised
            # The loop may be closed by now, where nobody waited any longer.
            with suppress(RuntimeError):
                future.get_loop().call_soon_threadsafe(_settle, future, result, error)


def _settle(future: "asyncio.Future[Any]", result: Any, error: BaseException | None) -> None:
    if future.done():
        return
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(result)
