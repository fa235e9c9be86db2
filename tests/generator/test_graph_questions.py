"""Questions to the graph: who sends and receives at a version, what breaks, ways, boundaries, orphans, fields, owners; and how long it takes."""

import time
from pathlib import Path

import pytest

from flowmart.generator import FlowmartError, impact, load, open_project, producers_at, responsible
from flowmart.generator.graph.boundary import boundary, orphans
from flowmart.generator.graph.graph import Graph
from flowmart.generator.graph.parties import consumers_at, field_uses
from flowmart.generator.graph.questions import boundary_of, fields_of, impact_of, paths_between
from tests.support.reading import read_files

HEAD = "version: 1.0.0\nname: N"


def _service(id: str, sends: str = "", receives: str = "", more: str = "") -> dict[str, str | bytes]:
    return {f"services/{id}/index.mdx": f"id: {id}\n{HEAD}\nsends: [{sends}]\nreceives: [{receives}]\n{more}"}


def _message(id: str, collection: str = "events", more: str = "") -> dict[str, str | bytes]:
    return {f"{collection}/{id}/index.mdx": f"id: {id}\n{HEAD}\n{more}"}


@pytest.fixture
def chain(tmp_path: Path) -> Graph:
    """A -(One)-> B -(Two)-> C -(Three)-> D; B also sends Free, which it does not send in reaction; B and X send Both; D asks C by Ask."""
    files = {
        **_message("One"),
        **_message("Two"),
        **_message("Three"),
        **_message("Free"),
        **_message("Both"),
        **_message("Ask", "queries"),
        **_service("A", "{id: One, fields: [a, b]}"),
        **_service("B", "{id: Two}, {id: Free}, {id: Both}", "{id: One, triggers: [{id: Two}, {id: Both}], fields: [a]}"),
        **_service("C", "{id: Three}", "{id: Two}, {id: Ask}", "writesTo: [{id: db}]"),
        **_service("D", "{id: Ask}", "{id: Three}, {id: Free}, {id: One}"),
        **_service("X", "{id: Both}"),
        "containers/db/index.mdx": f"id: db\n{HEAD}\ncontainer_type: database",
        "domains/Inner/index.mdx": f"id: Inner\n{HEAD}\nservices: [{{id: B}}]\nowners: [t]",
        "domains/Outer/index.mdx": f"id: Outer\n{HEAD}\nservices: [{{id: A}}]\ndomains: [{{id: Inner}}]",
        "teams/t.mdx": "id: t",
        "flows/f/index.mdx": f"id: f\n{HEAD}\nsteps: [{{id: 1, title: x, message: {{id: Three}}}}]",
    }
    read = read_files(tmp_path, files)
    assert read.findings == []
    return read.graph


def _hit(graph: Graph, id: str) -> list[str]:
    return [f"{found.depth} {found.resource.id}: {found.reason}" for found in impact_of(graph, id)]


def test_what_breaks_goes_on_through_reactions_only(chain: Graph) -> None:
    assert _hit(chain, "A") == [
        "1 Outer: has A in its services",
        "1 One: is sent only by A",
        "2 B: receives One, which nobody sends any more",
        "2 D: receives One, which nobody sends any more",
        "3 Two: is sent only by B, which is hit",
        "3 Ask: is sent only by D, which is hit",
        "4 C: receives Two, which nobody sends any more",
        "5 Three: is sent only by C, which is hit",
        "6 f: has Three in its steps",
    ]


def test_what_breaks_if_a_message_a_store_a_domain_or_an_owner_goes(chain: Graph) -> None:
    assert _hit(chain, "Three")[:3] == ["1 C: sends Three", "1 D: receives Three", "1 f: has Three in its steps"]
    assert "1 C: has db in its writesTo" in _hit(chain, "db")
    assert _hit(chain, "Outer")[:2] == ["1 Inner: is part of Outer", "1 A: is part of Outer"]
    assert _hit(chain, "t")[0] == "1 Inner: has t in its owners"
    assert "1 Ask: is received only by C" in _hit(chain, "C")
    assert not any("Both" in line for line in _hit(chain, "X"))
    with pytest.raises(FlowmartError, match="did you mean Three"):
        impact_of(chain, "Thre")


def test_ways_between_services(chain: Graph) -> None:
    found = paths_between(chain, "A", "D")
    assert [[hop.message.id for hop in way] for way in found] == [["One"], ["One", "Free"], ["One", "Two", "Three"]]
    assert paths_between(chain, "C", "B") == ()
    assert [[hop.message.id for hop in way] for way in paths_between(chain, "C", "C")] == [["Three", "Ask"]]


def test_the_boundary_of_a_domain_includes_its_subdomains(chain: Graph) -> None:
    inner = [(found.direction, found.message.id, found.inside, found.outside) for found in boundary_of(chain, "Inner")]
    assert inner == [("in", "One", ("B",), ("A",)), ("out", "Free", ("B",), ("D",)), ("out", "Two", ("B",), ("C",))]
    outer = [(found.direction, found.message.id, found.outside) for found in boundary_of(chain, "Outer")]
    assert outer == [("out", "Free", ("D",)), ("out", "One", ("D",)), ("out", "Two", ("C",))]


def test_fields_and_owners(chain: Graph) -> None:
    uses = fields_of(chain, "One")
    assert [(use.field, use.written_by, use.read_by) for use in uses.uses] == [("a", ("A",), ("B",)), ("b", ("A",), ())]
    assert uses.undeclared == ("D",)
    service = next(service for service in chain.services if service.id == "B")
    answer = responsible(chain, service)
    assert ([owner.id for owner in answer.owners], answer.through and answer.through.id) == (["t"], "Inner")


def test_orphans(tmp_path: Path) -> None:
    files = {
        **_message("Lonely"),
        **_message("Told"),
        **_message("Sent"),
        **_message("Received"),
        **_message("Called", "commands", "operation: {method: POST, path: /x}"),
        **_message("Measured"),
        **_service("S", "{id: Sent}, {id: Measured}", "{id: Received}, {id: Called}"),
        **_service("Quiet"),
        **_service("Bank", more="externalSystem: true"),
        "channels/c/index.mdx": f"id: c\n{HEAD}",
        "entities/e/index.mdx": f"id: e\n{HEAD}",
        "containers/db/index.mdx": f"id: db\n{HEAD}\ncontainer_type: cache",
        "data-products/p/index.mdx": f"id: p\n{HEAD}\ninputs: [{{id: Measured}}]",
        "flows/f/index.mdx": f"id: f\n{HEAD}\nsteps: [{{id: 1, title: x, message: {{id: Told}}}}]",
        "dependencies/events/Theirs/index.md": f"id: Theirs\n{HEAD}",
    }
    found = {orphan.resource.id: orphan.reason for orphan in orphans(read_files(tmp_path, files).graph)}
    assert found == {
        "Quiet": "sends and receives nothing",
        "Lonely": "nobody sends or receives it",
        "Received": "nobody sends it",
        "Sent": "nobody receives it",
        "Told": "only flows name it",
        "c": "carries nothing",
        "e": "is named by nobody",
        "db": "is neither written nor read",
    }


def test_a_range_reaches_several_versions(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": "id: A\nname: A\nversion: 1.1.0",
        "events/A/versioned/1.0.0/index.mdx": "id: A\nname: A\nversion: 1.0.0",
        **_service("Latest", "{id: A}"),
        **_service("Range", "{id: A, version: ^1.0.0}"),
        **_service("Old", "", "{id: A, version: 1.0.0}"),
    }
    graph = read_files(tmp_path, files).graph
    new, old = graph.message("A"), graph.message("A", "1.0.0")
    assert new is not None and old is not None
    assert [link.participant.id for link in producers_at(graph, new)] == ["Latest", "Range"]
    assert [link.participant.id for link in producers_at(graph, old)] == ["Range"]
    assert [[link.participant.id for link in consumers_at(graph, message)] for message in (new, old)] == [[], ["Old"]]


def test_every_message_of_a_large_catalog_is_answered_in_milliseconds(tmp_path: Path) -> None:
    """2,000 messages here, to be quick: the bar is on the time per message, which does not grow."""
    count = 2_000
    files: dict[str, str | bytes] = {}
    for number in range(count):
        files |= _message(f"E{number}")
    for number in range(count // 10):
        sends = ", ".join(f"{{id: E{number * 10 + k}}}" for k in range(10))
        receives = ", ".join(f"{{id: E{(number * 10 + 37 * k + 11) % count}}}" for k in range(10))
        files |= _service(f"S{number}", sends, receives)
    graph = read_files(tmp_path, files).graph
    started = time.process_time()
    for message in graph.messages:
        assert len(producers_at(graph, message)) == 1
        consumers_at(graph, message)
        field_uses(graph, message)
        responsible(graph, message)
    assert time.process_time() - started < count * 0.000_1
    assert len(impact(graph, [graph.services[0]])) > 1


def test_flowmart_itself() -> None:
    graph = load(open_project(Path(__file__).parents[2])).graph
    orders = next(domain for domain in graph.domains if domain.id == "Orders")
    assert any(crossing.message.id == "PaymentProcessed" and crossing.direction == "in" for crossing in boundary(graph, orders))
    assert all(orphan.resource.type == "channel" for orphan in orphans(graph))
