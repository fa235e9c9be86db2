"""`make demo`: FlowMart in one process, one order over HTTP from click to delivery, and every message on the terminal.

Run it with `python -m services.demo` in the project's folder. It uses a fresh data folder and free ports, and leaves nothing behind.
"""

import asyncio
import logging
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import monotonic
from uuid import uuid4

import httpx

from flowmart.runtime.engine.observation import Observation
from flowmart.runtime.environment import Environment, read_environment
from flowmart.runtime.system import System
from flowmart.runtime.trace import Trace

_PATIENCE = 10.0
"""Seconds until the demo gives up on an order."""


async def main() -> int:
    # Why a handler failed: nobody has another place to read it.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    with tempfile.TemporaryDirectory(prefix="flowmart-demo-") as folder:
        watch = _Watch()
        async with System(_environment(Path(folder)), observer=watch) as system:
            assert system.gateway_url is not None
            key = {"X-API-Key": system.environment.clients["web"][0]}
            async with httpx.AsyncClient(base_url=system.gateway_url, headers=key) as web:
                return await _order(web, system, watch)


async def _order(web: httpx.AsyncClient, system: System, watch: "_Watch") -> int:
    partner = {"X-API-Key": system.environment.clients["partner"][0]}
    print(
        f"FlowMart runs: gateway {system.gateway_url}, {len(system.engines)} services, {len(system.external)} simulated external systems\n"
    )
    await _post(web, "/inventory", _STOCK, partner)
    order = str(uuid4())
    print(f"POST /orders  (order {order})\n")
    started = monotonic()
    await _post(web, "/orders", {"orderId": order, "customerId": str(uuid4()), **_ORDER})
    status, told = "", 0
    while monotonic() - started < _PATIENCE:
        answer = (await web.get(f"/orders/{order}")).raise_for_status().json()
        status, told = answer["status"], len(answer.get("notifications", []))
        if status == "delivered" and watch.customer_was_told_of_delivery:
            break
        await asyncio.sleep(0.05)
    sent = await _notifications(system)
    print(f"\nGET /orders/{order}  ->  {status}, {told} notifications on record")
    for line in sent:
        print(f"  {line}")
    if status != "delivered" or not watch.customer_was_told_of_delivery:
        print(f"\nthe order did not arrive within {_PATIENCE:.0f} s", file=sys.stderr)
        return 1
    print(f"\nordered, paid, delivered and told in {monotonic() - started:.2f} s, {watch.messages} messages")
    return 0


async def _post(web: httpx.AsyncClient, path: str, body: object, headers: dict[str, str] | None = None) -> None:
    answer = await web.post(path, json=body, headers=headers)
    if answer.is_error:
        raise SystemExit(f"POST {path} was refused: {answer.status_code} {answer.text}")


async def _notifications(system: System) -> list[str]:
    """What the simulated e-mail and SMS providers were asked to send."""
    lines: list[str] = []
    async with httpx.AsyncClient() as client:
        for name in ("email-provider", "sms-provider"):
            for sent in (await client.get(f"{system.external[name]}/messages")).raise_for_status().json():
                lines.append(f"{name}: {sent.get('subject') or sent.get('body')} -> {sent['to']}")
    return lines


class _Watch:
    """Prints the order's messages; those of filling the warehouse before, and this program's own queries, are left out."""

    def __init__(self) -> None:
        self._trace = Trace(print)
        self.messages = 0
        self.customer_was_told_of_delivery = False
        self._delivered: str | None = None
        self._preparations: set[str] = set()

    def __call__(self, seen: Observation) -> None:
        if seen.envelope.type == "AddInventory":
            self._preparations.add(seen.envelope.correlation_id)
        if seen.outcome == "answered" or seen.envelope.correlation_id in self._preparations:
            return
        self.messages += 1
        self._trace(seen)
        if seen.envelope.type == "ShipmentDelivered":
            self._delivered = seen.envelope.id
        if seen.envelope.type == "NotificationSent" and seen.envelope.causation_id == self._delivered:
            self.customer_was_told_of_delivery = True


def _environment(folder: Path) -> Environment:
    """The local environment on free ports, with its data in a folder of its own."""
    local = read_environment(Path.cwd(), "local")
    return replace(local, port=0, transport=f"sqlite:{folder / 'bus.db'}", database=f"sqlite:{folder}/{{database}}.db")


_STOCK = {"sku": "MUG-0001", "name": "Enamel mug", "unitPrice": {"amount": 1245, "currency": "EUR"}, "quantity": 120, "reorderPoint": 10}
_ORDER = {
    "contact": {"name": "Nora Winter", "email": "nora@example.com", "phone": "+4915112345678"},
    "lines": [{"sku": "MUG-0001", "quantity": 2}],
    "shippingAddress": {"recipient": "Nora Winter", "street": "Lindenweg 12", "postalCode": "10115", "city": "Berlin", "country": "DE"},
    "paymentMethod": {"type": "card", "token": "tok_visa_4242"},
}

if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
