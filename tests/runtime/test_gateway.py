"""The gateway over HTTP in front of a running shop: keys, routes, replies, problems, repeats."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from flowmart.runtime import Route, Service, gateway_app
from flowmart.runtime.gateway import Gateway
from flowmart.runtime.gateway.clients import Client
from flowmart.runtime.gateway.keys import UsedKeys
from flowmart.runtime.gateway.limits import Limits
from flowmart.runtime.gateway.problems import Problem
from flowmart.runtime.gateway.reading import BODY_LIMIT
from flowmart.runtime.gateway.sending import Sending
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Outgoing
from tests.runtime import running as at_work
from tests.runtime.running import Shop, shop
from tests.runtime.shop import CLASSES, Orders

ROUTES = (
    Route(
        method="POST",
        path="/orders",
        message="PlaceOrder",
        message_class="PlaceOrder",
        kind="command",
        service="OrdersService",
        channel="orders-service.PlaceOrder",
        reply_class="PlaceOrderReply",
        status=201,
    ),
    Route(
        method="GET",
        path="/orders/{orderId}",
        message="GetOrder",
        message_class="GetOrder",
        kind="query",
        service="OrdersService",
        channel="orders-service.GetOrder",
        reply_class="GetOrderReply",
        status=200,
    ),
    Route(
        method="POST",
        path="/orders/{orderId}/reminders",
        message="RemindCustomer",
        message_class="RemindCustomer",
        kind="command",
        service="OrdersService",
        channel="orders-service.RemindCustomer",
        clients=("partner",),
    ),
)
WEB, PARTNER = {"X-API-Key": "web-key"}, {"Authorization": "Bearer partner-key"}


@asynccontextmanager
async def open_gateway(folder: Path, *services: Service, deadline: float = 5.0) -> AsyncGenerator[tuple[httpx.AsyncClient, Shop], None]:
    async with shop(folder, *services) as running:
        await running.transport.provision({"orders-service": [route.channel for route in ROUTES]})
        database = Database(at_work.database_url(folder, "gateway"))
        keys = UsedKeys(database)
        await keys.open()
        app = gateway_app(
            Gateway(
                routes=ROUTES,
                classes=CLASSES.__getitem__,
                transport=running.transport,
                requests=running.requests,
                keys=keys,
                clients={"web": ["old-key", "web-key"], "partner": ["partner-key"]},
                openapi=b'{"openapi":"3.1.0"}',
                health=lambda: {each.binding.service: each.state for each in running.engines},
                deadline=deadline,
            )
        )
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://shop") as client:
            yield client, running
        await database.close()


def run(folder: Path, test: Callable[[httpx.AsyncClient, Shop], Awaitable[None]], *services: Service, deadline: float = 5.0) -> None:
    async def opened() -> None:
        async with open_gateway(folder, *(services or (Orders(),)), deadline=deadline) as (client, running):
            await test(client, running)

    asyncio.run(asyncio.wait_for(opened(), 20))


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    content: dict[str, Any] = answer.json()
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert content["status"] == status and content["code"] == code
    assert content["requestId"] == answer.headers["x-request-id"]
    return content


def test_a_command_with_a_reply_answers_it_and_a_query_answers_from_the_service(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        placed = await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=WEB | {"X-Request-Id": "r-1"})
        assert (placed.status_code, placed.json()) == (201, {"orderId": "o1"})
        assert placed.headers["x-request-id"] == "r-1"
        order = await client.get("/orders/o1", headers=WEB)
        assert (order.status_code, order.json()) == (200, {"orderId": "o1", "status": "placed"})

    run(tmp_path, test)


def test_a_command_without_a_reply_answers_202_and_its_id(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=WEB)
        answer = await client.post("/orders/o1/reminders", headers=PARTNER)
        assert answer.status_code == 202 and answer.json()["status"] == "accepted"
        await running.until(lambda: running.rows("orders-db", "SELECT reminders FROM orders") == [(1,)])
        seen = running.seen[-1].envelope
        assert (seen.id, seen.source, seen.subject) == (answer.json()["id"], "/gateway", "o1")

    run(tmp_path, test)


def test_no_key_no_entry_and_routes_for_others_stay_shut(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        wrong: list[dict[str, str]] = [
            {},
            {"X-API-Key": ""},
            {"X-API-Key": "web-keyx"},
            {"Authorization": "Bearer"},
            {"Authorization": "Basic web-key"},
            {"X-API-Key": "wéb-key"},
        ]
        for headers in wrong:
            encoded = {name: value.encode() for name, value in headers.items()}
            answer = await client.post(
                "/orders", json={"orderId": "o1", "amount": 3}, headers=[(name.encode(), value) for name, value in encoded.items()]
            )
            problem(answer, 401, "unauthorized")
        problem(await client.post("/orders/o1/reminders", headers=WEB), 403, "forbidden")
        assert (await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers={"X-API-Key": "old-key"})).status_code == 201

    run(tmp_path, test)


def test_bad_input_names_the_field_and_where_it_was(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        content = problem(await client.post("/orders", json={"orderId": "", "amount": "x"}, headers=WEB), 400, "invalid-request")
        assert [(each["field"], each["in"]) for each in content["errors"]] == [("orderId", "body"), ("amount", "body")]
        missing = problem(await client.post("/orders", json={"amount": 1}, headers=WEB), 400, "invalid-request")
        assert missing["errors"] == [{"field": "orderId", "in": "body", "detail": "Field required", "code": "missing"}]
        problem(await client.post("/orders", content=b"{", headers=WEB), 400, "invalid-json")
        problem(await client.post("/orders", content=b"[1]", headers=WEB), 400, "invalid-json")
        differing = await client.post("/orders/o1/reminders", json={"orderId": "o2"}, headers=PARTNER)
        assert problem(differing, 400, "invalid-request")["errors"][0]["field"] == "orderId"
        assert running.rows("orders-db", "SELECT count(*) FROM orders") == [(0,)]

    run(tmp_path, test)


def test_a_body_that_is_too_large_is_refused(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        async def endless() -> AsyncGenerator[bytes, None]:
            for _ in range(BODY_LIMIT // 65536 + 2):
                yield b" " * 65536

        problem(await client.post("/orders", content=b" " * (BODY_LIMIT + 1), headers=WEB), 413, "too-large")
        problem(await client.post("/orders", content=endless(), headers=WEB), 413, "too-large")

    run(tmp_path, test)


def test_unknown_paths_and_methods_are_problems_too(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        problem(await client.get("/nothing", headers=WEB), 404, "not-found")
        refused = await client.delete("/orders", headers=WEB)
        problem(refused, 405, "method-not-allowed")
        assert refused.headers["allow"] == "POST"

    run(tmp_path, test)


def test_a_refusal_of_the_service_is_a_problem_with_its_status_and_code(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        content = problem(await client.post("/orders", json={"orderId": "o1", "amount": 0}, headers=WEB), 409, "nothing-ordered")
        assert content["detail"] == "an order needs an amount"
        problem(await client.get("/orders/none", headers=WEB), 404, "not-found")
        problem(await client.post("/orders", json={"orderId": "o1", "amount": 666}, headers=WEB), 500, "internal")

    run(tmp_path, test)


def test_the_same_idempotency_key_is_one_order_and_the_same_answer(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        keyed = WEB | {"Idempotency-Key": "k1"}
        body = {"orderId": "o1", "amount": 3}
        first = await client.post("/orders", json=body, headers=keyed)
        later = [await client.post("/orders", content=b'{ "amount": 3,\n "orderId": "o1" }', headers=keyed) for _ in range(3)]
        assert {(each.status_code, each.text) for each in [first, *later]} == {(201, '{"orderId":"o1"}')}
        # The key belongs to the caller and to what is asked for: that of another caller or operation is another one.
        other = await client.post("/orders", json={"orderId": "o3", "amount": 3}, headers=PARTNER | {"Idempotency-Key": "k1"})
        assert other.json() == {"orderId": "o3"}
        reminded = await client.post("/orders/o3/reminders", headers=PARTNER | {"Idempotency-Key": "k1"})
        assert reminded.status_code == 202
        assert running.rows("orders-db", "SELECT id FROM orders ORDER BY id") == [("o1",), ("o3",)]
        problem(await client.post("/orders", json=body, headers=WEB | {"Idempotency-Key": "x" * 256}), 400, "invalid-idempotency-key")

    run(tmp_path, test)


def test_an_idempotency_key_that_comes_with_another_request_is_refused_before_and_after_a_restart(tmp_path: Path) -> None:
    keyed = WEB | {"Idempotency-Key": "k1"}

    async def refused(client: httpx.AsyncClient) -> None:
        for changed in ({"orderId": "o2", "amount": 3}, {"orderId": "o1", "amount": 4}, {"orderId": "o1", "amount": 3, "note": "x"}):
            content = problem(await client.post("/orders", json=changed, headers=keyed), 422, "idempotency-key-reused")
            assert "with a new key" in content["detail"] and "the first one unchanged" in content["detail"]

    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        # What does not fit its schema has used up no key.
        problem(await client.post("/orders", json={"amount": 3}, headers=keyed), 400, "invalid-request")
        assert (await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=keyed)).status_code == 201
        await refused(client)
        # Without an answer to repeat, too: where is part of what is asked for.
        partner = PARTNER | {"Idempotency-Key": "k2"}
        ids = {(await client.post("/orders/o1/reminders", headers=partner)).json()["id"] for _ in range(2)}
        assert len(ids) == 1
        problem(await client.post("/orders/o2/reminders", headers=partner), 422, "idempotency-key-reused")

    run(tmp_path, test)

    async def later(client: httpx.AsyncClient, running: Shop) -> None:
        await refused(client)
        again = await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=keyed)
        assert (again.status_code, again.json()) == (201, {"orderId": "o1"})
        assert running.rows("orders-db", "SELECT id FROM orders") == [("o1",)]

    run(tmp_path, later)


def test_a_repetition_while_the_first_request_is_under_way_is_told_to_wait(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        keyed = WEB | {"Idempotency-Key": "k1"}
        body = {"orderId": "o1", "amount": 3}
        together = await asyncio.gather(*(client.post("/orders", json=body, headers=keyed) for _ in range(20)))
        first = [each for each in together if each.status_code == 201]
        assert len(first) == 1 and first[0].json() == {"orderId": "o1"}
        for each in together:
            if each is not first[0]:
                assert "repeat it, with the same key" in problem(each, 409, "idempotency-key-in-progress")["detail"]
                assert each.headers["retry-after"] == "1"
        assert (await client.post("/orders", json=body, headers=keyed)).json() == {"orderId": "o1"}
        mixed = await asyncio.gather(
            *(client.post("/orders", json={"orderId": f"m{n}", "amount": 3}, headers=WEB | {"Idempotency-Key": "k2"}) for n in range(5))
        )
        assert sorted(each.status_code for each in mixed) == [201, 422, 422, 422, 422]
        assert len(running.rows("orders-db", "SELECT id FROM orders")) == 2

    run(tmp_path, test)


def test_two_gateways_with_one_database_agree_about_a_key(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        database = Database(at_work.database_url(tmp_path, "gateway"))
        other = UsedKeys(database)
        await other.open()

        async def use(number: int, keys: UsedKeys, content: str) -> int:
            try:
                async with keys.used(f"m{number}", content):
                    return 200
            except Problem as refused:
                return refused.status

        another = Database(at_work.database_url(tmp_path, "gateway"))
        mine = UsedKeys(another)
        answers = await asyncio.gather(*(use(n, keys, f"{id(keys)}") for n in range(200) for keys in (mine, other)))
        assert sorted(answers) == [200] * 200 + [422] * 200
        for each in (database, another):
            await each.close()

    run(tmp_path, test)


def test_keys_are_forgotten_when_inboxes_forget_their_messages(tmp_path: Path) -> None:
    async def test() -> None:
        database = Database(f"sqlite:{tmp_path}/gateway.db")
        keys = UsedKeys(database, keep=0.05)
        await keys.open()
        for number in range(300):
            async with keys.used(f"m{number}", "a"):
                pass
        await asyncio.sleep(0.06)
        for number in range(300, 500):
            async with keys.used(f"m{number}", "a"):
                pass
        rows = await database.read(
            lambda connection: connection.exec_driver_sql("SELECT message_id FROM flowmart_idempotency_keys").fetchall()
        )
        await database.close()
        assert ("m0",) not in rows and ("m299",) not in rows and ("m499",) in rows

    asyncio.run(test())


def test_a_command_whose_service_is_away_is_accepted_and_a_query_is_not(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        await running.engines[0].stop()
        answer = await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=WEB)
        assert answer.status_code == 202 and answer.json()["status"] == "accepted"
        problem(await client.get("/orders/o1", headers=WEB), 504, "no-answer")

    run(tmp_path, test, deadline=0.2)

    async def later(client: httpx.AsyncClient, running: Shop) -> None:
        await running.until(lambda: running.rows("orders-db", "SELECT id FROM orders") == [("o1",)])

    run(tmp_path, later)


def test_a_client_that_waits_when_the_process_stops_is_told_so(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        await running.engines[0].stop()
        waiting = asyncio.create_task(client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=WEB))
        await asyncio.sleep(0.1)
        # The server ends the tasks of requests that its grace was too short for.
        waiting.cancel()
        answer = await waiting
        problem(answer, 503, "stopping")
        assert answer.headers["retry-after"] == "1"

    run(tmp_path, test)


def test_a_broker_that_takes_nothing_is_a_503_and_a_gateway_that_is_not_ready(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flowmart.runtime.gateway.app._GRACE_SECONDS", 0.1)

    async def refuses(batch: Sequence[Outgoing]) -> None:
        raise ConnectionError("the broker is gone")

    async def hangs(batch: Sequence[Outgoing]) -> None:
        await asyncio.sleep(60)

    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        publish = running.transport.publish
        for fails in (refuses, hangs):
            running.transport.publish = fails  # type: ignore[method-assign]
            for path, body in (("/orders", {"orderId": "o1", "amount": 3}), ("/orders/o1/reminders", {})):
                answer = await client.post(path, json=body, headers=PARTNER | {"Idempotency-Key": "k"})
                assert "try again" in problem(answer, 503, "unavailable")["detail"] and answer.headers["retry-after"] == "1"
            problem(await client.get("/orders/o1", headers=WEB), 503, "unavailable")
        running.transport.publish = publish  # type: ignore[method-assign]
        again = await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=PARTNER | {"Idempotency-Key": "k"})
        assert again.status_code == 201

    run(tmp_path, test, deadline=0.5)


def test_a_gateway_that_could_not_publish_is_ready_again_after_a_success_or_a_while() -> None:
    now = 100.0
    sending = Sending(now=lambda: now)

    def fail() -> None:
        with pytest.raises(Problem), sending.noted():
            raise ConnectionError

    assert sending.state == "ok"
    fail()
    assert sending.state == "its messages cannot be published"
    with sending.noted():
        pass
    assert sending.state == "ok"
    fail()
    now = 109.0
    assert sending.state != "ok"
    now = 110.5
    assert sending.state == "ok", "somebody has to send it something, or it never finds out"


def test_health_and_the_api_document_need_no_key(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        assert (await client.get("/openapi.json")).json() == {"openapi": "3.1.0"}
        assert (await client.get("/health/live")).status_code == 200
        assert (await client.get("/health/ready")).json() == {"status": "ok", "parts": {"OrdersService": "ok"}}
        await running.engines[0].stop()
        stopped = await client.get("/health/ready")
        assert (stopped.status_code, stopped.json()["status"]) == (503, "not ready")

    run(tmp_path, test)


def test_the_trace_context_goes_with_the_message(tmp_path: Path) -> None:
    async def test(client: httpx.AsyncClient, running: Shop) -> None:
        trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        await client.post("/orders", json={"orderId": "o1", "amount": 3}, headers=WEB | {"traceparent": trace})
        await client.post("/orders", json={"orderId": "o2", "amount": 3}, headers=WEB | {"traceparent": 'x","id":"forged'})
        await running.until(lambda: len(running.seen) == 2)
        assert [each.envelope.traceparent for each in running.seen] == [trace, None]

    run(tmp_path, test)


def test_a_client_that_calls_too_often_is_told_when_to_come_back() -> None:
    now = 0.0
    limits = Limits(2, burst=3, now=lambda: now)
    eager, calm = Client("web", "a"), Client("web", "b")
    for _ in range(3):
        limits.take(eager)
    with pytest.raises(Problem) as refused:
        limits.take(eager)
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "1"})
    limits.take(calm)
    now = 0.5
    limits.take(eager)
    with pytest.raises(Problem):
        limits.take(eager)
