"""A carrier that reports what happens to a parcel to the shop's gateway, as a partner.

| call | body | answer |
|---|---|---|
| POST /bookings | reference (the shipment's id), address, lines | 201 {id, reference, trackingNumber, label, status: booked} |
| POST /bookings/{id}/cancellation | | 200 {id, status: cancelled}; 404; 409 when the parcel is under way |
| POST /labels | reference, lines | 201 {id, reference, trackingNumber, label}: a return, on its way back at once |
| POST /bookings/{id}/status | status, detail | 200; the parcel meets this now, and it is reported |
| GET /bookings, /labels, /reports | | everything that was done, in order |

Booked parcels go through the behaviour's `journey`, returns through `return_journey`: (status, seconds before
it) in order. Each step is reported by POST {shop}/shipments/{reference}/status with {status, occurredAt,
location, detail}, again and again until the shop answers with anything below 500. A report that the shop refuses
because it does not know the parcel yet (404), or does not expect it yet (409), is repeated for a few seconds.
"""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import httpx
from starlette.applications import Starlette
from starlette.requests import Request

from .behaviour import Content, Result, Simulator, text

_TRIES = 40
_EARLY = (404, 409)
_EARLY_TRIES = 8
_LOCATIONS = {
    "dispatched": "Leipzig hub",
    "in_transit": "Erfurt",
    "delivered": "front door",
    "failed": "front door",
    "returned": "warehouse",
}
_DETAILS = {"failed": "nobody at home"}


class Carrier(Simulator):
    """`report_to` tells it where the shop is, once the shop is open."""

    def __init__(self) -> None:
        super().__init__("carrier")
        self._bookings: list[Content] = []
        self._labels: list[Content] = []
        self._reports: list[Content] = []
        self._shop: tuple[str, str] | None = None
        self._journeys: set[asyncio.Task[None]] = set()
        self.operation("POST", "/bookings", self._book)
        self.operation("POST", "/bookings/{id}/cancellation", self._cancel)
        self.operation("POST", "/bookings/{id}/status", self._meet)
        self.operation("POST", "/labels", self._label)
        self.ledger("/bookings", lambda: self._bookings)
        self.ledger("/labels", lambda: self._labels)
        self.ledger("/reports", lambda: self._reports)

    def application(self) -> Starlette:
        return self.app()

    def report_to(self, url: str, key: str) -> None:
        self._shop = (url, key)

    async def close(self) -> None:
        for journey in self._journeys:
            journey.cancel()
        await asyncio.gather(*self._journeys, return_exceptions=True)

    async def _book(self, request: Request, content: Content) -> Result:
        reference = text(content, "reference")
        if self.declines(request, [reference]):
            return 422, {"error": "address not served"}
        booking = self._parcel("bk", len(self._bookings) + 1, reference, request) | {"status": "booked"}
        self._bookings.append(booking)
        self._travel(booking, self.behaviour.journey)
        return 201, dict(booking)

    async def _cancel(self, request: Request, content: Content) -> Result:
        booking = self._found(request)
        if booking is None:
            return 404, {"error": "no such booking"}
        if booking["status"] not in ("booked", "cancelled"):
            return 409, {"error": "the parcel is under way", "status": booking["status"]}
        booking["status"] = "cancelled"
        return 200, dict(booking)

    async def _meet(self, request: Request, content: Content) -> Result:
        booking = self._found(request)
        if booking is None:
            return 404, {"error": "no such booking"}
        booking["status"] = text(content, "status")
        await self._report(booking, booking["status"], content.get("detail"))
        return 200, dict(booking)

    async def _label(self, request: Request, content: Content) -> Result:
        label = self._parcel("rt", len(self._labels) + 1, text(content, "reference"), request) | {"status": "labelled"}
        self._labels.append(label)
        self._travel(label, self.behaviour.return_journey)
        return 201, dict(label)

    def _parcel(self, prefix: str, number: int, reference: str, request: Request) -> Content:
        tracking = f"FM{number:09}{prefix.upper()}"
        return {
            "id": f"{prefix}_{number:06}",
            "reference": reference,
            "trackingNumber": tracking,
            "label": f"https://carrier.invalid/labels/{tracking}.pdf",
            "idempotencyKey": request.headers.get("idempotency-key"),
        }

    def _found(self, request: Request) -> Content | None:
        return next((each for each in self._bookings if each["id"] == request.path_params["id"]), None)

    def _travel(self, parcel: Content, journey: Sequence[tuple[str, float]]) -> None:
        async def travel() -> None:
            for status, seconds in journey:
                await asyncio.sleep(seconds)
                if parcel["status"] == "cancelled":
                    return
                parcel["status"] = status
                await self._report(parcel, status, None)

        task = asyncio.get_running_loop().create_task(travel())
        self._journeys.add(task)
        task.add_done_callback(self._journeys.discard)

    async def _report(self, parcel: Content, status: str, detail: str | None) -> None:
        occurred = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        report: Content = {"status": status, "occurredAt": occurred, "location": _LOCATIONS.get(status, "on the way")}
        if detail or status in _DETAILS:
            report["detail"] = detail or _DETAILS[status]
        entry = {"reference": parcel["reference"], **report, "answer": None}
        self._reports.append(entry)
        refusals = 0
        for attempt in range(_TRIES):
            # The moment is part of the key: a hub may be passed twice, and numbers begin anew with every start. A refusal
            # is kept by the shop like any answer, so that another try needs another key.
            key = f"{parcel['id']}-{status}-{occurred}-{refusals}"
            answer = entry["answer"] = await self._post(parcel, report, key)
            if answer in _EARLY and refusals < _EARLY_TRIES:
                refusals += 1
            elif answer is not None and answer < 500:
                return
            await asyncio.sleep(min(0.1 * 2**attempt, 2.0))

    async def _post(self, parcel: Content, report: Content, key: str) -> int | None:
        """The status of the shop's answer; None when there was none."""
        if self._shop is None:
            return None
        url, partner_key = self._shop
        headers = {"X-API-Key": partner_key, "Idempotency-Key": key}
        try:
            async with httpx.AsyncClient(timeout=15) as client:
                answer = await client.post(f"{url}/shipments/{parcel['reference']}/status", json=report, headers=headers)
                # The shop is still at work on the report: the next try gets its answer, under the same key.
                under_way = answer.status_code == 409 and b"idempotency-key-in-progress" in answer.content
                return None if under_way else answer.status_code
        except httpx.HTTPError:
            return None
