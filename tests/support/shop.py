"""FlowMart at work for tests: the whole system in this process, on free ports, in a folder of its own.

Tests talk to it over HTTP, and read what it sent from the observer and from the ledgers of the simulated external systems.
"""

import asyncio
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from uuid import uuid4

import httpx

from flowmart.runtime.engine.observation import Observation
from flowmart.runtime.environment import read_environment
from flowmart.runtime.system import System

PATIENCE = 10.0
"""Seconds after which a test gives up waiting."""

Body: TypeAlias = Mapping[str, Any]
T = TypeVar("T")

_numbers = count(1)


@dataclass(frozen=True)
class Customer:
    """Somebody whom nobody else's messages reach."""

    id: str = field(default_factory=lambda: str(uuid4()))
    number: int = field(default_factory=lambda: next(_numbers))
    has_phone: bool = True

    @property
    def email(self) -> str:
        return f"customer-{self.number}@example.com"

    @property
    def phone(self) -> str:
        return f"+49151{self.number:08}"

    @property
    def contact(self) -> Body:
        return {"name": "Nora Winter", "email": self.email} | ({"phone": self.phone} if self.has_phone else {})


class Shop:
    """`seen` grows while the system works; `running` makes one."""

    def __init__(self, system: System, seen: list[Observation]) -> None:
        self._system = system
        self.seen = seen
        self._http = httpx.Client(timeout=PATIENCE)

    def call(self, method: str, path: str, body: Body | None = None, *, client: str = "web") -> httpx.Response:
        key = self._system.environment.clients[client][0]
        return self._http.request(method, f"{self._system.gateway_url}{path}", json=body, headers={"X-API-Key": key})

    def ask(self, method: str, path: str, body: Body | None = None, *, client: str = "web") -> dict[str, Any]:
        """The content of an answer that is no refusal."""
        answer = self.call(method, path, body, client=client)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        content: dict[str, Any] = answer.json()
        return content

    @contextmanager
    def stalled(self, database: str) -> Generator[None]:
        """The services of a database can read, but write nothing before the end of the block."""
        url = self._system.environment.database_url(database)
        with closing(sqlite3.connect(url.removeprefix("sqlite:"), isolation_level=None, timeout=PATIENCE)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield

    # --- external systems

    def behave(self, system: str, **behaviour: object) -> None:
        self._http.post(f"{self._system.external[system]}/behaviour", json=behaviour).raise_for_status()

    @contextmanager
    def behaving(self, system: str, **behaviour: object) -> Generator[None]:
        url = f"{self._system.external[system]}/behaviour"
        before = self._http.get(url).json()
        self.behave(system, **behaviour)
        try:
            yield
        finally:
            self._http.post(url, json=before).raise_for_status()

    def ledger(self, system: str, path: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self._http.get(f"{self._system.external[system]}{path}").raise_for_status().json()
        return entries

    def carrier_reports(self, shipment: str, status: str) -> None:
        """The carrier's parcel meets this, and the carrier tells the shop."""
        booking = next(each["id"] for each in self.ledger("carrier", "/bookings") if each["reference"] == shipment)
        url = f"{self._system.external['carrier']}/bookings/{booking}/status"
        self._http.post(url, json={"status": status}).raise_for_status()

    def emails(self, customer: Customer) -> list[str]:
        """The subjects of the e-mails that a customer was sent."""
        return [each["subject"] for each in self.ledger("email-provider", "/messages") if each["to"] == customer.email]

    def texts(self, customer: Customer) -> list[str]:
        """The text messages that a customer was sent."""
        return [each["body"] for each in self.ledger("sms-provider", "/messages") if each["to"] == customer.phone]

    def emails_about(self, word: str) -> list[str]:
        """The subjects of the e-mails, to whomever, that have the word in their text."""
        return [each["subject"] for each in self.ledger("email-provider", "/messages") if word in each["body"]]

    # --- stock and orders

    def stock(self, quantity: int, *, price: int = 1000, reorder_point: int = 0) -> str:
        """A new product with this much of it; returns its SKU."""
        sku = f"TST-{next(_numbers):04}"
        self.ask(
            "POST",
            "/inventory",
            {
                "sku": sku,
                "name": "Test product",
                "unitPrice": {"amount": price, "currency": "EUR"},
                "quantity": quantity,
                "reorderPoint": reorder_point,
            },
            client="partner",
        )
        return sku

    def levels(self, sku: str) -> tuple[int, int, int]:
        """(available, reserved, allocated)"""
        status = self.ask("GET", f"/inventory/{sku}")
        return status["available"], status["reserved"], status["allocated"]

    def place(self, customer: Customer, lines: Mapping[str, int], *, token: str = "tok_visa_4242") -> str:
        """A new order of these products; returns its id."""
        order = str(uuid4())
        self.ask(
            "POST",
            "/orders",
            {
                "orderId": order,
                "customerId": customer.id,
                "contact": customer.contact,
                "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in lines.items()],
                "shippingAddress": {
                    "recipient": "Nora Winter",
                    "street": "Lindenweg 12",
                    "postalCode": "10115",
                    "city": "Berlin",
                    "country": "DE",
                },
                "paymentMethod": {"type": "card", "token": token},
            },
        )
        return order

    def order(self, order: str) -> dict[str, Any]:
        return self.ask("GET", f"/orders/{order}")

    def order_when(self, order: str, condition: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """The order, as soon as it is like that."""
        return until(lambda: self.order(order), condition)

    def booked(self, customer: Customer, lines: Mapping[str, int]) -> dict[str, Any]:
        """A new order whose parcel is booked, all messages about it sent."""
        order = self.place(customer, lines)
        return self.order_when(order, lambda known: "shipmentId" in known and len(known["notifications"]) == 3)

    def retried(self, order: str) -> None:
        """Wait until something about an order has failed and waits for another attempt."""
        until(lambda: self.seen, lambda seen: any(each.outcome == "retried" and order.encode() in each.wire for each in seen))

    # --- what was sent

    def story(self, subject: str) -> list[Observation]:
        """Everything handled that has to do with an order or a subscription, in the order in which it was handled."""
        seen = [each for each in self.seen if not (each.sender == "gateway" and each.outcome == "answered")]
        about = {each.envelope.correlation_id for each in seen if subject.encode() in each.wire}
        return [each for each in seen if each.envelope.correlation_id in about and each.outcome != "retried"]

    def handled_by(self, subject: str, service: str) -> set[str]:
        """The types of the messages of a story that a service has handled."""
        return {each.envelope.type for each in self.story(subject) if each.receiver == service}

    def story_with(self, subject: str, messages: str) -> list[Observation]:
        """The story, as soon as exactly these messages were sent and handled: `OrderPlaced InventoryAdjusted*2`."""
        wanted = _counted(messages)
        return until(
            lambda: self.story(subject),
            lambda story: _sent(story) == wanted,
            shown=lambda story: f"too much: {dict(_sent(story) - wanted)}, missing: {dict(wanted - _sent(story))}",
        )


def until(look: Callable[[], T], condition: Callable[[T], object], *, shown: Callable[[T], object] = lambda found: found) -> T:
    """What `look` finds, as soon as it is as the condition wants it."""
    end = time.monotonic() + PATIENCE
    while not condition(found := look()):
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s in vain; now there is {shown(found)}"
        time.sleep(0.01)
    return found


def _counted(messages: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in messages.split():
        name, _, times = word.partition("*")
        found[name] += int(times or 1)
    return found


def _sent(story: Sequence[Observation]) -> Counter[str]:
    """How many different messages of each type."""
    return Counter(kind for kind, _ in {(each.envelope.type, each.envelope.id) for each in story})


def payloads(story: Sequence[Observation], message: str) -> list[dict[str, Any]]:
    """The payloads of the messages of a type, each once, in order."""
    found = {each.envelope.id: json.loads(each.wire)["data"] for each in story if each.envelope.type == message}
    return list(found.values())


@contextmanager
def running(project: Path, folder: Path) -> Generator[Shop]:
    """The system of a project, with its data in the folder, in a thread of its own."""
    environment = replace(
        read_environment(project, "test"), transport=f"sqlite:{folder}/bus.db", database=f"sqlite:{folder}/{{database}}.db"
    )
    seen: list[Observation] = []
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="flowmart")
    thread.start()
    system = System(environment, observer=seen.append)
    try:
        asyncio.run_coroutine_threadsafe(system.__aenter__(), loop).result(30)
        yield Shop(system, seen)
    finally:
        asyncio.run_coroutine_threadsafe(system.stop(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
