"""Checkout and renewal as sagas: the good way, every failure, the race of answer and deadline, and a process that dies in between."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from flowmart.runtime import Command, Event, Harness, Message, RuntimeFailure
from flowmart.runtime.transport import Delivery
from tests.runtime.running import Shop, outgoing, rows, shop, until
from tests.runtime.saga_flows import (
    CHECKOUTS,
    CLASSES,
    BookShipment,
    CardCharged,
    ChargeCard,
    Checkout,
    CheckoutConfirmed,
    CheckoutFailed,
    CheckoutStarted,
    CheckoutState,
    CheckoutTx,
    ExpireCheckout,
    ExtendAccess,
    RefundCard,
    ReleaseStock,
    Renewal,
    RenewalDeclined,
    RenewalDue,
    RenewalPaid,
    ReserveStock,
    RevokeAccess,
    ShipmentBooked,
    ShipmentRefused,
    StockRefused,
    StockReserved,
    SubscriptionLapsed,
    SubscriptionRenewed,
    TakeRenewal,
)

MESSAGES: Mapping[str, type[Message]] = CLASSES


@pytest.fixture
def checkout() -> Iterator[Harness]:
    harness = Harness(Checkout, messages=MESSAGES)
    yield harness
    harness.close()


def deliver(harness: Harness, *messages: Command | Event) -> list[Message]:
    """What the service sent for them."""
    before = len(harness.sent)
    for message in messages:
        harness.deliver(message)
    return harness.sent[before:]


def expire_now(harness: Harness) -> None:
    """As if the time were over."""

    def past(session: Session) -> None:
        for state in session.query(CheckoutState):
            state.expires_at = 0.0

    harness.change(past)


STARTED = CheckoutStarted(order="o1", amount=5)


def test_a_checkout_is_confirmed_when_every_step_is_done(checkout: Harness) -> None:
    assert deliver(checkout, STARTED) == [ReserveStock(order="o1")]
    assert deliver(checkout, StockReserved(order="o1")) == [ChargeCard(order="o1", amount=5)]
    assert deliver(checkout, CardCharged(order="o1")) == [BookShipment(order="o1")]
    assert deliver(checkout, ShipmentBooked(order="o1")) == [CheckoutConfirmed(order="o1")]
    assert [message for message, _ in checkout.scheduled] == [ExpireCheckout(order="o1")] * 2


def test_what_was_done_is_undone_in_reverse_and_once(checkout: Harness) -> None:
    deliver(checkout, STARTED, StockReserved(order="o1"), CardCharged(order="o1"))
    failed = [RefundCard(order="o1", amount=5), ReleaseStock(order="o1"), CheckoutFailed(order="o1", reason="cannot be shipped")]
    assert deliver(checkout, ShipmentRefused(order="o1")) == failed
    assert deliver(checkout, ShipmentRefused(order="o1"), ShipmentBooked(order="o1"), ExpireCheckout(order="o1")) == []


def test_nothing_is_undone_that_was_not_done(checkout: Harness) -> None:
    deliver(checkout, STARTED)
    assert deliver(checkout, StockRefused(order="o1")) == [CheckoutFailed(order="o1", reason="sold out")]


def test_a_deadline_ends_a_checkout_that_waits_and_no_other(checkout: Harness) -> None:
    deliver(checkout, STARTED, StockReserved(order="o1"))
    # The first step's deadline, while the second one's time runs: it comes again when that is over.
    assert deliver(checkout, ExpireCheckout(order="o1")) == []
    assert len(checkout.scheduled) == 3
    expire_now(checkout)
    assert deliver(checkout, ExpireCheckout(order="o1")) == [ReleaseStock(order="o1"), CheckoutFailed(order="o1", reason="took too long")]


def test_an_answer_after_the_deadline_is_late(checkout: Harness) -> None:
    deliver(checkout, STARTED)
    expire_now(checkout)
    assert deliver(checkout, ExpireCheckout(order="o1")) == [CheckoutFailed(order="o1", reason="took too long")]
    assert deliver(checkout, StockReserved(order="o1")) == [ReleaseStock(order="o1")]


def test_a_saga_begins_once_for_a_key(checkout: Harness) -> None:
    assert deliver(checkout, STARTED, STARTED) == [ReserveStock(order="o1")]


def test_compensation_can_wait_between_its_steps(tmp_path: Path) -> None:
    undone: list[str | None] = []

    class Patient(Checkout):
        def on_shipment_refused(self, event: ShipmentRefused, tx: CheckoutTx) -> None:
            run = CHECKOUTS.running(tx, event.order)
            undone.append(None if run is None else run.compensate_last())

    harness = Harness(Patient, messages=MESSAGES)
    deliver(harness, STARTED, StockReserved(order="o1"), CardCharged(order="o1"))
    for _ in range(4):
        deliver(harness, ShipmentRefused(order="o1"))
    assert undone == ["charge", "reserve", None, None]
    assert harness.rows(lambda session: session.get_one(CheckoutState, "o1").step) == "compensated"
    harness.close()


def test_a_step_without_a_compensation_is_a_mistake() -> None:
    class Wrong(Checkout):
        def on_checkout_started(self, event: CheckoutStarted, tx: CheckoutTx) -> None:
            run = CHECKOUTS.begin(tx, CheckoutState(key=event.order, amount=1, step="new"))
            assert run is not None
            run.did("resrve")

    harness = Harness(Wrong, messages=MESSAGES)
    with pytest.raises(RuntimeFailure, match="no compensation for 'resrve'"):
        harness.deliver(STARTED)
    harness.close()


class Quick(Renewal):
    pause = timedelta(milliseconds=100)


async def answer(running: Shop, answers: list[str], taken: list[TakeRenewal]) -> None:
    """Plays the payment service, and remembers all that was sent."""

    async def on_batch(batch: Sequence[Delivery]) -> None:
        for delivery in batch:
            attempt = TakeRenewal.from_json(delivery.body.partition(b'"data":')[2][:-1])
            taken.append(attempt)
            said: Message = RenewalPaid(subscription="s1") if answers.pop(0) == "paid" else RenewalDeclined(subscription="s1")
            await running.transport.publish([outgoing(f"flows.{said.meta.id}", said, f"answer-{attempt.attempt}", "s1")])

    await running.transport.consume("payments", ["flows.TakeRenewal"], on_batch)


@pytest.mark.parametrize(
    ("answers", "ended", "step"),
    [(["no", "paid"], SubscriptionRenewed, "completed"), (["no", "no", "no"], SubscriptionLapsed, "compensated")],
)
def test_a_renewal_is_tried_some_times_and_then_ends_one_way(answers: list[str], ended: type[Event], step: str, tmp_path: Path) -> None:
    async def test() -> None:
        taken: list[TakeRenewal] = []
        sent: list[str] = []

        async def see(batch: Sequence[Delivery]) -> None:
            sent.extend(delivery.topic.removeprefix("flows.") for delivery in batch)

        async with shop(tmp_path, Quick(), classes=CLASSES) as running:
            tries = len(answers)
            await answer(running, answers, taken)
            await running.transport.consume("all", [f"flows.{each}" for each in CLASSES], see)
            await running.transport.publish([outgoing("flows.RenewalDue", RenewalDue(subscription="s1", amount=5), "due", "s1")])
            await running.until(lambda: running.rows("renewal-db", "SELECT step FROM renewals") == [(step,)])
            await running.until(lambda: ended.meta.id in sent)
        assert [each.attempt for each in taken] == list(range(1, tries + 1))
        assert sent.count("RetryRenewal") == tries - 1
        assert sent.count(RevokeAccess.meta.id) == (1 if ended is SubscriptionLapsed else 0)
        assert sent.count(ExtendAccess.meta.id) == 1

    asyncio.run(test())


def test_a_deadline_outlives_a_killed_process_and_comes_once(tmp_path: Path) -> None:
    script = Path(__file__).parent / "saga_process.py"

    process = subprocess.Popen([sys.executable, str(script), str(tmp_path)])
    try:
        asyncio.run(until(lambda: (tmp_path / "waiting").exists(), 20))
    finally:
        process.kill()
        process.wait()
    assert rows(tmp_path, "checkout-db", "SELECT step FROM checkouts") == [("reserving",)]
    expired: list[str] = []

    class Watching(Checkout):
        def expire_checkout(self, command: ExpireCheckout, tx: CheckoutTx) -> None:
            expired.append(command.order)
            super().expire_checkout(command, tx)

    async def end() -> None:
        async with shop(tmp_path, Watching(), classes=CLASSES) as running:
            await running.until(lambda: running.rows("checkout-db", "SELECT step FROM checkouts") == [("compensated",)])
            await asyncio.sleep(0.3)
        async with shop(tmp_path, Watching(), classes=CLASSES):
            await asyncio.sleep(0.3)

    asyncio.run(end())
    assert expired == ["o1"]
