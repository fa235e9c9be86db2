"""EventCatalog v1, and catalogs that are half of it: names as ids, relations on events, membership by folder."""

from pathlib import Path

from flowmart.generator.model.resources import Message
from tests.support.reading import Read, read_files

EVENT = "name: {name}\nversion: 0.0.1\nproducers: [{producers}]\nconsumers: [{consumers}]\ntags: [{{label: x, url: y}}]"
NEW = "version: 1.0.0\nname: N"


def _event(name: str, producers: str = "", consumers: str = "") -> str:
    return EVENT.format(name=name, producers=producers, consumers=consumers)


def _exchanged(read: Read) -> dict[str, tuple[list[str], list[str]]]:
    graph = read.graph
    return {
        service.id: ([link.message.id for link in graph.sends(service)], [link.message.id for link in graph.receives(service)])
        for service in graph.services
    }


def test_a_v1_catalog(tmp_path: Path) -> None:
    files = {
        "domains/Orders/index.md": "name: Orders\nsummary: x",
        "domains/Orders/services/Orders Service/index.md": "name: Orders Service",
        "domains/Orders/events/OrderCreated/index.md": _event("OrderCreated", "Orders Service", "Data Lake"),
        "domains/Orders/events/OrderCreated/schema.json": "{}",
        "domains/Orders/events/OrderCreated/my-schema.avsc": "{}",
        "domains/Orders/events/OrderCreated/versioned/0.0.0/index.md": _event("OrderCreated", "Old Service").replace("0.0.1", "0.0.0"),
        "events/Elsewhere/index.md": _event("Elsewhere") + "\ndomain: Orders",
        "eventcatalog.config.js": "module.exports = { users: [{ id: 'ann', name: 'Ann' }] }",
        "services/Free/index.md": "name: Free\nowners: [ann]",
    }
    read = read_files(tmp_path, files)
    graph = read.graph
    assert read.findings == []
    assert _exchanged(read) == {"Data Lake": ([], ["OrderCreated"]), "Free": ([], []), "Orders Service": (["OrderCreated"], [])}
    assert [service.id for service in graph.services if service.stub] == ["Data Lake"]
    message, elsewhere, free = graph.message("OrderCreated"), graph.message("Elsewhere"), graph.services[1]
    assert message is not None and elsewhere is not None
    assert [domain and domain.id for domain in map(graph.domain, (message, elsewhere, graph.services[2], free))] == [
        "Orders",
        "Orders",
        "Orders",
        None,
    ]
    assert [schema.path.rpartition("/")[2] for schema in message.schemas] == ["schema.json", "my-schema.avsc"]
    assert [owner.name for owner in graph.owners(free)] == ["Ann"]
    assert [participant.id for participant in graph.participants_in(graph.domains[0])] == ["Orders", "Orders Service"]


def test_a_service_that_speaks_for_itself_is_not_doubled_and_is_believed(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": f"id: A\n{NEW}\nproducers: [S]\nconsumers: [S, T]",
        "services/S/index.mdx": f"id: S\n{NEW}\nsends: [{{id: A, version: 1.0.0}}]",
        "services/T/index.mdx": f"id: T\n{NEW}",
    }
    read = read_files(tmp_path, files)
    assert _exchanged(read) == {"S": (["A"], []), "T": ([], ["A"])}
    assert read.findings == ["events/A/index.mdx:6:13 refs/stale-producer"]


def test_display_names_and_unknown_services_in_new_files_are_findings(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": f"id: A\n{NEW}\nproducers: [Claims Service, Nobody, theirs]",
        "services/S/index.mdx": "id: claims\nname: Claims Service\nversion: 1.0.0",
    }
    read = read_files(tmp_path, files, frozenset({"theirs"}))
    assert _exchanged(read) == {"Nobody": (["A"], []), "claims": (["A"], [])}
    assert read.findings == ["events/A/index.mdx:5:13 refs/display-name", "events/A/index.mdx:5:29 refs/unknown-service"]


def test_a_file_without_id_among_others_is_a_finding(tmp_path: Path) -> None:
    read = read_files(tmp_path, {"events/A/index.mdx": f"id: A\n{NEW}", "events/B/index.mdx": "name: B\nversion: 1.0.0"})
    assert read.ids == ["event A 1.0.0", "event B 1.0.0"]
    assert read.findings == ["events/B/index.mdx:2:1 structure/v1-file"]


def test_the_schema_of_the_reply_is_not_the_message_s(tmp_path: Path) -> None:
    files = {"queries/Q/index.mdx": f"id: Q\n{NEW}\nx-flowmart-reply: reply.schema.json", "queries/Q/reply.schema.json": "{}"}
    (message,) = read_files(tmp_path, files).catalog.resources
    assert isinstance(message, Message) and message.schemas == () and message.reply is not None


def test_dependencies_of_the_configuration_are_read_and_it_is_not_run(tmp_path: Path) -> None:
    config = """
        import { x } from './nowhere'; // { dependencies: { events: [{ id: 'comment' }] } }
        const other = call({ dependencies: { events: [{ id: 'deeper' }] } });
        export default defineConfig({
          title: `Shop`, generators: [[plugin, { path: path.join(__dirname, 'a') }]], ...rest,
          f() { return { dependencies: 1 } },
          dependencies: { events: [{ id: 'Theirs', version: '1' }, { id: process.env.X }], services: [{ "id": "T\\u0041x" }] },
        });
        require('fs').writeFileSync('ran', 'ran')
    """
    files = {"eventcatalog.config.js": config, "services/S/index.mdx": f"id: S\n{NEW}\nsends: [{{id: Theirs}}, {{id: deeper}}]"}
    read = read_files(tmp_path, files)
    assert "Theirs" in read.catalog.dependencies and "comment" not in read.catalog.dependencies
    assert read.findings == ["eventcatalog.config.js:7:1 config/not-literal", "services/S/index.mdx:5:23 refs/resource-exists"]
    assert not (tmp_path / "ran").exists()
