"""How often one client may call: a token bucket per API key, in this process's memory."""

import time
from collections.abc import Callable
from math import ceil

from .clients import Client
from .problems import Problem


class Limits:
    """`rate` is in requests a second for one key, None for no limit; `burst` may come at once (default: two seconds' worth).

    Buckets are as many as there are keys: nobody without a known key gets here.
    """

    def __init__(self, rate: float | None, burst: int | None = None, now: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = float(burst if burst is not None else max(1, ceil(2 * (rate or 1))))
        self._now = now
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, client: Client) -> None:
        """Raises Problem 429, which says when to come back, when the client's bucket is empty."""
        if self._rate is None:
            return
        now = self._now()
        level, since = self._buckets.get(client.fingerprint, (self._burst, now))
        level = min(self._burst, level + (now - since) * self._rate)
        if level < 1:
            self._buckets[client.fingerprint] = (level, now)
            wait = ceil((1 - level) / self._rate)
            raise Problem(429, "too-many-requests", f"more than {self._rate:g} requests a second", headers={"Retry-After": str(wait)})
        self._buckets[client.fingerprint] = (level - 1, now)
