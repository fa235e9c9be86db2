"""What the tests of FlowMart share: its project, and a system that runs for the tests of one module."""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:  # where `services`, `generated` and `tests.support` are found
    sys.path.insert(0, str(ROOT))

from flowmart.runtime.engine.observation import Observation
from tests.support.flow_comparison import differences, read_graph
from tests.support.shop import Shop, running

Follows = Callable[..., None]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """FlowMart at work. Its carrier moves parcels only when a test says so."""
    with running(ROOT, tmp_path_factory.mktemp("shop")) as shop:
        shop.behave("carrier", journey=[], return_journey=[])
        yield shop
        dead = [f"{seen.envelope.type} at {seen.receiver}" for seen in shop.seen if seen.outcome == "dead"]
        assert not dead, f"dead letters: {dead}"


@pytest.fixture(scope="session")
def follows() -> Follows:
    """Fails unless a story follows flows of the catalog; `not_taken` names the messages of the branches that it leaves out,
    `open_to` those that depend on which of two messages is faster."""
    graph = read_graph(ROOT)

    def check(story: Sequence[Observation], *flows: str, not_taken: str = "", open_to: str = "") -> None:
        found = differences(story, graph, flows, not_taken=not_taken.split(), open_to=open_to.split())
        assert not found, "\n".join(found)

    return check
