"""The ledger run has teeth: a runtime with a mistake planted in it does not pass, and the books say what went wrong."""

import random
from dataclasses import replace
from typing import Any

import pytest

from tests.chaos.faults import LEAKED
from tests.chaos.plan import FULL, short
from tests.chaos.run import Result, run_one

pytestmark = pytest.mark.chaos

SYMPTOMS = {
    "acknowledge-before-commit": ("orders: ", "confirmed orders: "),
    "no-inbox": ("double ", "dead letters of ", "stock of MUG", "not at rest"),
    "fresh-idempotency-key": ("double charges", "double parcels"),
    "relay-reads-uncommitted": ("dead letters of PaymentService, PaymentInitiated", "charges outside", "orders with a parcel"),
    "retry-drops-order": ("stock of FLK",),
}
"""What the books say of each, one of these at least."""

POINTS = {
    "acknowledge-before-commit": ("received", "inbox-written", "handled", "committing"),
    "no-inbox": ("committed", "answered", "published"),
    "fresh-idempotency-key": ("effect-returned",),
    "relay-reads-uncommitted": (LEAKED,),
    "retry-drops-order": (),
}
"""Where a process has to die to show it."""

CAREFUL: dict[str, dict[str, Any]] = {"relay-reads-uncommitted": {"crashing": ("payment-0",), "passes": 1, "self_kills": 4}}
"""Which process has to die, and when: with the first payments that it has to write, whose numbers nobody will know then."""


def run(fault: str | None) -> Result:
    plan = replace(short(FULL["crash-points"]), orders=40, self_kills=24, patience=15.0)
    if fault is None:
        plan = replace(plan, grace=10.0, patience=60.0)
    else:
        kills = {"self_kills": 24 if POINTS[fault] else 0}
        plan = replace(plan, grace=1.0, points=POINTS[fault], **(kills | CAREFUL.get(fault, {})))
    result = run_one("embedded", "crash-points", plan, random.randrange(1 << 31), fault)
    print(result.line())
    return result


@pytest.mark.parametrize("fault", SYMPTOMS)
def test_the_ledger_notices(fault: str) -> None:
    result = run(fault)
    assert any(finding.startswith(symptom) for finding in result.findings for symptom in SYMPTOMS[fault]), result.line()


def test_without_a_fault_the_same_run_passes() -> None:
    result = run(None)
    assert not result.findings, result.line()
