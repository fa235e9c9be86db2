"""What a comparison of two schemas says: the changes, each with a verdict for both directions and its place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..diagnostics import Location


class Verdict(StrEnum):
    """Of one direction. `UNKNOWN` is no permission: it says that a keyword could not be judged."""

    COMPATIBLE = "compatible"
    UNKNOWN = "unknown"
    INCOMPATIBLE = "incompatible"


_ORDER = (Verdict.COMPATIBLE, Verdict.UNKNOWN, Verdict.INCOMPATIBLE)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    return max(verdicts, key=_ORDER.index, default=Verdict.COMPATIBLE)


@dataclass(frozen=True, slots=True)
class Pointer:
    """A place in a JSON or YAML document that has not been looked up yet (see places.py)."""

    document: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `rule` is its id; `path` the field of the payload (`lines.*.price`), empty for the whole.

    `backward`: can a reader of the new schema read old data; `forward`: can a reader of the old schema read new data.
    `categories` is for Protobuf: which of WIRE, WIRE_JSON and SOURCE the change breaks.
    """

    rule: str
    path: str
    message: str
    place: Location | Pointer
    backward: Verdict = Verdict.COMPATIBLE
    forward: Verdict = Verdict.COMPATIBLE
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The verdicts of the whole, and the changes that they come from, in the order of the new schema."""

    backward: Verdict
    forward: Verdict
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaText:
    """A schema and the texts of the files that it refers to, by path."""

    path: str
    text: str
    beside: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def texts(self) -> dict[str, str]:
        return {**self.beside, self.path: self.text}


SAME = Comparison(Verdict.COMPATIBLE, Verdict.COMPATIBLE)
