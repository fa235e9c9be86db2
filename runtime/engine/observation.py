"""What somebody who watches a running system is told about each handled message."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..envelope import Envelope

Outcome: TypeAlias = Literal["handled", "refused", "retried", "dead", "answered"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """`sender` and `receiver` are service ids (`gateway` for the gateway). `seconds` is the time from sending to
    handled, `wire` the whole envelope. An outcome of `answered` is a query's."""

    envelope: Envelope
    sender: str
    receiver: str
    handler: str
    seconds: float
    outcome: Outcome
    wire: bytes


Observer: TypeAlias = Callable[[Observation], None]
