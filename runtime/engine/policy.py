"""How often and when a failing message is tried again, and how much runs at once."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """`attempts` counts the first one. Pauses and the time-out of one effect are in seconds.

    `ordered`: while a message waits, later ones of its channel and key wait behind it.
    `concurrency`: how many effects of the service run at the same time.
    """

    attempts: int = 6
    first_pause: float = 0.2
    factor: float = 3.0
    longest_pause: float = 60.0
    jitter: float = 0.2
    timeout: float = 30.0
    ordered: bool = True
    concurrency: int = 32

    def pause(self, attempt: int) -> float:
        """How long to wait after the failed attempt with this number. Grows monotonically: the jitter is
        only ever added, and less than a step."""
        pause = min(self.first_pause * self.factor ** (attempt - 1), self.longest_pause)
        return pause * (1 + random.random() * self.jitter)
