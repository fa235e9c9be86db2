"""The carrier's HTTP interface, in the words of Shipping.

A refusal is a BusinessError; anything else that is no success is raised, and the runtime tries again with the same key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx

from flowmart.runtime import BusinessError
from services.shipping_life import Pieces


@dataclass(frozen=True, slots=True)
class Parcel:
    """`booking` is the carrier's name for it."""

    booking: str
    tracking_number: str
    label_url: str


async def book(carrier: httpx.AsyncClient, *, shipment: UUID, address: Mapping[str, str], lines: Pieces, key: str) -> Parcel:
    body = {"reference": str(shipment), "address": dict(address), "lines": _lines(lines)}
    answer = await carrier.post("/bookings", json=body, headers={"Idempotency-Key": key})
    if answer.status_code == 422:
        raise BusinessError("address-not-served", f"the carrier does not take the parcel: {answer.json().get('error')}")
    return _parcel(answer)


async def call_off(carrier: httpx.AsyncClient, booking: str, *, key: str) -> None:
    answer = await carrier.post(f"/bookings/{booking}/cancellation", headers={"Idempotency-Key": key})
    if answer.status_code == 409:
        raise BusinessError("shipment-dispatched", "the parcel has left the warehouse and can't be called off any more")
    answer.raise_for_status()


async def return_label(carrier: httpx.AsyncClient, *, shipment: UUID, lines: Pieces, key: str) -> Parcel:
    body = {"reference": str(shipment), "lines": _lines(lines)}
    return _parcel(await carrier.post("/labels", json=body, headers={"Idempotency-Key": key}))


def _lines(lines: Pieces) -> list[dict[str, object]]:
    return [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()]


def _parcel(answer: httpx.Response) -> Parcel:
    answer.raise_for_status()
    content = answer.json()
    return Parcel(booking=str(content["id"]), tracking_number=str(content["trackingNumber"]), label_url=str(content["label"]))
