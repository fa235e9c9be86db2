"""The simulated external systems: what they do, and what they do wrong when they are told to."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from flowmart.runtime import RuntimeFailure
from flowmart.runtime.simulators import Simulators
from flowmart.runtime.web import WebServer
from tests.runtime.running import until

CHARGE = {"amount": 500, "currency": "EUR", "token": "tok_visa", "reference": "p1"}


def run(name: str, test: Callable[[httpx.AsyncClient, Simulators], Awaitable[None]]) -> None:
    async def started() -> None:
        simulators = Simulators()
        addresses = await simulators.start({name: 0})
        try:
            async with httpx.AsyncClient(base_url=addresses[name]) as client:
                await test(client, simulators)
        finally:
            await simulators.stop()

    asyncio.run(asyncio.wait_for(started(), 20))


def test_charges_and_refunds_are_kept_in_the_ledger_once_per_key() -> None:
    async def test(client: httpx.AsyncClient, _: Simulators) -> None:
        key = {"Idempotency-Key": "k1"}
        first = await client.post("/charges", json=CHARGE, headers=key)
        again = await client.post("/charges", json=CHARGE, headers=key)
        assert (first.status_code, first.json()) == (again.status_code, again.json())
        assert first.json()["status"] == "succeeded"
        refund = {"chargeId": first.json()["id"], "amount": 300}
        assert (await client.post("/refunds", json=refund, headers={"Idempotency-Key": "k2"})).status_code == 201
        assert (await client.post("/refunds", json=refund, headers={"Idempotency-Key": "k3"})).status_code == 409
        assert (await client.post("/refunds", json={"chargeId": "none", "amount": 1})).status_code == 404
        [charge] = (await client.get("/charges")).json()
        assert (charge["amount"], charge["idempotencyKey"]) == (500, "k1")
        assert len((await client.get("/refunds")).json()) == 1

    run("card-gateway", test)


def test_cards_are_declined_by_token_and_by_amount() -> None:
    async def test(client: httpx.AsyncClient, _: Simulators) -> None:
        assert (await client.post("/charges", json=CHARGE | {"token": "tok_declined"})).status_code == 402
        assert (await client.post("/behaviour", json={"decline": ["tok_visa"], "decline_amounts": [7]})).status_code == 200
        assert (await client.post("/charges", json=CHARGE)).json()["status"] == "declined"
        assert (await client.post("/charges", json=CHARGE | {"token": "tok_x", "amount": 7})).status_code == 402
        await client.delete("/behaviour")
        assert (await client.post("/charges", json=CHARGE)).status_code == 201

    run("card-gateway", test)


def test_it_fails_is_slow_and_loses_answers_as_told() -> None:
    async def test(client: httpx.AsyncClient, _: Simulators) -> None:
        await client.post("/behaviour", json={"fail": 1, "fail_after": 1, "lose": 1})
        assert (await client.post("/charges", json=CHARGE, headers={"Idempotency-Key": "a"})).status_code == 503
        assert (await client.get("/charges")).json() == []
        assert (await client.post("/charges", json=CHARGE, headers={"Idempotency-Key": "a"})).status_code == 500
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post("/charges", json=CHARGE, headers={"Idempotency-Key": "a"})
        assert (await client.post("/charges", json=CHARGE, headers={"Idempotency-Key": "a"})).status_code == 201
        assert len((await client.get("/charges")).json()) == 1
        began = time.monotonic()
        await client.post("/charges", json=CHARGE, headers={"X-Simulate": "slow=0.1"})
        assert time.monotonic() - began >= 0.1
        assert (await client.post("/charges", json=CHARGE, headers={"X-Simulate": "fail"})).status_code == 503
        assert (await client.post("/behaviour", json={"explode": 1})).status_code == 400
        assert (await client.post("/charges", json={"amount": -1, "token": "t"})).status_code == 400

    run("card-gateway", test)


def test_messages_are_accepted_and_bad_addresses_refused() -> None:
    async def test(client: httpx.AsyncClient, _: Simulators) -> None:
        mail = {"to": "a@example.org", "subject": "s", "body": "b"}
        assert (await client.post("/messages", json=mail, headers={"Idempotency-Key": "k"})).status_code == 202
        assert (await client.post("/messages", json=mail | {"to": "bounce@example.org"})).status_code == 422
        assert (await client.post("/messages", json={"to": "a", "body": "b"})).status_code == 400
        assert [each["to"] for each in (await client.get("/messages")).json()] == ["a@example.org"]

    run("email-provider", test)


def test_a_parcel_travels_and_every_step_is_reported_until_the_shop_hears_it() -> None:
    reports: list[tuple[str, dict[str, Any], str | None]] = []
    refuse = 1

    async def hear(request: Request) -> Response:
        nonlocal refuse
        if refuse:
            refuse -= 1
            return JSONResponse({}, 503)
        reports.append((request.path_params["id"], await request.json(), request.headers.get("x-api-key")))
        return JSONResponse({})

    async def test(client: httpx.AsyncClient, simulators: Simulators) -> None:
        shop = WebServer(Starlette(routes=[Route("/shipments/{id}/status", hear, methods=["POST"])]), host="127.0.0.1", port=0)
        await shop.start()
        simulators.connect(shop.url, "partner-key")
        await client.post("/behaviour", json={"journey": [["dispatched", 0], ["delivered", 0]], "return_journey": [["returned", 0]]})
        booked = await client.post("/bookings", json={"reference": "s1"})
        assert booked.status_code == 201 and booked.json()["trackingNumber"]
        await until(lambda: len(reports) == 2)
        assert (await client.post("/labels", json={"reference": "s1"})).status_code == 201
        await until(lambda: len(reports) == 3)
        assert [(shipment, each["status"], key) for shipment, each, key in reports] == [
            ("s1", "dispatched", "partner-key"),
            ("s1", "delivered", "partner-key"),
            ("s1", "returned", "partner-key"),
        ]
        assert (await client.post(f"/bookings/{booked.json()['id']}/cancellation")).status_code == 409
        await shop.stop()

    run("carrier", test)


def test_a_cancelled_parcel_stays_where_it_is() -> None:
    async def test(client: httpx.AsyncClient, _: Simulators) -> None:
        await client.post("/behaviour", json={"journey": [["dispatched", 0.1]]})
        booking = (await client.post("/bookings", json={"reference": "s1"})).json()
        assert (await client.post(f"/bookings/{booking['id']}/cancellation")).json()["status"] == "cancelled"
        await asyncio.sleep(0.15)
        assert (await client.get("/reports")).json() == []
        assert (await client.post("/bookings/none/cancellation")).status_code == 404

    run("carrier", test)


def test_a_simulator_that_does_not_exist_is_named() -> None:
    with pytest.raises(RuntimeFailure, match="no simulator for the external system 'bank'"):
        asyncio.run(Simulators().start({"bank": 0}))
