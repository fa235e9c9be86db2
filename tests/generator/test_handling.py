"""`x-flowmart-handling`: from the catalog into the bindings, and what is wrong in it with its place."""

import pytest

from tests.conftest import WriteFiles
from tests.generator.test_bindings import emitted, resource, value
from tests.support.reading import read_files


def test_a_service_and_a_message_of_it_say_how_they_are_handled(write_files: WriteFiles) -> None:
    lines = (
        "receives: [{id: E}, {id: F}]",
        "x-flowmart-handling:",
        "  attempts: 8",
        "  messages: {F: {attempts: 2, timeout: 1.5m, ordered: false, factor: 2}}",
    )
    catalog = write_files(
        {
            "services/A/index.mdx": resource("A", *lines),
            "events/E/index.mdx": resource("E"),
            "events/F/index.mdx": resource("F"),
        }
    )
    views, found = emitted(catalog)
    assert found == []
    assert value(views["a"], "policy") == ['{"attempts": 8}', '{"attempts": 2, "factor": 2.0, "ordered": False, "timeout": 90.0}']


@pytest.mark.parametrize(
    ("written", "line", "said"),
    [
        ("{attempts: 0}", 5, "'attempts' can't be 0"),
        ("{timeout: soon}", 5, "'timeout' can't be soon"),
        ("{ordered: maybe}", 5, "'ordered' can't be maybe"),
        ("{factor: 0.5}", 5, "'factor' can't be 0.5"),
        ("{attempts: [1]}", 5, "'attempts' can't be that"),
        ("{atempts: 3}", 5, "unknown key 'atempts'"),
        ("{messages: {F: {attempts: 3}}}", 5, "'F' is not received"),
    ],
)
def test_a_wrong_value_is_a_finding_with_its_place(written: str, line: int, said: str, write_files: WriteFiles) -> None:
    service = f"id: A\nversion: 1.0.0\nreceives: [{{id: E}}]\nx-flowmart-handling: {written}"
    read = read_files(write_files({}), {"services/A/index.mdx": service, "events/E/index.mdx": "id: E\nversion: 1.0.0"})
    assert [(each.location.line, each.message) for each in read.diagnostics if "E " not in each.message] == [(line, said)]
