"""Paths that are refused, and paths that hide each other."""

import pytest

from flowmart.generator.emitters.emitter import Page
from flowmart.generator.output.file_set import file_set, path_fault


def page(path: str, *, source: str = "", once: bool = False) -> Page:
    return Page(path, "t.jinja", None, source=source, once=once)


@pytest.mark.parametrize("path", ["a.py", "a/b.py", "a/.hidden", "a/ä.mmd", "a/注文.mmd", "console.py", "a b/c"])
def test_ordinary_paths_are_safe(path: str) -> None:
    assert path_fault(path) == ""


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "C:/x",
        "../x",
        "a/../x",
        "a/./x",
        "a//x",
        "a/",
        "..",
        "a\\..\\x",
        "a\nb",
        "a\0b",
        "a/con.py",
        "NUL",
        "a/x.",
        "x /y",
        f"{'x' * 256}",
        "ü" * 128,
        "a\u202eb",
    ],
)
def test_paths_that_could_leave_the_folder_or_exist_on_some_systems_only_are_refused(path: str) -> None:
    assert path_fault(path) != ""
    files = file_set([("models", page(path, source="events/X/index.mdx"))])
    assert files.files == ()
    (finding,) = files.diagnostics
    assert finding.rule == "output/path"
    assert finding.location.path == "events/X/index.mdx"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/Order.py", "a/order.py"),
        ("a/stra\u00dfe.py", "a/STRASSE.py"),
        ("a/\u00e9.py", "a/e\u0301.py"),
        ("a", "a/b.py"),
        ("a/b.py", "A"),
        ("a/b.py", "a/b.py"),
    ],
)
def test_the_second_of_two_paths_that_are_one_file_somewhere_is_left_out(first: str, second: str) -> None:
    files = file_set([("models", page(first, source="x.mdx")), ("models", page(second, source="y.mdx"))])
    assert [file.path for file in files] == [first]
    assert [finding.rule for finding in files.diagnostics] == ["output/collision"]
    assert "x.mdx" in files.diagnostics[0].message


def test_a_folder_may_hold_many_files_and_the_developers_files_are_apart() -> None:
    files = file_set([("a", page("a/b.py")), ("a", page("a/c.py")), ("b", page("a/b.py", once=True))])
    assert len(files.files) == 3
    assert files.diagnostics == ()
