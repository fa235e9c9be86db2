"""Resources with their specification documents read: which of the catalog's messages each names, and payloads for messages that have none.

Does not compare a document with what its service says it sends and receives: a lint rule does.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic, Location, Severity
from ..model.formats import AVRO, DOCUMENTS, JSON_SCHEMA
from ..model.ids import ResourceType
from ..model.resources import Message, Resource, SchemaFile
from ..model.specifications import Direction, Specification
from .files import Folder
from .paths import resolved
from .schemas import digest
from .spec_document import Library, cut_schema
from .specifications import Specified, Understood, components, graphql, understand


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A payload that a message might take; the lowest `rank` wins, of equals the first."""

    rank: int
    specified: Specified
    name: str


def read_specifications(resources: Sequence[Resource], folder: Folder) -> tuple[list[Resource], list[Diagnostic]]:
    """The resources, those with specifications completed, and what keeps a document from being read."""
    return _Reader(resources, folder).completed()


class _Reader:
    """Holds the documents and the candidates while the resources are gone through."""

    def __init__(self, resources: Sequence[Resource], folder: Folder) -> None:
        self._resources = resources
        self._folder = folder
        self._library = Library(folder)
        self._understood: dict[tuple[str, str], Understood] = {}
        self._diagnostics: list[Diagnostic] = []
        self._candidates: dict[str, list[_Candidate]] = {}

    def completed(self) -> tuple[list[Resource], list[Diagnostic]]:
        documented = [message for message in self._resources if isinstance(message, Message) and _stands_in(message)]
        if not documented and not any(resource.specifications for resource in self._resources):
            return list(self._resources), []
        self._names = _names(self._resources)
        completed = [self._with_operations(resource) if resource.specifications else resource for resource in self._resources]
        for message in documented:
            self._look_into_schema(message)
        return [self._with_payload(resource) for resource in completed], self._diagnostics

    # --- operations

    def _with_operations(self, resource: Resource) -> Resource:
        return replace(resource, specifications=tuple(self._read(found, resource) for found in resource.specifications))

    def _read(self, specification: Specification, owner: Resource) -> Specification:
        if "://" in specification.path and not specification.path.startswith("file://"):
            return specification  # a URL, which only a browser follows
        path = resolved(owner.location.path, specification.path)
        if path is None or path not in self._folder:
            self._missing(specification, path)
            return specification
        understood = self._understand(specification.type, path)
        problem = self._library.problems.get(path)
        if problem is not None:
            return replace(specification, file=path, fault=problem.message, fault_location=problem.location)
        operations = tuple(replace(found.operation, id=self._id(found)) for found in understood.operations)
        if not owner.versioned:
            for found, operation in zip(understood.operations, operations, strict=True):
                if operation.id:
                    self._offer(operation.id, found, specification.name or specification.type, owner)
        fault_location = Location(path, 1, 1) if understood.fault else None
        return replace(
            specification,
            file=path,
            dialect=understood.dialect,
            operations=operations,
            fault=understood.fault,
            fault_location=fault_location,
        )

    def _missing(self, specification: Specification, path: str | None) -> None:
        if path is None:
            rule, message, hint = "refs/file-outside", f"'{specification.path}' leads out of the catalog", "move the file into the catalog"
        else:
            rule, message, hint = "refs/file-exists", f"there is no file '{path}'", "correct the path, or add the file"
        self._diagnostics.append(Diagnostic(specification.location, rule, Severity.ERROR, message, hint=hint))

    def _understand(self, type: str, path: str) -> Understood:
        key = (type, path)
        if key not in self._understood:
            self._understood[key] = self._understand_anew(type, path)
        return self._understood[key]

    def _understand_anew(self, type: str, path: str) -> Understood:
        if type == "graphql" or path.endswith((".graphql", ".gql")):
            text = self._folder.text(path) or ""
            if len(text) > 2 * 1024 * 1024:
                return Understood(fault="the document is larger than 2 MiB")
            return Understood("graphql", tuple(graphql(text, path)))
        document = self._library.document(path)
        if document is None:
            return Understood(fault="the document is empty")
        return understand(type if type in DOCUMENTS else "", document)

    def _id(self, found: Specified) -> str:
        """The id of the catalog's message that a document means: by its names, exactly or but for punctuation and case, or by its HTTP operation."""
        names = [part for name in found.names for part in (name, name.rpartition(".")[2])]
        for name in names:
            if name in self._names:
                return self._names[name]
        for name in names:
            if (plain := _normal(name)) in self._names:
                return self._names[plain]
        return self._names.get(f"{found.operation.method} {found.operation.path}", "")

    # --- payloads

    def _offer(self, id: str, found: Specified, name: str, owner: Resource) -> None:
        if found.payload is None:
            return
        own = isinstance(owner, Message) and owner.id == id
        rank = 0 if own else 1 if found.operation.direction is Direction.SEND else 2
        self._candidates.setdefault(id, []).append(_Candidate(rank, found, name))

    def _look_into_schema(self, message: Message) -> None:
        """An OpenAPI or AsyncAPI document where the message's schema belongs: the message in it, or the schema of its name."""
        schema = message.schemas[0]
        understood = self._understand("", schema.path)
        document = self._library.document(schema.path)
        if document is None:
            return
        every = (*understood.operations, *components(document))
        wanted = {_normal(message.id), _normal(message.name)}
        named = [
            found for found in every if any(_normal(name) in wanted or _normal(name.rpartition(".")[2]) in wanted for name in found.names)
        ]
        for found in named or (every if len(every) == 1 else ()):
            self._offer(message.id, found, schema.name or schema.format, message)

    def _with_payload(self, resource: Resource) -> Resource:
        if not isinstance(resource, Message) or resource.versioned or resource.stub or (resource.schemas and not _stands_in(resource)):
            return resource
        for candidate in sorted(self._candidates.get(resource.id, ()), key=lambda candidate: candidate.rank):
            schema = _schema(candidate, resource)
            if schema is not None:
                return replace(resource, schemas=(schema, *resource.schemas), specified=True)
        return resource


def _schema(candidate: _Candidate, message: Message) -> SchemaFile | None:
    payload = candidate.specified.payload
    tree, cuttings = (None, ()) if payload is None else cut_schema(payload)
    if payload is None or not isinstance(tree, dict | bool):
        return None
    place = payload.followed().location
    content = json.dumps(tree, indent=2, ensure_ascii=False) + "\n"
    return SchemaFile(
        path=f"{place.path}#{message.id.replace('/', '.')}",
        format=AVRO if candidate.specified.avro else JSON_SCHEMA,
        location=place,
        content=content,
        digest=digest(content),
        name=candidate.name,
        default=True,
        derived=True,
        cuttings=cuttings,
    )


def _stands_in(message: Message) -> bool:
    """True when the message's schema is a whole document of operations, which is no schema of one message."""
    return (
        bool(message.schemas)
        and not message.versioned
        and message.schemas[0].format in DOCUMENTS
        and message.schemas[0].content is not None
    )


def _names(resources: Iterable[Resource]) -> dict[str, str]:
    """Ids of messages by what a document might call them: the id, the id or the name without punctuation and case, the HTTP operation."""
    exact: dict[str, str] = {}
    loose: dict[str, str] = {}
    for resource in resources:
        if isinstance(resource, Message) and not resource.versioned:
            exact.setdefault(resource.id, resource.id)
            for name in (resource.id, resource.name):
                if plain := _normal(name):
                    loose.setdefault(plain, resource.id)
            operation = resource.operation
            if operation is not None and operation.path and resource.type is not ResourceType.EVENT:
                exact.setdefault(f"{operation.method} {operation.path}", resource.id)
    return {**loose, **exact}


def _normal(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
