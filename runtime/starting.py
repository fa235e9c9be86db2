"""How a process starts: it waits for a broker or a database that is not up yet, with growing pauses, for so long and no longer; and
keeps what it has loaded out of the way of its memory management."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable

from .failures import RuntimeFailure

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 5.0


async def reach(open_it: Callable[[], Awaitable[None]], *, limit: float, say: Callable[[str], None]) -> None:
    """Calls `open_it` until it does not raise RuntimeFailure; after `limit` seconds the failure is the caller's."""
    end = time.monotonic() + limit
    pause = _FIRST_PAUSE
    while True:
        try:
            return await open_it()
        except RuntimeFailure as failure:
            if time.monotonic() + pause > end:
                raise
            say(f"{failure.message}; trying again in {pause:g} s")
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)


def settle() -> None:
    """When all is loaded: what is there stays, and is not looked at again each time that Python looks for cycles of dead objects. A batch of
    messages makes thousands of objects and hardly a cycle, so that it looks less often, too."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
