"""A handler sees one version of a message: upcasters, chains of them, and every way in which they can be wrong."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from flowmart.runtime import Event, Harness, Message, RuntimeFailure, Service, ServiceBinding, Subscription, Tx, Upcaster, upcast
from flowmart.runtime.engine.intake import Intake, Received, Unfit
from flowmart.runtime.envelope import Envelope, timestamp
from flowmart.runtime.transport.protocol import Delivery


class Paid(Event, id="Paid", version="2.0.0", digest="2"):
    order: str
    cents: int
    currency: str


class PaidV1(Event, id="Paid", version="1.2.0", digest="1"):
    order: str
    cents: int


class PaidV0(Event, id="Paid", version="0.9.0", digest="0"):
    order: str
    euros: str


class Shipped(Event, id="Shipped", version="1.0.0", digest="3"):
    order: str


BINDING = ServiceBinding(
    service="LedgerService",
    version="1.0.0",
    module="ledger",
    group="ledger",
    database="ledger",
    subscriptions=(
        Subscription(
            message="Paid",
            version="2.0.0",
            message_class="Paid",
            kind="event",
            handler="on_paid",
            mode="state",
            channel="paid",
            key="order",
        ),
    ),
)


def one_to_two(old: PaidV1) -> Paid:
    return Paid(order=old.order, cents=old.cents, currency="EUR")


def zero_to_one(old: PaidV0) -> PaidV1:
    return PaidV1(order=old.order, cents=int(old.euros.replace(".", "")))


def _service(*upcasters: Upcaster[Any, Any]) -> type[Service]:
    """A service in a module of its own that has these upcasters."""

    class Ledger(Service):
        binding = BINDING
        seen: list[Message]

        def on_paid(self, event: Paid, tx: "Tx[Any, Any]") -> None:
            SEEN.append(event)

    name = f"ledger_{len(sys.modules)}"
    module = ModuleType(name)
    for number, upcaster in enumerate(upcasters):
        setattr(module, f"upcaster_{number}", upcaster)
    sys.modules[name] = module
    Ledger.__module__ = name
    return Ledger


SEEN: list[Message] = []


def _intake(*upcasters: Upcaster[Any, Any]) -> Intake:
    return Intake(_service(*upcasters)(), lambda name: {"Paid": Paid}[name], {"Paid", "Shipped"})


def _delivery(message: Message, version: str = "") -> Delivery:
    envelope = Envelope(
        id="m1",
        type=message.meta.id,
        version=version or message.meta.version,
        source="/t",
        time=timestamp(datetime.now(UTC)),
        correlation_id="m1",
    )
    return Delivery("paid", None, envelope.wire(message.to_json()))


def _read(intake: Intake, message: Message, version: str = "") -> Message:
    found = intake.read(_delivery(message, version))
    assert isinstance(found, Received), found
    return found.message


OLD, OLDER, NEW = PaidV1(order="o", cents=4990), PaidV0(order="o", euros="49.90"), Paid(order="o", cents=4990, currency="EUR")


def test_an_old_message_arrives_as_the_new_one() -> None:
    assert _read(_intake(upcast(PaidV1)(one_to_two)), OLD) == NEW


def test_upcasters_form_a_chain() -> None:
    assert _read(_intake(upcast(PaidV1)(one_to_two), upcast(PaidV0)(zero_to_one)), OLDER) == NEW


def test_the_new_version_passes_as_it_is() -> None:
    assert _read(_intake(upcast(PaidV1)(one_to_two)), NEW) == NEW


def test_another_minor_version_takes_the_way_of_its_major_version() -> None:
    assert _read(_intake(upcast(PaidV1)(one_to_two), upcast(PaidV0)(zero_to_one)), OLD, version="1.0.0") == NEW


def test_the_envelope_keeps_the_version_that_was_sent() -> None:
    found = _intake(upcast(PaidV1)(one_to_two)).read(_delivery(OLD))
    assert isinstance(found, Received) and found.envelope.version == "1.2.0"


def test_without_an_upcaster_an_old_message_does_not_fit() -> None:
    found = _intake().read(_delivery(OLDER))
    assert isinstance(found, Unfit) and found.reason == "invalid-message"


def test_an_upcaster_that_fails_makes_a_dead_letter_that_names_it() -> None:
    found = _intake(upcast(PaidV1)(one_to_two), upcast(PaidV0)(zero_to_one)).read(_delivery(PaidV0(order="o", euros="a lot")))
    assert isinstance(found, Unfit)
    assert found.reason == "invalid-message" and "zero_to_one failed" in found.detail


def test_an_upcaster_is_called_like_its_function() -> None:
    assert upcast(PaidV1)(one_to_two)(OLD) == NEW


def test_the_harness_delivers_old_messages() -> None:
    SEEN.clear()
    harness = Harness(_service(upcast(PaidV1)(one_to_two)), messages=SimpleNamespace(Paid=Paid))
    harness.deliver(OLD)
    assert SEEN == [NEW]
    harness.close()


def _twice(old: PaidV1) -> Paid:
    return one_to_two(old)


def _back(old: PaidV1) -> PaidV0:
    return PaidV0(order=old.order, euros="0")


def _from_new(old: Paid) -> PaidV1:
    return PaidV1(order=old.order, cents=old.cents)


@pytest.mark.parametrize(
    ("upcasters", "reason"),
    [
        (lambda: [upcast(PaidV1)(one_to_two), upcast(PaidV1)(_twice)], "two upcasters of Paid 1.2.0"),
        (lambda: [upcast(PaidV0)(zero_to_one)], "leads to Paid 1.2.0, which the service neither receives"),
        (lambda: [upcast(PaidV0)(zero_to_one), upcast(PaidV1)(_back)], "go round in circles"),
        (lambda: [upcast(Paid)(_from_new), upcast(PaidV1)(one_to_two)], "which the service has a handler for"),
        (lambda: [upcast(Shipped)(lambda old: NEW)], "does not say which message it returns"),
        (lambda: [upcast(Shipped)(_wrong)], "must be the same message"),
    ],
)
def test_what_is_wrong_is_said_when_the_service_starts(upcasters: Callable[[], list[Upcaster[Any, Any]]], reason: str) -> None:
    with pytest.raises(RuntimeFailure, match=reason):
        _intake(*upcasters())


def _wrong(old: Shipped) -> Paid:
    return NEW
