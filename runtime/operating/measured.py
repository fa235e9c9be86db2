"""What one service looks like at the time of a scrape."""

from dataclasses import dataclass

from ..store.stock import Stock
from .tally import Tally


@dataclass(frozen=True, slots=True)
class Measured:
    """One service at the time of a scrape. `in_flight` are effects that run; `stock` is None while its database can't be read.

    `outbox_age` is that of the oldest unsent message, in seconds.
    """

    ready: bool
    in_flight: int
    tally: Tally
    stock: Stock | None
    outbox_age: float = 0.0
