"""Whether the gateway can send: a broker that takes nothing is an answer to the client, and a part of the process that is not ready."""

import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from pydantic import ValidationError

from ..failures import RequestFailed, RequestTimeout
from .problems import Problem

_log = logging.getLogger("flowmart.gateway")

_REMEMBERED_SECONDS = 10.0
"""Whoever is told that the gateway is not ready sends it nothing: without an end to it, nobody would find out that it is again."""


class Sending:
    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failed_at: float | None = None

    @property
    def state(self) -> str:
        """`ok`, or what was wrong a moment ago."""
        failed = self._failed_at is not None and self._now() - self._failed_at < _REMEMBERED_SECONDS
        return "its messages cannot be published" if failed else "ok"

    @contextmanager
    def noted(self) -> Generator[None, None, None]:
        """Around publishing and asking. Raises Problem 503 when the broker does not take the message."""
        try:
            yield
        except (RequestFailed, RequestTimeout, ValidationError):
            # The broker did its part.
            self._failed_at = None
            raise
        except Exception as error:
            self._failed_at = self._now()
            _log.warning("a message cannot be published: %s: %s", type(error).__name__, error)
            again = {"Retry-After": "1"}
            raise Problem(503, "unavailable", "the broker does not take messages now; try again", headers=again) from error
        self._failed_at = None
