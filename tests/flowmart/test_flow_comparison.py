"""The comparison of stories with flows finds what it is there to find."""

import pytest

from flowmart.generator.graph.graph import Graph
from flowmart.runtime import Envelope
from flowmart.runtime.engine.observation import Observation
from tests.support.examples import CATALOG
from tests.support.flow_comparison import differences, read_graph

FLOW = "amend-order"
NOT_TAKEN = ("RefundPayment", "PaymentRefunded", "InventoryAdjusted", "NotificationSent")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return read_graph(CATALOG.parent)


def _seen(message: str, way: str, *, cause: str | None = None, id: str = "") -> Observation:
    """`way` is `sender > receiver`; the id of a message is its type, unless told otherwise."""
    sender, _, receiver = way.partition(" > ")
    envelope = Envelope(id=id or message, type=message, version="1.0.0", source="/test", time="", correlation_id="c", causation_id=cause)
    return Observation(envelope=envelope, sender=sender, receiver=receiver, handler="", seconds=0.0, outcome="handled", wire=b"")


AMEND = _seen("AmendOrder", "gateway > OrdersService")
AMENDED = _seen("OrderAmended", "OrdersService > PaymentService", cause="AmendOrder")


def test_a_story_that_follows_the_flow_has_no_differences(graph: Graph) -> None:
    assert differences([AMEND, AMENDED], graph, [FLOW], not_taken=NOT_TAKEN) == []


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ([AMEND], "the flows have OrderAmended, and it was not sent"),
        ([AMENDED, AMEND], "OrderAmended was handled by PaymentService before AmendOrder was by OrdersService"),
        (
            [AMEND, AMENDED, _seen("ShipmentCreated", "ShippingService > OrdersService", cause="OrderAmended")],
            "no flow has ShippingService",
        ),
        ([AMEND, _seen("OrderAmended", "PaymentService > PaymentService", cause="AmendOrder")], "no flow has PaymentService: AmendOrder"),
        (
            [AMEND, AMENDED, _seen("PaymentRefunded", "PaymentService > OrdersService", cause="OrderAmended")],
            "OrderAmended -> PaymentRefunded",
        ),
        ([AMEND, AMENDED, _seen("InventoryAdjusted", "InventoryService > OrdersService", cause="OrderAmended")], "was said not to be sent"),
        ([AMEND, _seen("OrderAmended", "OrdersService > PaymentService", cause="AmendOrder", id="AmendOrder")], "have the same id"),
    ],
)
def test_each_way_to_leave_the_flow_is_found(graph: Graph, story: list[Observation], expected: str) -> None:
    found = differences(story, graph, [FLOW], not_taken=NOT_TAKEN)
    assert any(expected in difference for difference in found), found
