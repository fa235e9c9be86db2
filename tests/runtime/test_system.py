"""A project's system in one process: found, started, said, stopped; and what is said when it cannot."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from flowmart.runtime import Environment, Observation, RuntimeFailure, System, read_environment
from flowmart.runtime.system import Notice
from tests.runtime.conftest import ROOT
from tests.runtime.running import rows, until

WriteFiles = Callable[[Mapping[str, str]], Path]

# A project's generated package, made of the hand-written shop.
PROJECT = {
    "flowmart.yaml": """
        environments:
          local:
            gateway: {port: 0}
            clients: {web: [web-key], partner: [partner-key]}
            external: {card-gateway: simulated, carrier: simulated}
        """,
    "generated/__init__.py": "",
    "generated/messages/__init__.py": "from tests.runtime.shop import *\n",
    "generated/bindings/__init__.py": "",
    "generated/bindings/orders_service.py": "from tests.runtime.shop import ORDERS as BINDING\n",
    "generated/bindings/payment_service.py": "from tests.runtime.shop import PAYMENT as BINDING\n",
    "generated/gateway/__init__.py": "",
    "generated/gateway/routes.py": "from tests.runtime.test_gateway import ROUTES\n",
    "generated/gateway/openapi.json": '{"openapi": "3.1.0"}',
    "services/orders_service.py": """
        from tests.runtime.shop import Orders

        class Handlers(Orders): ...
        """,
}
PAYMENT_HANDLERS = {
    "services/payment_service.py": """
        from tests.runtime.shop import OrderPaid, Payments

        class Handlers(Payments):
            async def charge(self, order_id, amount, key):
                charge = {"amount": amount, "currency": "EUR", "token": "tok_1"}
                answer = await self.external("card-gateway").post("/charges", json=charge, headers={"Idempotency-Key": key})
                return answer.json()["id"]
        """
}
ORDER = {"orderId": "o1", "amount": 5}
KEY = {"X-API-Key": "web-key"}


def local(folder: Path) -> Environment:
    return read_environment(folder, "local")


def test_a_whole_system_runs_from_http_to_the_outside_and_back(write_files: WriteFiles) -> None:
    folder = write_files(PROJECT | PAYMENT_HANDLERS)
    seen: list[Observation] = []
    notices: list[Notice] = []

    async def test() -> None:
        async with System(local(folder), observer=seen.append, notice=notices.append) as system:
            assert system.gateway_url is not None
            async with httpx.AsyncClient(base_url=system.gateway_url, headers=KEY) as client:
                assert (await client.post("/orders", json=ORDER)).status_code == 201
                await until(lambda: len(seen) == 3)
                assert (await client.get("/orders/o1")).json()["status"] == "paid"
                assert (await client.get("/health/ready")).status_code == 200
            async with httpx.AsyncClient() as client:
                charges = (await client.get(f"{system.external['card-gateway']}/charges")).json()
            assert [charge["amount"] for charge in charges] == [5]

    asyncio.run(test())
    assert rows(folder / ".flowmart/local", "orders-db", "SELECT charge_id FROM orders") == [("ch_000001",)]
    assert {notice.kind for notice in notices} == {"simulator-started", "service-started", "gateway-started", "stopping"}


def test_messages_of_a_service_without_handlers_wait_for_it(write_files: WriteFiles) -> None:
    folder = write_files(PROJECT)
    notices: list[Notice] = []

    async def first() -> None:
        async with System(local(folder), notice=notices.append) as system, httpx.AsyncClient(headers=KEY) as client:
            assert (await client.post(f"{system.gateway_url}/orders", json=ORDER)).status_code == 201

    async def second() -> None:
        async with System(local(folder)):
            await until(lambda: rows(folder / ".flowmart/local", "orders-db", "SELECT status FROM orders") == [("paid",)])

    asyncio.run(first())
    assert [notice.subject for notice in notices if notice.kind == "no-handlers"] == ["PaymentService"]
    write_files(PAYMENT_HANDLERS)
    asyncio.run(second())


def test_services_in_processes_of_their_own_work_together(write_files: WriteFiles) -> None:
    folder = write_files(PROJECT | PAYMENT_HANDLERS)

    async def test() -> None:
        async with (
            System(local(folder), services=["orders"]) as orders,
            System(local(folder), services=["PaymentService"]) as payments,
            System(local(folder), services=["gateway"]) as gateway,
        ):
            assert set(orders.engines) == {"OrdersService"} and set(payments.engines) == {"PaymentService"}
            assert orders.gateway_url is None and not gateway.engines
            async with httpx.AsyncClient(base_url=gateway.gateway_url or "", headers=KEY) as client:
                assert (await client.post("/orders", json=ORDER)).status_code == 201
                await until(lambda: rows(folder / ".flowmart/local", "orders-db", "SELECT status FROM orders") == [("paid",)])
                assert (await client.get("/orders/o1")).json()["status"] == "paid"

    asyncio.run(test())


def fails(environment: Environment, *services: str) -> str:
    async def test() -> None:
        async with System(environment, services=services):
            pass

    with pytest.raises(RuntimeFailure) as failure:
        asyncio.run(test())
    return str(failure.value)


def test_what_keeps_a_system_from_starting_is_said(write_files: WriteFiles, tmp_path: Path) -> None:
    folder = write_files(PROJECT)
    environment = local(folder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"cannot listen on 127.0.0.1:{port}" in fails(replace(environment, port=port))
    assert "no service 'billing' in the catalog" in fails(environment, "billing")
    assert "handlers: no service 'ordrs'" in fails(replace(environment, handlers={"ordrs": {"attempts": 2}}))
    assert "channels: no channel 'ordrs'" in fails(replace(environment, channels={"ordrs": "memory:"}))
    assert "no transport for 'pigeon'" in fails(replace(environment, transport="pigeon://here"))
    assert "no simulator for the external system 'bank'" in fails(replace(environment, external={"bank": "simulated"}))
    (tmp_path / "file").write_text("")
    assert "cannot create the folder" in fails(replace(environment, database=f"sqlite:{tmp_path}/file/{{database}}.db"))
    assert "nothing is generated" in fails(replace(environment, output="elsewhere"))


@pytest.mark.parametrize(
    ("handlers", "said"),
    [
        ("import nothing_of_this_name", "cannot import services.orders_service: No module named 'nothing_of_this_name'"),
        ("def broken(:", "cannot import services.orders_service: invalid syntax"),
        ("from tests.runtime.shop import OrdersService\nclass Half(OrdersService): ...", "place_order"),
    ],
)
def test_handlers_that_cannot_run_are_said(handlers: str, said: str, write_files: WriteFiles) -> None:
    folder = write_files(PROJECT | {"services/orders_service.py": handlers})
    assert said in fails(local(folder))


def test_a_signal_lets_running_effects_end_and_the_exit_is_clean(write_files: WriteFiles) -> None:
    slow = {
        "services/payment_service.py": """
            import asyncio
            from pathlib import Path
            from tests.runtime.shop import Payments

            class Handlers(Payments):
                async def charge(self, order_id, amount, key):
                    Path(__file__).with_name("charging").touch()
                    await asyncio.sleep(0.3)
                    return "c1"
            """
    }
    folder = write_files(PROJECT | slow)
    script = (
        "import sys; from pathlib import Path\n"
        "from flowmart.runtime import read_environment, run_system\n"
        "run_system(read_environment(Path(sys.argv[1])), ready=lambda system: print(system.gateway_url, flush=True))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert httpx.post(f"{url}/orders", json=ORDER, headers=KEY).status_code == 201
    asyncio.run(until((folder / "services/charging").exists))
    process.send_signal(signal.SIGTERM)
    output, errors = process.communicate(timeout=15)
    assert (process.returncode, output, errors) == (0, "", "")
    assert rows(folder / ".flowmart/local", "payment-db", "SELECT count(*) FROM charges") == [(1,)]
    assert rows(folder / ".flowmart/local", "payment-db", "SELECT count(*) FROM flowmart_outbox") == [(0,)]


def test_the_gateway_limits_a_key_as_the_environment_says(write_files: WriteFiles) -> None:
    limited = PROJECT["flowmart.yaml"].replace("gateway: {port: 0}", "gateway: {port: 0, rate: 0.01, burst: 2}")
    folder = write_files(PROJECT | PAYMENT_HANDLERS | {"flowmart.yaml": limited})

    async def test() -> list[int]:
        async with System(local(folder)) as system, httpx.AsyncClient(base_url=system.gateway_url or "", headers=KEY) as client:
            return [(await client.get("/orders/o1")).status_code for _ in range(3)]

    assert asyncio.run(test()) == [404, 404, 429]
