"""The chaos runs at a size of under a minute each: two of them in `make test`, the others by `make chaos-short`; `make chaos` has all at full size.

Seeds are printed; `python -m tests.chaos.run --short --engine E --profile P --seed N` repeats one.
"""

import os
import random

import pytest

from tests.chaos.plan import ENGINES, FULL, profiles_of, short
from tests.chaos.run import run_one

_QUICK = {("embedded", "kills"), ("embedded", "crash-points")}
RUNS = [
    pytest.param(engine, profile, id=f"{engine}-{profile}", marks=() if (engine, profile) in _QUICK else pytest.mark.chaos)
    for engine in ENGINES
    for profile in profiles_of(engine)
]


@pytest.mark.parametrize(("engine", "profile"), RUNS)
def test_the_books_add_up(engine: str, profile: str) -> None:
    seed = int(os.environ.get("FLOWMART_CHAOS_SEED") or random.randrange(1 << 31))
    result = run_one(engine, profile, short(FULL[profile]), seed)
    print(result.line())
    assert not result.findings, result.line()
