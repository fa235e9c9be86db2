"""The books of the shop after a run: what its databases say, and what the outside world says. Both have to add up.

Every finding is one line that says what is, and what should be.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from tests.chaos.customers import FLAKY_LEFT, FLAKY_PRODUCTS, SKUS, STOCK, Demand
from tests.chaos.faults import FLAKY

DATABASES = ("orders-db", "inventory-db", "payments-db", "shipping-db", "notifications-db", "subscriptions-db")
SUBJECTS = ("Receipt for your payment", "Your order is confirmed", "Your parcel is being packed")
WAREHOUSE = "warehouse@flowmart.example"


@dataclass(frozen=True)
class Books:
    """`database` is a URL with {database} in it, as an environment has it."""

    database: str
    external: Mapping[str, str]
    demand: Demand

    def query(self, database: str, statement: str) -> list[tuple[Any, ...]]:
        """Empty when the table is not there yet."""
        try:
            with _engine(self.database.replace("{database}", database)).connect() as connection:
                return [tuple(row) for row in connection.execute(text(statement))]
        except SQLAlchemyError as error:
            if "no such table" in str(error) or "does not exist" in str(error) or "unable to open" in str(error):
                return []
            raise

    def number(self, database: str, statement: str) -> int:
        found = self.query(database, statement)
        return int(found[0][0] or 0) if found else 0

    def confirmed(self) -> int:
        return self.number("orders-db", "SELECT count(*) FROM orders WHERE status='confirmed'")

    def is_quiet(self) -> bool:
        """Every order is confirmed, and nothing waits to be sent or to be handled."""
        return self.confirmed() >= self.demand.orders and not self._unfinished()

    def findings(self) -> list[str]:
        """What does not add up; empty when everything does."""
        return [*self._of_the_shop(), *self._of_stock(), *self._of_dead_letters(), *self._unfinished(), *self._of_the_outside()]

    def _of_the_shop(self) -> list[str]:
        orders, poison = self.demand.orders, self.demand.poison
        return [
            f"{what}: {found} instead of {wanted}"
            for what, database, statement, wanted in (
                ("orders", "orders-db", "SELECT count(*) FROM orders", orders),
                ("confirmed orders", "orders-db", "SELECT count(*) FROM orders WHERE status='confirmed'", orders),
                ("orders with a parcel", "orders-db", "SELECT count(*) FROM orders WHERE shipment_id IS NOT NULL", orders),
                ("notifications that orders knows of", "orders-db", "SELECT count(*) FROM told", orders * len(SUBJECTS)),
                ("orders placed", "orders-db", "SELECT count(*) FROM flowmart_inbox WHERE handler='place_order' AND state='done'", orders),
                ("payments", "payments-db", "SELECT count(*) FROM payments", orders),
                ("captured payments", "payments-db", "SELECT count(*) FROM payments WHERE status='captured'", orders),
                ("shipments", "shipping-db", "SELECT count(*) FROM shipments", orders),
                ("notifications", "notifications-db", "SELECT count(*) FROM notifications", orders * len(SUBJECTS) + poison),
            )
            if (found := self.number(database, statement)) != wanted
        ]

    def _of_stock(self) -> list[str]:
        sold = self.demand.sold()
        wanted = {sku: (STOCK - sold[sku], 0, sold[sku]) for sku in SKUS}
        wanted |= {f"{FLAKY}-{number:04}": (FLAKY_LEFT, 0, 0) for number in range(FLAKY_PRODUCTS)}
        rows = self.query("inventory-db", "SELECT sku, available, reserved, allocated FROM stock_items")
        found = {sku: tuple(levels) for sku, *levels in rows}
        return [
            f"stock of {sku}: {found.get(sku)} instead of {wanted.get(sku)}"
            for sku in sorted(wanted | found)
            if found.get(sku) != wanted.get(sku)
        ]

    def _of_dead_letters(self) -> list[str]:
        statement = "SELECT service, message_type, reason FROM flowmart_dead_letters"
        found: Counter[tuple[str, str]] = Counter()
        for database in DATABASES:
            for service, kind, reason in self.query(database, statement):
                found[service, "" if reason == "invalid-envelope" else kind] += 1
        wanted = self.demand.dead_letters()
        return [
            f"dead letters of {service}, {kind or 'no message'}: {found[service, kind]} instead of {wanted[service, kind]}"
            for service, kind in sorted(wanted | found)
            if found[service, kind] != wanted[service, kind]
        ]

    def _unfinished(self) -> list[str]:
        waiting = "SELECT count(*) FROM flowmart_inbox WHERE state NOT IN ('done', 'dead')"
        unsent = "SELECT count(*) FROM flowmart_outbox"
        return [
            f"{what} in {database}: {found}"
            for what, statement in (("unhandled messages", waiting), ("unsent messages", unsent))
            for database in DATABASES
            if (found := self.number(database, statement))
        ]

    def _of_the_outside(self) -> list[str]:
        wanted = self.demand.orders
        charges = Counter(each["reference"] for each in self._ledger("card-gateway", "/charges"))
        parcels = Counter(each["reference"] for each in self._ledger("carrier", "/bookings"))
        mails = self._ledger("email-provider", "/messages")
        to_customers = Counter((each["to"], each["subject"]) for each in mails if each["to"] != WAREHOUSE)
        to_warehouse = sum(each["to"] == WAREHOUSE for each in mails)
        awaited = {(self.demand.email(number), subject) for number in range(wanted) for subject in SUBJECTS}
        found: list[str] = []
        for what, counted, number in (("charges", charges, wanted), ("parcels", parcels, wanted), ("e-mails", to_customers, len(awaited))):
            doubled = sum(count - 1 for count in counted.values())
            if len(counted) != number:
                found.append(f"{what} outside: {len(counted)} instead of {number}")
            if doubled:
                found.append(f"double {what}: {doubled}")
        if set(to_customers) - awaited:
            found.append(f"e-mails that nobody should have got: {len(set(to_customers) - awaited)}")
        if to_warehouse != self.demand.poison:
            found.append(f"e-mails to the warehouse: {to_warehouse} instead of {self.demand.poison}")
        if self._ledger("card-gateway", "/refunds"):
            found.append("money was given back")
        return found

    def _ledger(self, system: str, path: str) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = httpx.get(f"{self.external[system]}{path}", timeout=30).raise_for_status().json()
        return entries


_engines: dict[str, Engine] = {}


def _engine(url: str) -> Engine:
    if url not in _engines:
        path = url.removeprefix("sqlite:")
        named = f"sqlite:///file:{path}?mode=ro&uri=true" if path != url else url.replace("postgresql://", "postgresql+psycopg://", 1)
        _engines[url] = create_engine(named, poolclass=NullPool)
    return _engines[url]
