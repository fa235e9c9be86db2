"""Whatever lies in a catalog's folder: no exception, no hang, nothing read outside of it, nothing asked of the network.

1,000 inputs by default; FLOWMART_FUZZ sets another count (`make fuzz`, nightly) and FLOWMART_FUZZ_SEED another start.
"""

import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flowmart.generator import pipeline
from flowmart.generator.diagnostics import FlowmartError
from flowmart.generator.graph.boundary import orphans
from flowmart.generator.graph.impact import impact
from flowmart.generator.graph.parties import field_uses
from flowmart.generator.source.keys import BY_TYPE
from flowmart.generator.source.paths import COLLECTIONS
from tests.support.mutations import encoded, mutated, odd_path, write_catalog

COUNT = int(os.environ.get("FLOWMART_FUZZ", "1000"))
SEED = int(os.environ.get("FLOWMART_FUZZ_SEED", "0"))
SECONDS = 2.0
SUFFIXES = frozenset({".md", ".mdx", ".json", ".yml", ".yaml", ".js", ".avsc", ".proto", ".graphql"})
OWN = Path(__file__).parents[2] / "catalog"


class _Watch:
    """What the process opened and asked for while a catalog was read. An audit hook can't be removed, so there is one and it sleeps."""

    def __init__(self) -> None:
        self.root = ""
        self.strayed: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.root:
            return
        if event.startswith("socket.") or event in ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn"):
            self.strayed.append(f"{event} {arguments!s:.100}")
        elif event in ("open", "os.listdir", "os.scandir"):
            path = arguments[0]
            if isinstance(path, str | bytes) and not self._is_allowed(os.fsdecode(path)):
                self.strayed.append(f"{event} {path!r}")

    def _is_allowed(self, path: str) -> bool:
        path = os.path.abspath(path)
        code = (f"{OWN.parent}/generator", f"{OWN.parent}/templates", sys.prefix, sys.base_prefix)  # imports
        return path.startswith((self.root, *code))

    @contextmanager
    def over(self, root: Path) -> Generator[None]:
        self.root, self.strayed = os.path.realpath(root), []
        try:
            yield
        finally:
            self.root = ""


WATCH = _Watch()


def survives(root: Path) -> None:
    """Reads, resolves, judges and questions the catalog in `root`; fails on an exception, a hang, or a look outside."""
    with WATCH.over(root):
        started = time.process_time()
        project = pipeline.open_project(root)
        loaded = pipeline.load(project)
        graph = loaded.graph
        orphans(graph)
        impact(graph, graph.catalog.resources[:1])
        for message in graph.messages[:3]:
            field_uses(graph, message)
            graph.domain(message)
        list(map(str, pipeline.lint(project).report))
        taken = time.process_time() - started
    assert not WATCH.strayed, f"went outside: {WATCH.strayed}"
    assert taken < SECONDS, f"took {taken:.1f} s"


@contextmanager
def catalog_folder() -> Generator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="flowmart-fuzz-"))
    try:
        (folder / "catalog").mkdir()
        yield folder
    finally:
        shutil.rmtree(folder)


def test_the_watch_sees_who_goes_outside(tmp_path: Path) -> None:
    with WATCH.over(tmp_path):
        os.close(os.open(os.devnull, os.O_RDONLY))
        with pytest.raises(OSError), socket.socket() as connection:
            connection.connect(("127.0.0.1", 1))
    assert len(WATCH.strayed) >= 2


def _sources() -> list[tuple[str, str]]:
    """Path within its catalog and text of every small file of FlowMart's catalog and, where they are, of the corpora."""
    corpora = os.environ.get("FLOWMART_CORPORA")
    roots = [OWN, *(sorted(path for path in Path(corpora).iterdir() if (path / "domains").is_dir()) if corpora else ())]
    found: list[tuple[str, str]] = []
    for root in roots:
        for path in sorted(root.rglob("*")):
            if path.is_file() and path.suffix in SUFFIXES and path.stat().st_size < 40_000:
                found.append((path.relative_to(root).as_posix(), path.read_text(encoding="utf-8", errors="surrogateescape")))
    return found


def test_mutated_files() -> None:
    sources = _sources()
    beside: dict[str, list[tuple[str, str]]] = {}
    for path, text in sources:
        beside.setdefault(path.rpartition("/")[0], []).append((path, text))
    for number in range(COUNT * 3 // 4):
        random = Random(f"{SEED}/{number}")
        path, _ = random.choice(sources)
        group = random.sample(neighbours := beside[path.rpartition("/")[0]], min(3, len(neighbours)))
        group += [random.choice(sources) for _ in range(random.randrange(3))]
        files = [(odd_path(random, name), mutated(random, text)) for name, text in group]
        with catalog_folder() as folder:
            write_catalog(folder / "catalog", files, random)
            try:
                survives(folder)
            except BaseException as error:
                error.add_note(f"seed {SEED}, input {number}: {[name for name, _ in files]}")
                raise


_texts: st.SearchStrategy[str] = st.text(max_size=12) | st.sampled_from(
    ["latest", "1.0.0", "^1", "../x", "/etc/passwd", "schema.json", "file:///etc/passwd", "a", "A", "{env}"]
)
_scalars: st.SearchStrategy[object] = st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | _texts
_pointers: st.SearchStrategy[object] = st.fixed_dictionaries(
    {"id": _scalars}, optional={"version": _scalars, "to": st.lists(st.dictionaries(_texts, _scalars, max_size=2), max_size=2)}
)
_values: st.SearchStrategy[object] = st.recursive(
    _scalars | _pointers, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_texts, inner, max_size=4), max_leaves=12
)
_keys: st.SearchStrategy[str] = st.sampled_from(sorted(set[str]().union(*BY_TYPE.values()))) | _texts
_files: st.SearchStrategy[tuple[str, str, dict[str, object], int]] = st.tuples(
    st.sampled_from(sorted(COLLECTIONS)),
    st.sampled_from(["a", "b", "c"]),
    st.dictionaries(_keys, _values, max_size=8),
    st.integers(0, 10_000),
)


@settings(
    max_examples=max(1, COUNT // 4),
    deadline=None,
    database=None,
    derandomize=SEED == 0,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much, HealthCheck.large_base_example],
    print_blob=True,
)
@given(st.lists(_files, min_size=1, max_size=3))
def test_made_up_front_matter(files: list[tuple[str, str, dict[str, object], int]]) -> None:
    with catalog_folder() as folder:
        written: list[tuple[str, bytes]] = []
        for collection, name, values, seed in files:
            text = f"---\n{yaml.safe_dump({'id': name, 'name': name, 'version': '1.0.0', **values}, allow_unicode=True)}---\nBody\n"
            written.append((f"{collection}/{name}/index.mdx", encoded(Random(seed), text)))
        write_catalog(folder / "catalog", written, Random(len(written)))
        survives(folder)


def test_mutated_configurations() -> None:
    site = "module.exports = { dependencies: { events: [{ id: 'A' }], services: [x()] }, users: [{ id: `a` }] } // {\n/* } */\n"
    own = (OWN.parent / "flowmart.yaml").read_text(encoding="utf-8")
    for number in range(max(1, COUNT // 20)):
        random = Random(f"{SEED}/configuration/{number}")
        with catalog_folder() as folder:
            resource = ("events/A/index.mdx", b"---\nid: A\nname: A\nversion: 1.0.0\n---\n")
            write_catalog(folder / "catalog", [resource, ("eventcatalog.config.js", mutated(random, site))], Random(1))
            try:
                survives(folder)
                (folder / "flowmart.yaml").write_bytes(mutated(random, own))
                with WATCH.over(folder):
                    pipeline.open_project(folder)
                assert not WATCH.strayed
            except FlowmartError:  # the file is not text: that is how a command says it
                pass
            except BaseException as error:
                error.add_note(f"seed {SEED}, configuration {number}")
                raise
