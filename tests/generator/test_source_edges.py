"""The edge cases of the format, and what flowmart decided where EventCatalog's own engines differ (docs/catalog-format.md)."""

from pathlib import Path

import pytest

from flowmart.generator.model.ids import MESSAGE_TYPES, ResourceType
from flowmart.generator.model.resources import Channel, Domain, Flow, Message, Service
from tests.support.reading import read_files

V1 = "version: 1.0.0"


@pytest.mark.parametrize(
    ("written", "version", "findings"),
    [
        ("1", "1", ["schema/unquoted-version"]),
        ("1.0", "1.0", ["schema/unquoted-version"]),
        ("'1'", "1", []),
        ("v1", "v1", []),
        ("V2", "V2", []),
        ("1.0.0-beta.1", "1.0.0-beta.1", []),
        ("2024-01-01", "2024-01-01", ["schema/unquoted-version"]),
        ("1.2.3.4", "1.2.3.4", []),
        ("no", "no", []),  # text in js-yaml, which EventCatalog reads with
    ],
)
def test_versions_are_what_is_written(tmp_path: Path, written: str, version: str, findings: list[str]) -> None:
    read = read_files(tmp_path, {"events/A/index.mdx": f"id: A\nversion: {written}"})
    assert read.catalog.resources[0].version == version
    assert [found.rule for found in read.diagnostics] == findings


@pytest.mark.parametrize(
    ("reference", "version"),
    [("latest", "2.0.0"), ("^1", "1.5.0"), ("1.x", "1.5.0"), ("x", "2.0.0"), (">1.0.0", "2.0.0"), ("1.0", "1.0.0"), ("v2", "2.0.0")],
)
def test_a_pointer_reaches_the_newest_match_even_below_versioned(tmp_path: Path, reference: str, version: str) -> None:
    files = {
        "events/A/index.mdx": "id: A\nversion: 1.5.0",
        "events/A/versioned/2/index.mdx": "id: A\nversion: 2.0.0",
        "events/A/versioned/1/index.mdx": "id: A\nversion: 1.0.0",
        "services/S/index.mdx": f"id: S\n{V1}\nsends: [{{id: A, version: '{reference}'}}]",
    }
    read = read_files(tmp_path, files)
    service = read.graph.services[0]
    assert [link.message.version for link in read.graph.sends(service)] == [version]


def test_an_id_of_an_event_and_a_command_is_the_event_unless_the_version_says_otherwise(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": "id: A\nversion: 1.0.0",
        "commands/A/index.mdx": "id: A\nversion: 2.0.0",
        "services/A/index.mdx": f"id: A\n{V1}",
    }
    graph = read_files(tmp_path, files).graph
    first, second = graph.message("A"), graph.message("A", "2.0.0")
    assert first is not None and first.type is ResourceType.EVENT
    assert second is not None and second.type is ResourceType.COMMAND
    assert graph.message("A", "3.0.0") is None
    assert graph.services[0].id == "A"  # one namespace per type, but for messages


def test_of_two_files_with_one_id_and_version_the_first_path_counts(tmp_path: Path) -> None:
    read = read_files(
        tmp_path,
        {"events/B/index.mdx": "id: A\nversion: 1.0.0\nsummary: second", "events/A/index.mdx": "id: A\nversion: 1.0.0\nsummary: first"},
    )
    message = read.graph.message("A")
    assert message is not None and message.summary == "first"
    assert read.findings == ["events/B/index.mdx:2:1 structure/duplicate-resource-ids"]


def test_an_own_file_counts_before_a_federated_one_and_both_before_a_stub(tmp_path: Path) -> None:
    files = {
        "federated/other/events/A/index.mdx": "id: A\nversion: 1.0.0\nsummary: theirs",
        "queries/Q/index.mdx": f"id: Q\n{V1}",
        "events/A/index.mdx": "id: A\nversion: 1.0.0\nsummary: ours",
        "dependencies/events/A/index.md": "id: A\nversion: 1.0.0\nsummary: stub",
        "dependencies/services/S/index.md": f"id: S\n{V1}",
    }
    read = read_files(tmp_path, files)
    message = read.graph.message("A")
    assert message is not None and message.summary == "ours" and not message.stub
    assert [service.stub for service in read.graph.services] == [True]
    assert read.findings == ["federated/other/events/A/index.mdx:2:1 structure/duplicate-resource-ids"]


@pytest.mark.parametrize("id", ["payments.{env}.events", "AWS S3", "a/b", "$x", "a→b", "[x]", "заказ", "bssh.runs"])
def test_odd_ids_are_ids(tmp_path: Path, id: str) -> None:
    files = {
        "channels/group/folder/index.mdx": f"id: '{id}'\n{V1}",
        "events/A/index.mdx": f"id: A\n{V1}",
        "services/S/index.mdx": f"id: S\n{V1}\nsends:\n  - id: A\n    to: [{{id: '{id}', parameters: {{env: test}}}}]",
    }
    read = read_files(tmp_path, files)
    assert read.findings == []
    (channel,) = read.graph.sends(read.graph.services[0])[0].channels
    assert channel.channel.id == id and channel.parameters == {"env": "test"}


def test_schemas_hides_schema_path_even_when_empty(tmp_path: Path) -> None:
    files = {"events/A/index.mdx": f"id: A\n{V1}\nschemaPath: schema.json\nschemas: []", "events/A/schema.json": "{}"}
    (message,) = read_files(tmp_path, files).catalog.resources
    assert isinstance(message, Message) and message.schemas == ()


def test_schemas_are_read_by_file_path_and_ref_and_the_default_is_first(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": f"id: A\n{V1}\nschemas:\n- {{file: a.json}}\n- {{path: b.json, default: true}}\n- {{ref: 'file://c.json'}}\n- {{ref: 'git://x/y'}}",
        "events/A/a.json": "{}",
        "events/A/b.json": '{"type": "record", "name": "B", "fields": []}',
        "events/A/c.json": '{"title": "c", "asyncapi": "3.0.0"}',
    }
    read = read_files(tmp_path, files)
    (message,) = read.catalog.resources
    assert isinstance(message, Message)
    assert [(schema.path[-6:], schema.format) for schema in message.schemas] == [
        ("b.json", "avro"),
        ("a.json", "jsonschema"),
        ("c.json", "asyncapi"),
    ]
    assert read.findings == ["events/A/index.mdx:8:9 refs/file-exists"]


@pytest.mark.parametrize("content", ["", "not json", "[]"])
def test_a_schema_that_is_none_is_read_all_the_same(tmp_path: Path, content: str) -> None:
    files = {"events/A/index.mdx": f"id: A\n{V1}\nschemaPath: schema.json", "events/A/schema.json": content}
    (message,) = read_files(tmp_path, files).catalog.resources
    assert isinstance(message, Message) and message.schemas[0].content == content


def test_both_spellings_of_data_products_are_read(tmp_path: Path) -> None:
    files = {
        "domains/D/index.mdx": f"id: D\n{V1}\ndata-products: [{{id: P}}]\ndataProducts: [{{id: P}}, {{id: Q}}]",
        "data-products/P/index.mdx": f"id: P\n{V1}",
        "data-products/Q/index.mdx": f"id: Q\n{V1}",
    }
    read = read_files(tmp_path, files)
    (domain,) = read.graph.domains
    assert [reference.id for reference in domain.data_products] == ["P", "Q"]
    assert read.findings == ["domains/D/index.mdx:5:1 schema/unknown-field"]


def test_steps_of_flows(tmp_path: Path) -> None:
    steps = """\
id: F
version: 1.0.0
steps:
  - {id: 1, title: a, next_step: 2}
  - {id: '2', title: b, next_step: 1, next_steps: [3]}
  - {id: 3, title: c, externalSystem: {name: Bank}, message: {id: A}}
  - {id: 4, title: d, next_step: {id: 9, label: no}}
"""
    read = read_files(tmp_path, {"flows/F/index.mdx": steps + "name: F", "events/A/index.mdx": f"id: A\n{V1}"})
    (flow,) = read.graph.flows
    assert isinstance(flow, Flow)
    assert [(step.id, [following.id for following in step.next]) for step in flow.steps] == [
        ("1", ["2"]),
        ("2", ["1", "3"]),
        ("3", []),
        ("4", ["9"]),
    ]
    assert read.findings == [
        "flows/F/index.mdx:6:51 schema/flow-step",
        "flows/F/index.mdx:7:39 schema/flow-step",
        "flows/F/index.mdx:8:34 refs/flow-step-exists",
    ]


def test_hidden_draft_and_deprecated_resources_are_there(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": f"id: A\n{V1}\nhidden: true",
        "events/B/index.mdx": f"id: B\n{V1}\ndraft: {{message: soon}}",
        "events/C/index.mdx": f"id: C\n{V1}\ndeprecated: {{date: 2999-01-01, message: later}}",
        "events/D/index.mdx": f"id: D\n{V1}\ndeprecated: true",
    }
    read = read_files(tmp_path, files)
    a, b, c, d = read.graph.messages
    assert (a.hidden, b.draft, read.findings) == (True, True, [])
    assert c.deprecated is not None and not c.deprecated.is_in_force("2998-12-31") and c.deprecated.is_in_force("2999-01-01")
    assert d.deprecated is not None and d.deprecated.is_in_force("2000-01-01")


def test_an_owner_that_is_both_is_the_team_and_ids_come_from_the_files(tmp_path: Path) -> None:
    files = {
        "users/Ann.mdx": "id: ann",
        "users/both.mdx": "id: both",
        "teams/both.mdx": "id: both",
        "events/A/index.mdx": f"id: A\n{V1}\nowners: [ann, {{id: both, collection: users}}, Ann]",
    }
    read = read_files(tmp_path, files)
    message = read.graph.message("A")
    assert message is not None
    assert [f"{owner.type} {owner.id}" for owner in read.graph.owners(message)] == ["user ann", "team both"]
    assert read.findings == ["events/A/index.mdx:4:46 refs/owner-exists"]


def test_files_that_are_no_resources_and_files_in_the_wrong_place(tmp_path: Path) -> None:
    files = {
        "services/x/index.md": f"id: md\n{V1}",
        "services/x/index.mdx": f"id: mdx\n{V1}",
        "events/Foo.mdx": f"id: Foo\n{V1}",
        "events/group/Bar/index.mdx": f"id: Bar\n{V1}",
        "domains/A/subdomains/B/subdomains/C/index.mdx": f"id: C\n{V1}",
        "node_modules/pkg/events/N/index.mdx": f"id: N\n{V1}",
        "docs/events/D/index.mdx": f"id: D\n{V1}",
        "events/E/examples/events/X/index.mdx": f"id: X\n{V1}",
        "channels/a/b/c/index.mdx": f"id: grouped\n{V1}",
    }
    read = read_files(tmp_path, files)
    assert read.ids == ["channel grouped 1.0.0", "domain C 1.0.0", "service md 1.0.0"]
    assert read.findings == [
        "domains/A/subdomains/B/subdomains/C/index.mdx:1:1 structure/unexpected-folder",
        "events/Foo.mdx:1:1 structure/unrecognised-file",
        "events/group/Bar/index.mdx:1:1 structure/unrecognised-file",
        "services/x/index.mdx:1:1 structure/two-index-files",
    ]


def test_mistyped_keys_have_a_suggestion(tmp_path: Path) -> None:
    read = read_files(tmp_path, {"services/S/index.mdx": f"id: S\n{V1}\nrecieves: []\nsummmary: x\nx-own: 1"})
    assert [(found.rule, found.hint) for found in read.diagnostics] == [
        ("schema/unknown-field", "did you mean 'receives'?"),
        ("schema/unknown-field", "did you mean 'summary'?"),
    ]


def test_what_must_be_text_and_is_not(tmp_path: Path) -> None:
    read = read_files(tmp_path, {"services/S/index.mdx": f"id: 12\n{V1}\nsummary: 42\nhidden: yes\nsends: x\nowners: {{a: b}}"})
    assert read.catalog.resources[0].id == "12"
    assert read.findings == [
        "services/S/index.mdx:2:5 schema/valid-type",
        "services/S/index.mdx:4:10 schema/valid-type",
        "services/S/index.mdx:5:9 schema/valid-type",
        "services/S/index.mdx:6:8 refs/resource-exists",
        "services/S/index.mdx:6:8 schema/valid-type",
        "services/S/index.mdx:7:9 schema/required-fields",
        "services/S/index.mdx:7:9 schema/valid-type",
    ]


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf---\r\nid: A\r\nname: A\r\nversion: 1.0.0\r\nsumary: x\r\n---\r\n\r\nBody\r\n"
    read = read_files(tmp_path, {"events/A/index.mdx": content})
    assert (read.catalog.resources[0].body, read.findings) == ("Body", ["events/A/index.mdx:5:1 schema/unknown-field"])


def test_anchors_and_merge_keys(tmp_path: Path) -> None:
    text = "id: S\nversion: 1.0.0\nx-base: &base {version: 1.0.0, fields: [a]}\nsends: &s\n  - <<: *base\n    id: A\nreceives: *s"
    read = read_files(tmp_path, {"services/S/index.mdx": text, "events/A/index.mdx": f"id: A\n{V1}"})
    (service,) = read.graph.services
    assert [(pointer.id, pointer.version, pointer.fields) for pointer in (*service.sends, *service.receives)] == [
        ("A", "1.0.0", ("a",))
    ] * 2
    assert read.findings == []


def test_nesting_is_not_membership(tmp_path: Path) -> None:
    files = {
        "domains/D/index.mdx": f"id: D\n{V1}",
        "domains/D/services/S/index.mdx": f"id: S\n{V1}",
        "domains/D/services/S/events/E/index.mdx": f"id: E\n{V1}",
    }
    graph = read_files(tmp_path, files).graph
    (domain,), (service,) = graph.domains, graph.services
    assert isinstance(domain, Domain) and domain.services == () and graph.domain(service) is None
    assert isinstance(service, Service) and graph.sends(service) == ()


def test_channels_of_a_message_hold_for_those_who_name_none(tmp_path: Path) -> None:
    files = {
        "channels/c/index.mdx": f"id: c\n{V1}",
        "channels/d/index.mdx": f"id: d\n{V1}",
        "events/A/index.mdx": f"id: A\n{V1}\nchannels: [{{id: c, name: c}}]",
        "services/S/index.mdx": f"id: S\n{V1}\nsends: [{{id: A}}]\nreceives: [{{id: A, from: [{{id: d}}]}}]",
    }
    read = read_files(tmp_path, files)
    (service,) = read.graph.services
    carried = [[link.channel.id for link in links[0].channels] for links in (read.graph.sends(service), read.graph.receives(service))]
    assert (carried, read.findings) == ([["c"], ["d"]], [])
    assert all(isinstance(channel, Channel) for channel in read.graph.channels)


def test_display_names_in_pointers_lead_somewhere_and_are_findings(tmp_path: Path) -> None:
    files = {
        "events/A/index.mdx": "---\nid: order-placed\nname: Order Placed\nversion: 1.0.0\n---\n",
        "events/B/index.mdx": "---\nid: b1\nname: Twice\nversion: 1.0.0\n---\n",
        "events/C/index.mdx": "---\nid: b2\nname: Twice\nversion: 1.0.0\n---\n",
        "services/S/index.mdx": f"id: S\n{V1}\nsends: [{{id: Order Placed}}, {{id: Twice}}]",
    }
    read = read_files(tmp_path, files)
    assert [link.message.id for link in read.graph.sends(read.graph.services[0])] == ["order-placed"]
    assert read.findings == ["services/S/index.mdx:4:9 refs/display-name", "services/S/index.mdx:4:29 refs/resource-exists"]
    assert read.graph.index.named(MESSAGE_TYPES, "Twice") is None


def test_an_empty_folder_is_a_finding(tmp_path: Path) -> None:
    assert read_files(tmp_path, {"README.md": "# Hello"}).findings == [". structure/empty-catalog"]
