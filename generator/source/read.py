"""A catalog folder into a `Catalog` and diagnostics: the one entry to reading. Never raises on what the folder holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..diagnostics import Diagnostic, Location, Severity
from ..model.catalog import Catalog
from ..model.resources import Example, Resource, Term
from .block import Block, FileContext
from .build import ResourceFile, build
from .files import Folder
from .composer import compose
from .front_matter import split
from .paths import Place, classify
from .schemas import SchemaReader


@dataclass(frozen=True, slots=True)
class Reading:
    """The catalog that could be read, and what is wrong with the rest."""

    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]


def read_catalog(root: Path, dependencies: frozenset[str] = frozenset()) -> Reading:
    """Raises FlowmartError when `root` is no folder; everything inside is a finding at worst."""
    folder = Folder(root)
    schemas = SchemaReader(folder)
    diagnostics: list[Diagnostic] = []
    examples, terms = _beside(folder, diagnostics)
    resources: list[Resource] = []
    for path in folder.paths:
        place = classify(path)
        if place is None:
            continue
        if not place.loaded:
            diagnostics.append(_misplaced(path, place))
            continue
        resource = _resource(path, place, folder, schemas, examples, terms, diagnostics)
        if resource is not None:
            resources.append(resource)
    if not resources:
        hint = "name the folder that holds domains/, services/, events/ ..."
        diagnostics.append(
            Diagnostic(Location(str(root)), "structure/empty-catalog", Severity.ERROR, "there is no resource here", hint=hint)
        )
    catalog = Catalog(tuple(resources), schemas.documents, dependencies)
    return Reading(catalog, (*folder.diagnostics, *diagnostics))


def _resource(
    path: str,
    place: Place,
    folder: Folder,
    schemas: SchemaReader,
    examples: dict[str, list[Example]],
    terms: dict[str, tuple[Term, ...]],
    diagnostics: list[Diagnostic],
) -> Resource | None:
    parsed = _parse(path, folder, diagnostics)
    if parsed is None:
        return None
    block, body = parsed
    home = path.rpartition("/")[0]
    file = ResourceFile(path, place, block, body, tuple(examples.get(home, ())), terms.get(home, ()))
    resource = build(file, schemas)
    diagnostics += block.file.diagnostics
    return resource


def _parse(path: str, folder: Folder, diagnostics: list[Diagnostic]) -> tuple[Block, str] | None:
    """The file's YAML block and its body; None with a finding when there is no block to read."""
    text = folder.text(path)
    if text is None:
        return None
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


def _misplaced(path: str, place: Place) -> Diagnostic:
    message = f"EventCatalog does not read this {place.type} here"
    hint = "move it to <collection>/<name>/index.mdx"
    return Diagnostic(Location(path, 1, 1), "structure/unrecognised-file", Severity.WARNING, message, hint=hint)


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
            parsed = _parse(path, folder, diagnostics)
            if parsed is not None:
                terms[path.rpartition("/")[0]] = tuple(_terms(parsed[0].blocks("dictionary")))
                diagnostics += parsed[0].file.diagnostics
    return examples, terms


def _terms(entries: Iterable[Block]) -> Iterable[Term]:
    for entry in entries:
        yield Term(entry.required("id"), entry.required("name"), entry.text("summary"), entry.location)
