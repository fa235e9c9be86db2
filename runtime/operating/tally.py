"""What one service has handled so far, counted in plain numbers: a scrape turns them into metrics, a message only adds to them."""

from bisect import bisect_left
from dataclasses import dataclass, field

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
"""Upper bounds of the latency histogram, in seconds from sending to handled."""


@dataclass(slots=True)
class Latency:
    """`buckets` has one count more than there are bounds; `total` is in seconds."""

    buckets: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


class Tally:
    """Counts by (message, handler) and outcome. Written and read on the event loop only."""

    __slots__ = ("latencies", "latest", "outcomes")

    def __init__(self) -> None:
        self.outcomes: dict[tuple[str, str, str], int] = {}
        self.latencies: dict[tuple[str, str], Latency] = {}
        self.latest: dict[str, float] = {}
        """By topic: how old the message was that ended last, in seconds."""

    def count(self, message: str, handler: str, outcome: str, topic: str, seconds: float) -> None:
        key = (message, handler, outcome)
        self.outcomes[key] = self.outcomes.get(key, 0) + 1
        if outcome == "retried":
            return
        self.latest[topic] = seconds
        latency = self.latencies.get(key[:2])
        if latency is None:
            latency = self.latencies[key[:2]] = Latency()
        latency.add(seconds)
