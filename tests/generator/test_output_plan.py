"""Planning, writing and checking against a real folder: what is written, what is left alone, what is said."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flowmart.generator.diagnostics import Diagnostic, FlowmartError, Location, Severity
from flowmart.generator.emitters.emitter import Page
from flowmart.generator.output.check import diff, foreign, outdated
from flowmart.generator.output.file_set import file_set
from flowmart.generator.output.folder import Folder
from flowmart.generator.output.manifest import MANIFEST
from flowmart.generator.output.plan import Plan, Rendered, plan
from flowmart.generator.output.writer import apply


@dataclass
class Project:
    """A folder with output in `generated`. The view of a page is its text; `rendered` lists the pages whose text was asked for."""

    root: Path
    toolchain: str = "t1"
    rendered: list[str] = field(default_factory=list[str])

    @property
    def output(self) -> Path:
        return self.root / "generated"

    def plan(self, *pages: tuple[str, Page], only: frozenset[str] | None = None) -> Plan:
        self.rendered.clear()
        return plan(
            file_set(pages),
            output=Folder(self.output, "generated"),
            project=Folder(self.root),
            render=self._render,
            version="0.1.0",
            toolchain=self.toolchain,
            only=only,
        )

    def generate(self, *pages: tuple[str, Page], only: frozenset[str] | None = None) -> Plan:
        made = self.plan(*pages, only=only)
        apply(made)
        return made

    def _render(self, pages: Sequence[Page]) -> Iterable[Rendered]:
        for page in pages:
            self.rendered.append(page.path)
            yield Rendered(str(page.view), page.key)

    def tree(self) -> dict[str, str]:
        files = (path for path in sorted(self.root.rglob("*")) if path.is_file() and path.name != MANIFEST)
        return {path.relative_to(self.root).as_posix(): path.read_text() for path in files}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def page(path: str, text: str, *, emitter: str = "models", once: bool = False, key: str | None = None) -> tuple[str, Page]:
    return emitter, Page(path, "", text, source="x/index.mdx", key=f"key of {text}" if key is None else key, once=once)


def rules(made: Plan) -> list[str]:
    return [finding.rule for finding in made.diagnostics]


def changes(made: Plan) -> dict[str, str]:
    return {change.shown: str(change.kind) for change in made.changes}


def stamps(root: Path) -> dict[str, int]:
    return {str(path): path.stat().st_mtime_ns for path in root.rglob("*")}


def test_a_first_run_writes_everything_and_a_second_renders_and_writes_nothing(project: Project) -> None:
    pages = (page("a/b.py", "1\n"), page("c.py", "2\n"))
    assert changes(project.plan(*pages)) == {"generated/a/b.py": "added", "generated/c.py": "added"}
    assert not project.output.exists(), "planning writes nothing"
    project.generate(*pages)
    assert project.tree() == {"generated/a/b.py": "1\n", "generated/c.py": "2\n"}
    before = stamps(project.root)
    made = project.generate(*pages)
    assert (made.changes, made.unchanged, project.rendered) == ((), 2, [])
    assert stamps(project.root) == before


def test_only_pages_with_another_key_are_rendered_and_only_other_texts_written(project: Project) -> None:
    project.generate(page("a", "1"), page("b", "2"), page("c", "3"))
    inode = (project.output / "b").stat().st_ino
    made = project.generate(page("a", "1"), page("b", "2", key="new"), page("c", "changed"))
    assert project.rendered == ["b", "c"]
    assert changes(made) == {"generated/c": "changed"}
    assert (project.output / "b").stat().st_ino == inode
    project.plan(page("a", "1"), page("b", "2", key="new"), page("c", "changed"))
    assert project.rendered == [], "the new key of an unchanged text is remembered"


def test_other_tools_and_pages_without_a_key_are_rendered_again(project: Project) -> None:
    project.generate(page("a", "1"), page("b", "2", key=""))
    project.plan(page("a", "1"), page("b", "2", key=""))
    assert project.rendered == ["b"]
    project.toolchain = "t2"
    assert project.plan(page("a", "1"), page("b", "2", key="")).changes == ()
    assert project.rendered == ["a", "b"]


def test_stale_files_and_their_empty_folders_go_and_foreign_ones_stay(project: Project) -> None:
    project.generate(page("a/b/old.py", "1"), page("a/c/old.py", "1"), page("keep.py", "1"))
    cache = project.output / "a/b/__pycache__"
    cache.mkdir()
    (cache / "old.cpython-311.pyc").write_bytes(b"")
    (project.output / "a/c/mine.txt").write_text("mine")
    made = project.generate(page("keep.py", "1"))
    assert changes(made) == {"generated/a/b/old.py": "removed", "generated/a/c/old.py": "removed"}
    assert project.tree() == {"generated/a/c/mine.txt": "mine", "generated/keep.py": "1"}
    assert not (project.output / "a/b").exists()
    assert [note.location.path for note in foreign(made)] == ["generated/a/c/mine.txt"]


def test_a_stale_file_that_is_gone_already_is_forgotten(project: Project) -> None:
    project.generate(page("a.py", "1"))
    (project.output / "a.py").unlink()
    assert project.generate().changes == ()
    assert project.plan().before.files == {}


def test_a_foreign_file_in_the_way_is_an_error_and_stays(project: Project) -> None:
    project.output.mkdir()
    (project.output / "a.py").write_text("mine")
    made = project.generate(page("a.py", "ours"), page("b.py", "2"))
    assert rules(made) == ["output/in-the-way"]
    assert made.diagnostics[0].severity is Severity.ERROR
    assert project.tree() == {"generated/a.py": "mine", "generated/b.py": "2"}
    made = project.generate(page("b.py", "2"))
    assert project.tree()["generated/a.py"] == "mine", "and it does not become ours by that"


def test_a_foreign_file_with_our_text_is_taken_over(project: Project) -> None:
    project.output.mkdir()
    (project.output / "a.py").write_bytes(b"ours\r\n")
    made = project.generate(page("a.py", "ours\n"))
    assert (made.changes, made.diagnostics) == ((), ())
    assert list(project.plan().before.files) == ["a.py"]


@pytest.mark.parametrize("obstacle", ["folder", "file as parent", "empty foreign file"])
def test_other_things_in_the_way_are_errors_too(project: Project, obstacle: str) -> None:
    project.output.mkdir()
    if obstacle == "folder":
        (project.output / "a/x.py").mkdir(parents=True)
    elif obstacle == "file as parent":
        (project.output / "a").write_text("mine")
    else:
        (project.output / "a").mkdir()
        (project.output / "a/x.py").touch()
    before = project.tree()
    assert rules(project.generate(page("a/x.py", "1"))) == ["output/in-the-way"]
    assert project.tree() == before


def test_a_link_that_leads_outside_is_not_followed(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.py").write_text("1")
    project.output.mkdir()
    (project.output / "a").symlink_to(outside)
    assert rules(project.generate(page("a/y.py", "1"))) == ["output/in-the-way"]
    assert [path.name for path in outside.iterdir()] == ["x.py"]


def test_a_stale_file_behind_a_link_or_a_forged_manifest_is_not_removed(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.py").write_text("1")
    project.generate(page("a/x.py", "1"))
    (project.output / "a/x.py").unlink()
    (project.output / "a").rmdir()
    (project.output / "a").symlink_to(outside)
    (project.root / "secret").write_text("1")
    manifest = project.output / MANIFEST
    manifest.write_text(manifest.read_text().replace('"a/x.py"', '"../secret": ["","","",""], "a/x.py"'))
    project.generate()
    assert (outside / "x.py").exists()
    assert (project.root / "secret").exists()


def test_an_output_folder_that_is_itself_a_link_is_the_users_choice(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    real = tmp_path_factory.mktemp("real")
    project.output.symlink_to(real)
    assert project.generate(page("a/y.py", "1")).diagnostics == ()
    assert (real / "a/y.py").read_text() == "1"


def test_a_file_edited_by_hand_is_named_and_replaced(project: Project) -> None:
    project.generate(page("a.py", "1"), page("stale.py", "1"))
    (project.output / "a.py").write_text("edited")
    (project.output / "stale.py").write_text("edited")
    made = project.generate(page("a.py", "1"))
    assert rules(made) == ["output/edited", "output/edited"]
    assert {finding.location.path for finding in made.diagnostics} == {"generated/a.py", "generated/stale.py"}
    assert all(finding.severity is Severity.WARNING for finding in made.diagnostics)
    assert project.tree() == {"generated/a.py": "1"}


def test_a_deleted_file_comes_back(project: Project) -> None:
    project.generate(page("a.py", "1"))
    (project.output / "a.py").unlink()
    assert changes(project.generate(page("a.py", "1"))) == {"generated/a.py": "added"}


def test_pages_of_emitters_that_were_not_asked_stay(project: Project) -> None:
    pages = [page("m.py", "1"), page("d.mmd", "2", emitter="diagrams")]
    project.generate(*pages)
    made = project.generate(page("d2.mmd", "2", emitter="diagrams"), only=frozenset({"diagrams"}))
    assert changes(made) == {"generated/d.mmd": "removed", "generated/d2.mmd": "added"}
    assert project.tree() == {"generated/d2.mmd": "2", "generated/m.py": "1"}
    assert project.plan(page("m.py", "1"), page("d2.mmd", "2", emitter="diagrams")).changes == ()


def test_the_developers_file_is_written_once_and_reviewed_from_then_on(project: Project) -> None:
    def review(text: str) -> Sequence[Diagnostic]:
        return [Diagnostic(Location("services/x.py"), "seen", Severity.NOTE, text)]

    scaffold = ("services", Page("services/x.py", "", "scaffold", once=True, review=review))
    assert project.generate(scaffold).diagnostics == ()
    (project.root / "services/x.py").write_text("written by hand")
    made = project.generate(scaffold)
    assert [finding.message for finding in made.diagnostics] == ["written by hand"]
    project.generate()
    assert project.tree() == {"services/x.py": "written by hand"}


def test_findings_of_the_rendering_are_in_the_plan(project: Project) -> None:
    finding = Diagnostic(Location("s.json"), "schema-odd", Severity.WARNING, "odd")

    def render(pages: Sequence[Page]) -> Iterable[Rendered]:
        return [Rendered("text", "", (finding,)) for _ in pages]

    project._render = render  # type: ignore[method-assign]  # pyright: ignore
    assert project.generate(page("a.py", "1")).diagnostics == (finding,)
    assert project.plan(page("a.py", "1")).diagnostics == (finding,), "reported until it is mended"


def test_a_check_lists_what_would_change_and_shows_it(project: Project) -> None:
    project.generate(page("a.py", "one\ntwo\n"), page("stale.py", "x"))
    made = project.plan(page("a.py", "one\n2\n"), page("new.py", "n\f\n"))
    assert [str(finding).partition(" (")[0] for finding in outdated(made)] == [
        "generated/a.py: error[output/outdated] generated/a.py is not what the catalog says",
        "generated/new.py: error[output/outdated] generated/new.py is missing",
        "generated/stale.py: error[output/outdated] generated/stale.py comes from nothing in the catalog any more",
    ]
    assert "".join(diff(made)) == (
        "--- a/generated/a.py\n+++ b/generated/a.py\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n"
        "--- /dev/null\n+++ b/generated/new.py\n@@ -0,0 +1 @@\n+n\f\n"
        "--- a/generated/stale.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n\\ No newline at end of file\n"
    )
    assert project.tree() == {"generated/a.py": "one\ntwo\n", "generated/stale.py": "x"}


def interrupted_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process gets Ctrl-C while it puts the given file (from 0) in its place."""
    replace: Callable[[str, str], None] = os.replace
    calls = iter(range(1000))

    def replacing(source: str, target: str) -> None:
        if next(calls) == number:
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", replacing)


def test_an_interrupted_run_leaves_whole_files_and_a_manifest_that_knows_them(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.generate(page("a.py", "1"), page("b.py", "1"))
    with monkeypatch.context() as patch:
        interrupted_at(1, patch)
        with pytest.raises(KeyboardInterrupt):
            project.generate(page("a.py", "2"), page("b.py", "2"), page("c.py", "2"))
    assert project.tree() == {"generated/a.py": "2", "generated/b.py": "1"}
    made = project.generate(page("a.py", "3"), page("b.py", "3"), page("c.py", "3"))
    assert made.diagnostics == ()
    assert set(project.tree().values()) == {"3"}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_named(project: Project) -> None:
    project.output.mkdir(mode=0o500)
    with pytest.raises(FlowmartError, match=r"cannot write generated/a\.py: Permission denied"):
        project.generate(page("a.py", "1"))


def test_an_output_that_is_a_file_is_named(project: Project) -> None:
    project.output.write_text("mine")
    with pytest.raises(FlowmartError, match="generated is no folder"):
        project.plan(page("a.py", "1"))


def test_the_systems_refusal_becomes_a_sentence(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FlowmartError, match=r"cannot write generated/a\.py: No space left on device"):
        project.generate(page("a.py", "1"))
    assert list(project.output.iterdir()) == []
