"""The chaos runs at the size that CI has time for; `make chaos` has all of them at full size.

Seeds are printed; `python -m tests.chaos.run --short --engine E --profile P --seed N` repeats one.
"""

import os
import random

import pytest

from tests.chaos.plan import ENGINES, FULL, profiles_of, short
from tests.chaos.run import run_one

RUNS = [
    pytest.param(engine, profile, id=f"{engine}-{profile}", marks=() if engine == "embedded" else pytest.mark.slow_broker)
    for engine in ENGINES
    for profile in profiles_of(engine)
]


@pytest.mark.parametrize(("engine", "profile"), RUNS)
def test_the_books_add_up(engine: str, profile: str) -> None:
    if (engine, profile) == ("redis", "crash-points"):
        pytest.xfail("not passed yet: each self-kill keeps what the member held for a lease of 30 s; see docs/reliability.md")
    seed = int(os.environ.get("FLOWMART_CHAOS_SEED") or random.randrange(1 << 31))
    result = run_one(engine, profile, short(FULL[profile]), seed)
    print(result.line())
    assert not result.findings, result.line()
