"""What is ordered in a run: stock, orders, poison, and products with trouble, all derived from a seed.

Published to the broker directly, again and again under the same ids until the broker has accepted it.
"""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from uuid import NAMESPACE_URL, uuid5

from flowmart.runtime.envelope import Envelope
from flowmart.runtime.transport import Outgoing, Transport, open_transport
from tests.chaos.faults import FLAKY

SKUS = ("MUG-0001", "MUG-0002", "MUG-0003", "MUG-0004")
STOCK = 1_000_000
FLAKY_PRODUCTS = 3
FLAKY_CHANGES = (-30, 5, -7)
FLAKY_LEFT = 100 + sum(FLAKY_CHANGES)
PUBLISH_SECONDS = 60.0
_TIME = "2026-01-01T00:00:00Z"


@dataclass(frozen=True)
class Demand:
    """Everything that one run wants of the shop."""

    seed: int
    orders: int
    poison: int

    def named(self, name: str) -> str:
        return str(uuid5(NAMESPACE_URL, f"{self.seed}/{name}"))

    def order_id(self, number: int) -> str:
        return self.named(f"order/{number}")

    def email(self, number: int) -> str:
        return f"customer-{number}@example.com"

    def lines(self, number: int) -> dict[str, int]:
        chance = random.Random(f"{self.seed}/{number}")
        return {sku: chance.randint(1, 3) for sku in chance.sample(SKUS, chance.randint(1, 2))}

    def sold(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for number in range(self.orders):
            total.update(self.lines(number))
        return total

    def order(self, number: int) -> dict[str, Any]:
        return {
            "orderId": self.order_id(number),
            "customerId": self.named(f"customer/{number}"),
            "contact": {"name": "Nora Winter", "email": self.email(number)},
            "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in self.lines(number).items()],
            "shippingAddress": {
                "recipient": "Nora Winter",
                "street": "Lindenweg 12",
                "postalCode": "10115",
                "city": "Berlin",
                "country": "DE",
            },
            "paymentMethod": {"type": "card", "token": "tok_visa_4242"},
        }

    def stock(self) -> list[Outgoing]:
        plain = [_command("AddInventory", "inventory.test.commands", sku, self.named(sku), _product(sku, STOCK)) for sku in SKUS]
        flaky: list[Outgoing] = []
        for number in range(FLAKY_PRODUCTS):
            sku = f"{FLAKY}-{number:04}"
            flaky.append(_command("AddInventory", "inventory.test.commands", sku, self.named(sku), _product(sku, 100)))
            for step, change in enumerate(FLAKY_CHANGES):
                content = {"sku": sku, "quantityChange": change}
                flaky.append(_command("UpdateInventory", "inventory.test.commands", sku, self.named(f"{sku}/{step}"), content))
        return plain + flaky

    def placing(self, number: int) -> Outgoing:
        return _command("PlaceOrder", "orders.test.commands", self.order_id(number), self.named(f"place/{number}"), self.order(number))

    def poisonous(self, number: int) -> list[Outgoing]:
        """An effect that always fails, a state handler that always fails, and something that is no message."""
        payment, order = self.named(f"no-payment/{number}"), self.named(f"no-order/{number}")
        refund = {
            "refundId": self.named(f"refund/{number}"),
            "paymentId": payment,
            "amount": {"amount": 1, "currency": "EUR"},
            "reason": "goods_returned",
        }
        missing = {"orderId": order, "missing": [{"sku": SKUS[0], "requested": 1, "available": 0}], "detectedAt": _TIME}
        return [
            _command("RefundPayment", "payments.test.commands", payment, self.named(f"poison/refund/{number}"), refund),
            _command("OutOfStock", "inventory.test.events", order, self.named(f"poison/stock/{number}"), missing),
            Outgoing("orders.test.commands", order, f"no envelope {self.seed}/{number}".encode()),
        ]

    def dead_letters(self) -> Counter[tuple[str, str]]:
        """(service, message type) of the dead letters that there must be; what is no message has no type to go by."""
        return Counter(
            {
                ("PaymentService", "RefundPayment"): self.poison,
                ("OrdersService", "OutOfStock"): self.poison,
                ("OrdersService", ""): self.poison,
            }
        )

    def share(self, part: int, parts: int, *, with_orders: bool = True) -> list[Outgoing]:
        """One of several equal parts of all orders and poison."""
        orders = [self.placing(number) for number in range(self.orders) if number % parts == part] if with_orders else []
        poison = [each for number in range(self.poison) if number % parts == part for each in self.poisonous(number)]
        return orders + poison


def _command(kind: str, topic: str, key: str, message_id: str, content: Mapping[str, Any]) -> Outgoing:
    envelope = Envelope(id=message_id, type=kind, version="1.0.0", source="/chaos", time=_TIME, subject=key, correlation_id=message_id)
    return Outgoing(topic, key, envelope.wire(json.dumps(content).encode()))


def _product(sku: str, quantity: int) -> dict[str, Any]:
    return {"sku": sku, "name": "Mug", "unitPrice": {"amount": 1245, "currency": "EUR"}, "quantity": quantity, "reorderPoint": 0}


class Publisher:
    """Returns when the broker has accepted all of a batch, however often it went away meanwhile."""

    def __init__(self, transport_url: str) -> None:
        self._url = transport_url
        self._runner = asyncio.Runner()
        self._transport: Transport | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._close())
        self._runner.close()

    def __call__(self, batch: Sequence[Outgoing]) -> None:
        end = time.monotonic() + PUBLISH_SECONDS
        while True:
            try:
                return self._runner.run(asyncio.wait_for(self._publish(batch), 20))
            except Exception:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
                self._runner.run(self._close())

    async def _publish(self, batch: Sequence[Outgoing]) -> None:
        if self._transport is None:
            transport = open_transport(self._url)
            await transport.open()
            self._transport = transport
        await self._transport.publish(batch)

    async def _close(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            with suppress(Exception):
                await asyncio.wait_for(transport.close(), 10)
