"""A catalog folder into a `Catalog` and diagnostics: the one entry to reading. Never raises on what the folder holds."""

import gc
import re
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from ..diagnostics import Diagnostic, Location, Severity
from ..model.catalog import Catalog
from ..model.resources import Example, Message, Person, Resource, Service, Term
from ..model.specifications import Specification
from .block import Block, FileContext
from .build import ResourceFile, build
from .composer import compose
from .fences import with_fenced_payloads
from .files import Folder
from .front_matter import split
from .legacy import modernised
from .paths import INDEX_NAMES, Place, classify
from .schemas import SchemaReader
from .site import read_site
from .specified import read_specifications

_ID = re.compile(r"^id:\s*[\"']?([^\s\"'#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The catalog that could be read, and what is wrong with the rest. `unread` are the files whose resources are missing in it."""

    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    unread: tuple[str, ...] = ()


def read_catalog(root: Path, dependencies: frozenset[str] = frozenset()) -> Reading:
    """Raises FlowmartError when `root` is no folder; everything inside is a finding at worst."""
    with _no_collection():
        return _Reader(Folder(root)).reading(dependencies)


@contextmanager
def _no_collection() -> Generator[None]:
    """Reading only makes objects that stay: looking for garbage among them takes a tenth of the time and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Reader:
    """Goes through the files of a folder once. Holds the findings while it does."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._schemas = SchemaReader(folder)
        self._diagnostics: list[Diagnostic] = []
        self._unread: list[str] = []
        self._unread_ids: set[str] = set()
        self._examples, self._terms = _beside(folder, self._diagnostics)

    def reading(self, dependencies: frozenset[str]) -> Reading:
        site = read_site(self._folder)
        dependencies |= site.dependencies
        resources = self._resources()
        if not resources:
            hint = "name the folder that holds domains/, services/, events/ ..."
            place = Location(".")
            self._diagnostics.append(
                Diagnostic(place, "structure/empty-catalog", Severity.ERROR, "there is no resource in this folder", hint=hint)
            )
        known = {resource.id for resource in resources if isinstance(resource, Person)}
        resources += [person for person in site.people if person.id not in known]
        resources, odd = modernised(resources, dependencies)
        resources, unread = read_specifications(resources, self._folder)
        diagnostics = (*self._folder.diagnostics, *self._diagnostics, *site.diagnostics, *odd, *unread)
        catalog = Catalog(tuple(resources), self._schemas.documents, dependencies, frozenset(self._unread_ids))
        return Reading(catalog, diagnostics, tuple(self._unread))

    def _resources(self) -> list[Resource]:
        """In the order of their paths, those of other catalogs last, so that the catalog's own count where two are alike."""
        found: list[Resource] = []
        stubs: list[Resource] = []
        homes: dict[str, str] = {}
        for path in sorted(self._folder.paths, key=lambda path: path.startswith("federated/")):
            place = classify(path)
            if place is None:
                continue
            home, _, name = path.rpartition("/")
            if name in INDEX_NAMES and homes.setdefault(home, path) != path:
                self._warn(path, "structure/two-index-files", f"{homes[home]} is the one that is read", "keep one of the two")
            elif not place.loaded:
                message = f"EventCatalog does not read this {place.type} here, and neither does flowmart"
                self._warn(path, "structure/unrecognised-file", message, "move it to <collection>/<name>/index.mdx")
            else:
                if not place.expected:
                    message = f"EventCatalog does not read this {place.type} here; flowmart does"
                    self._warn(
                        path, "structure/unexpected-folder", message, "move it to where the format has it: see docs/catalog-format.md"
                    )
                resource = self._resource(path, place)
                if resource is not None:
                    (stubs if place.stub else found).append(resource)
        if not stubs:
            return found
        own = {(resource.type, resource.id) for resource in found}
        return found + [stub for stub in stubs if (stub.type, stub.id) not in own]

    def _resource(self, path: str, place: Place) -> Resource | None:
        text = self._folder.text(path)
        parsed = None if text is None else _parse(path, text, self._diagnostics)
        if text is None or parsed is None:
            self._unread.append(path)
            self._unread_ids |= _possible_ids(path, text or "")
            return None
        block, body = parsed
        home = path.rpartition("/")[0]
        file = ResourceFile(path, place, block, body, tuple(self._examples.get(home, ())), self._terms.get(home, ()))
        resource = build(file, self._schemas)
        self._diagnostics += block.file.diagnostics
        if isinstance(resource, Message) and not resource.schemas and "```" in body:
            return with_fenced_payloads(resource, text)
        if isinstance(resource, Service | Message) and resource.legacy and not resource.specifications:
            return self._with_specifications(resource)
        return resource

    def _with_specifications(self, resource: Resource) -> Resource:
        """v1 names no specifications: they are the files called `openapi*` and `asyncapi*` beside the resource."""
        found: list[Specification] = []
        for path in self._folder.beside(resource.location.path):
            name = path.rpartition("/")[2]
            for type in ("openapi", "asyncapi"):
                if name.lower().startswith(type) and name.lower().endswith((".json", ".yaml", ".yml")):
                    found.append(Specification(type, name, Location(resource.location.path, 1, 1)))
        return replace(resource, specifications=tuple(found)) if found else resource

    def _warn(self, path: str, rule: str, message: str, hint: str) -> None:
        self._diagnostics.append(Diagnostic(Location(path, 1, 1), rule, Severity.WARNING, message, hint=hint))


def _parse(path: str, text: str, diagnostics: list[Diagnostic]) -> tuple[Block, str] | None:
    """The file's YAML block and its body; None with a finding when there is no block to read."""
    first_line, body, source = 0, "", text
    if not path.endswith((".yaml", ".yml")):
        front = split(text)
        if front is None:
            hint = "begin the file with a line '---', the YAML, and a line '---'"
            diagnostics.append(
                Diagnostic(Location(path, 1, 1), "structure/no-front-matter", Severity.ERROR, "there is no front matter", hint=hint)
            )
            return None
        source, first_line, body = front.yaml, front.first_line, front.body.strip()
    node, problem = compose(source, path, first_line)
    if problem is not None:
        diagnostics.append(problem)
        return None
    if not isinstance(node, yaml.MappingNode):
        message = "the front matter is empty" if node is None else "the front matter must be keys with values"
        diagnostics.append(
            Diagnostic(
                Location(path, first_line + 1, 1),
                "structure/no-front-matter",
                Severity.ERROR,
                message,
                hint="add at least 'id', 'name' and 'version'",
            )
        )
        return None
    return Block(node, FileContext(path, first_line)), body


def _beside(folder: Folder, diagnostics: list[Diagnostic]) -> tuple[dict[str, list[Example]], dict[str, tuple[Term, ...]]]:
    """What lies beside resources, by the resource's folder: example payloads and the terms of a ubiquitous language."""
    examples: dict[str, list[Example]] = {}
    terms: dict[str, tuple[Term, ...]] = {}
    for path in folder.paths:
        home, _, rest = path.partition("/examples/")
        if rest and path.endswith(".json") and not path.endswith("examples.config.json"):
            content = folder.text(path)
            if content is not None:
                examples.setdefault(home, []).append(Example(path, content, rest.rpartition(".")[0]))
        elif path.rpartition("/")[2] in ("ubiquitous-language.md", "ubiquitous-language.mdx"):
            text = folder.text(path)
            parsed = None if text is None else _parse(path, text, diagnostics)
            if parsed is not None:
                terms[path.rpartition("/")[0]] = tuple(_terms(parsed[0].blocks("dictionary")))
                diagnostics += parsed[0].file.diagnostics
    return examples, terms


def _terms(entries: Iterable[Block]) -> Iterable[Term]:
    for entry in entries:
        yield Term(entry.required("id"), entry.required("name"), entry.text("summary"), entry.location)


def _possible_ids(path: str, text: str) -> set[str]:
    """What the resource of a file that does not parse may be called: its folder's name, and what a line of it says."""
    home = re.sub(r"/versioned/[^/]*$", "", path.rpartition("/")[0])
    said = _ID.search(text)
    return {home.rpartition("/")[2], *(said.groups() if said else ())}
