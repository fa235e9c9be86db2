"""Clients of the gateway, many at once: each sends an order with an Idempotency-Key until it has an answer, and once more after that."""

import asyncio
import random
import threading
from collections import Counter
from typing import Any

import httpx

from tests.chaos.customers import Demand


class Shoppers:
    """`clients` threads of control in one thread; none when there are no clients."""

    def __init__(self, gateway: str, demand: Demand, clients: int, seed: float) -> None:
        self._gateway = gateway
        self._demand = demand
        self._clients = clients
        self._chance = random.Random(seed)
        self._answers: dict[int, list[tuple[int, Any]]] = {}
        self.calls: Counter[str] = Counter()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._shop()), daemon=True)

    def start(self) -> None:
        if self._clients:
            self._thread.start()

    def are_done(self) -> bool:
        return not self._clients or not self._thread.is_alive()

    def findings(self) -> list[str]:
        """Orders that were never answered, refused, or answered in two ways."""
        if not self._clients:
            return []
        wanted = self._demand.orders
        found: list[str] = []
        if len(self._answers) != wanted:
            found.append(f"orders answered: {len(self._answers)} instead of {wanted}")
        refused = [answers for answers in self._answers.values() if any(status >= 400 for status, _ in answers)]
        if refused:
            found.append(f"orders refused: {len(refused)}, the first with {refused[0]}")
        different = [answers for answers in self._answers.values() if len({_order_of(content) for _, content in answers} - {None}) > 1]
        if different:
            found.append(f"orders answered in two ways: {len(different)}")
        return found

    async def _shop(self) -> None:
        numbers = iter(range(self._demand.orders))
        async with httpx.AsyncClient(base_url=self._gateway, timeout=15, limits=httpx.Limits(max_connections=self._clients)) as client:
            await asyncio.gather(*(self._customer(client, numbers) for _ in range(self._clients)))

    async def _customer(self, client: httpx.AsyncClient, numbers: Any) -> None:
        for number in numbers:
            self._answers[number] = [await self._answered(client, number)]
            if self._chance.random() < 0.1:
                self._answers[number].append(await self._answered(client, number))

    async def _answered(self, client: httpx.AsyncClient, number: int) -> tuple[int, Any]:
        headers = {"X-API-Key": "test-web-key", "Idempotency-Key": self._demand.named(f"key/{number}")}
        while True:
            try:
                answer = await client.post("/orders", json=self._demand.order(number), headers=headers)
            except httpx.HTTPError as error:
                self.calls[type(error).__name__] += 1
            else:
                self.calls[str(answer.status_code)] += 1
                # 409: the first try is still under way in the gateway; its answer comes with the next one.
                if answer.status_code < 500 and answer.status_code != 409:
                    return answer.status_code, answer.json()
            await asyncio.sleep(self._chance.uniform(0.05, 0.3))


def _order_of(content: Any) -> str | None:
    """None for a command that was accepted and not answered yet."""
    found: str | None = content.get("orderId")
    return found
