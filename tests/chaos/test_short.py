"""Two of the chaos runs at a size of under half a minute, in `make test`; `make chaos-short` has all of them, `make chaos` at full size.

Seeds are printed; `python -m tests.chaos --short --engine E --profile P --seed N` repeats one.
"""

import os
import random

import pytest

from tests.chaos.plan import FULL, short
from tests.chaos.run import run_one


@pytest.mark.parametrize("profile", ["kills", "crash-points"])
def test_the_books_add_up(profile: str) -> None:
    seed = int(os.environ.get("FLOWMART_CHAOS_SEED") or random.randrange(1 << 31))
    result = run_one("embedded", profile, short(FULL[profile]), seed)
    print(result.line())
    assert not result.findings, result.line()
