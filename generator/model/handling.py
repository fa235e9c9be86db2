"""How often and how a service's handlers try, as the catalog says it (`x-flowmart-handling`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Handling:
    """`message` is the id of a received message, or empty for all of the service. `values` are by the runtime's names,
    pauses and time-outs in seconds."""

    message: str
    values: tuple[tuple[str, float | bool], ...]
