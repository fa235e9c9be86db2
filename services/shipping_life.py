"""The life of a parcel: functions without a database, to be read and tested by themselves."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from flowmart.runtime import BusinessError

Status: TypeAlias = Literal["created", "dispatched", "in_transit", "delivered", "failed", "returned", "cancelled"]

Pieces: TypeAlias = dict[str, int]
"""SKU to quantity."""

_STEP: Mapping[Status, int] = {"created": 0, "dispatched": 1, "in_transit": 2, "delivered": 3, "failed": 3, "returned": 4}


def steps(status: Status, reported: Status) -> tuple[Status, ...]:
    """What a report of the carrier adds to the life of a parcel: nothing when it is late or repeated.

    A parcel that is on its way has left the warehouse, even if the report of that was lost. Raises BusinessError when the
    report contradicts what is known.
    """
    if status == "cancelled" or {status, reported} == {"delivered", "failed"}:
        raise BusinessError("report-contradicts", f"the parcel is {status}: it can't be {reported}")
    if reported == "returned" and status not in ("failed", "returned"):
        raise BusinessError("no-return-announced", f"the parcel is {status}, and nobody asked for a return label")
    if _STEP[reported] < _STEP[status] or (reported == status and reported != "in_transit"):
        return ()
    return ("dispatched", reported) if status == "created" and reported != "dispatched" else (reported,)


def returnable(delivered: Pieces, returns: Iterable[Pieces]) -> Pieces:
    """What is left to send back of what was delivered."""
    left = dict(delivered)
    for pieces in returns:
        for sku, quantity in pieces.items():
            left[sku] = left.get(sku, 0) - quantity
    return left


def check_return(wanted: Pieces, left: Pieces) -> None:
    """Raises BusinessError when more is to come back than there is."""
    excess = sorted(sku for sku, quantity in wanted.items() if quantity > left.get(sku, 0))
    if excess:
        raise BusinessError("return-exceeds-delivery", f"more of {', '.join(excess)} would come back than was delivered")


def pieces(lines: Iterable[tuple[str, int]]) -> Pieces:
    """Lines by SKU; several lines of one product are added up."""
    found: Pieces = {}
    for sku, quantity in lines:
        found[sku] = found.get(sku, 0) + quantity
    return found
