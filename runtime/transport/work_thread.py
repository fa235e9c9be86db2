"""A thread for a client library that blocks and wants to be used from one thread; one that never returns does not keep the process alive."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class WorkThread:
    def __init__(self, name: str) -> None:
        self._orders: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]] | None] = SimpleQueue()
        threading.Thread(target=self._run, name=name, daemon=True).start()

    async def run(self, work: Callable[[], T]) -> T:
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._orders.put((work, future))
        return await future

    def end(self) -> None:
        """After what it has been told to do."""
        self._orders.put(None)

    def _run(self) -> None:
        while (order := self._orders.get()) is not None:
            work, future = order
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
