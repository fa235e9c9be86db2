"""A parsed resource file into its value: one function per resource type.

Does not follow references and does not judge the catalog; it reports what is not of the format's shape.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict

import yaml

from ..diagnostics import Location
from ..model import resources as m
from ..model.ids import MESSAGE_TYPES, ResourceType
from ..model.json import Json
from ..model.specifications import Specification
from . import keys
from .block import Block
from .handling import handling
from .paths import Place
from .pointers import (
    channel_references,
    labelled_references,
    message_references,
    owners,
    references,
    typed_references,
    written_version,
)
from .schemas import SchemaReader
from .steps import steps


@dataclass(frozen=True, slots=True)
class ResourceFile:
    """A file on its way to a resource. `examples` are those beside it, `terms` those of a domain's ubiquitous language."""

    path: str
    place: Place
    block: Block
    body: str
    examples: tuple[m.Example, ...] = ()
    terms: tuple[m.Term, ...] = ()


class _Common(TypedDict):
    """The keyword arguments that every resource takes."""

    type: ResourceType
    id: str
    name: str
    version: str
    summary: str
    body: str
    location: Location
    marks: dict[str, tuple[int, int]]
    owners: tuple[m.Reference, ...]
    badges: tuple[m.Badge, ...]
    deprecated: m.Deprecation | None
    hidden: bool
    draft: bool
    repository_url: str
    repository_language: str
    specifications: tuple[Specification, ...]
    resource_groups: tuple[m.TypedReference, ...]
    diagrams: tuple[m.Reference, ...]
    extensions: dict[str, Json]
    versioned: bool
    stub: bool
    legacy: bool


def build(file: ResourceFile, schemas: SchemaReader) -> m.Resource | None:
    """The resource in the file; None when it has no id, which is a finding."""
    common = _common(file)
    if common is None:
        return None
    known = keys.BY_TYPE[file.place.type]
    file.block.check_keys(known | keys.LEGACY if common["legacy"] else known, rule="schema/unknown-field")
    if file.place.type in MESSAGE_TYPES:
        return _message(file, common, schemas)
    return _BUILDERS[file.place.type](file, common)


def _common(file: ResourceFile) -> _Common | None:
    block = file.block
    id = block.text("id") if "id" in block else ""
    name = block.text("name") if "name" in block else ""
    legacy = not id.strip()
    if legacy:
        if not name.strip() or "id" in block:
            block.required("id")
        if not name.strip():
            return None
        id = name  # v1 files have no id
    if not name:
        block.required("name")
    person = file.place.type in (ResourceType.USER, ResourceType.TEAM)
    repository = block.block("repository") if "repository" in block else None
    return {
        "type": file.place.type,
        "id": id,
        "name": name or id,
        "version": "" if person else _version(block, legacy),
        "summary": block.text("summary").strip() if "summary" in block else "",
        "body": file.body,
        "location": Location(file.path, block.location.line, block.location.column),
        "marks": dict(block.marks()),
        "owners": owners(block) if "owners" in block else (),
        "badges": _badges(block) if "badges" in block else (),
        "deprecated": _deprecated(block) if "deprecated" in block else None,
        "hidden": "hidden" in block and block.flag("hidden"),
        "draft": "draft" in block and _draft(block),
        "repository_url": repository.text("url") if repository else "",
        "repository_language": repository.text("language") if repository else "",
        "specifications": _specifications(block) if "specifications" in block else (),
        "resource_groups": _groups(block) if "resourceGroups" in block else (),
        "diagrams": references(block, "diagrams") if "diagrams" in block else (),
        "extensions": {key: block.value(key) for key in block if key.startswith("x-")},
        "versioned": file.place.versioned,
        "stub": file.place.stub,
        "legacy": legacy,
    }


def _version(block: Block, legacy: bool) -> str:
    """The version as it is written; v1 files need none."""
    if block.node_of("version") is None and not legacy:
        block.file.report(block.location, "schema/required-fields", "'version' is missing", "add \"version: '1.0.0'\"")
    return written_version(block)


def _badges(block: Block) -> tuple[m.Badge, ...]:
    return tuple(m.Badge(entry.required("content")) for entry in block.blocks("badges"))


def _deprecated(block: Block) -> m.Deprecation | None:
    node = block.node_of("deprecated")
    if node is None:
        return None
    if node.tag.endswith(":bool"):
        return m.Deprecation() if block.flag("deprecated") else None
    details = block.block("deprecated")
    return None if details is None else m.Deprecation(details.text("message"), details.text("date", any_scalar=True))


def _draft(block: Block) -> bool:
    node = block.node_of("draft")
    return node is not None and (not node.tag.endswith(":bool") or block.flag("draft"))


def _specifications(block: Block) -> tuple[Specification, ...]:
    node = block.node_of("specifications")
    if node is None:
        return ()
    if isinstance(node, yaml.MappingNode):
        paths = Block(node, block.file)
        paths.check_keys(frozenset({"openapiPath", "asyncapiPath", "graphqlPath"}))
        return tuple(
            Specification(key.removesuffix("Path"), paths.text(key), paths.at(key))
            for key in ("openapiPath", "asyncapiPath", "graphqlPath")
            if paths.text(key)
        )
    return tuple(
        Specification(entry.required("type"), entry.required("path"), entry.at("path"), entry.text("name"))
        for entry in block.blocks("specifications")
    )


def _groups(block: Block) -> tuple[m.TypedReference, ...]:
    return tuple(item for group in block.blocks("resourceGroups") for item in typed_references(group, "items"))


def _message(file: ResourceFile, common: _Common, schemas: SchemaReader) -> m.Message:
    block = file.block
    operation = block.block("operation") if "operation" in block else None
    reply = block.text("x-flowmart-reply") if "x-flowmart-reply" in block else ""
    return m.Message(
        **common,
        operation=None if operation is None else _operation(operation),
        schemas=schemas.schemas(block),
        examples=file.examples,
        reply=schemas.read(reply, block.at("x-flowmart-reply"), block.file) if reply else None,
        partition_key=block.text("x-flowmart-key") if "x-flowmart-key" in block else "",
        encoding=_encoding(block),
        schema_id=_schema_id(block),
        clients=block.texts("x-flowmart-clients") if "x-flowmart-clients" in block else (),
        channels=channel_references(block, "channels") if "channels" in block else (),
        producers=references(block, "producers") if "producers" in block else (),
        consumers=references(block, "consumers") if "consumers" in block else (),
        domain=block.text("domain") if "domain" in block and common["legacy"] else "",
    )


def _operation(block: Block) -> m.Operation:
    block.check_keys(frozenset({"method", "path", "statusCodes"}))
    method = block.text("method").upper()
    if method and method not in {"GET", "POST", "PUT", "DELETE", "PATCH"}:
        block.file.report(block.at("method"), "schema/valid-type", f"unknown HTTP method '{method}'", "use GET, POST, PUT, DELETE or PATCH")
    return m.Operation(method, block.text("path"), block.texts("statusCodes"))


def _service(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    receives = message_references(block, "receives")
    return m.Service(
        **common,
        sends=message_references(block, "sends"),
        receives=receives,
        entities=references(block, "entities"),
        flows=references(block, "flows"),
        writes_to=references(block, "writesTo"),
        reads_from=references(block, "readsFrom"),
        external=block.flag("externalSystem"),
        effects=references(block, "x-flowmart-effects"),
        calls=references(block, "x-flowmart-calls") if "x-flowmart-calls" in block else None,
        handling=handling(block, {pointer.id for pointer in receives}),
    )


def _domain(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    return m.Domain(
        **common,
        sends=message_references(block, "sends"),
        receives=message_references(block, "receives"),
        entities=references(block, "entities"),
        flows=references(block, "flows"),
        services=references(block, "services"),
        agents=references(block, "agents"),
        domains=references(block, "domains"),
        systems=references(block, "systems"),
        data_products=_data_products(block),
        terms=file.terms,
        subdomain=file.place.subdomain,
    )


def _data_products(block: Block) -> tuple[m.Reference, ...]:
    """Both spellings of the key are read; core has the one, SDK and linter the other."""
    found = (*references(block, "data-products"), *references(block, "dataProducts"))
    return tuple({(reference.id, reference.version): reference for reference in reversed(found)}.values())[::-1]


def _system(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    return m.System(
        **common,
        scope=block.text("scope") or "internal",
        services=references(block, "services"),
        flows=references(block, "flows"),
        entities=references(block, "entities"),
        containers=references(block, "containers"),
        relationships=labelled_references(block, "relationships"),
        actors=tuple(
            m.Actor(id, entry.text("name") or id, entry.text("label"), entry.text("direction") or "inbound", entry.location)
            for entry in block.blocks("actors")
            if (id := entry.required("id"))
        ),
    )


def _channel(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    parameters = block.block("parameters")
    found = [] if parameters is None else [(name, parameters.block(name), parameters.at(name)) for name in parameters]
    guarantee = block.text("deliveryGuarantee")
    if guarantee not in {"", "at-most-once", "at-least-once", "exactly-once"}:
        hint = "use at-most-once, at-least-once or exactly-once"
        block.file.report(block.at("deliveryGuarantee"), "schema/valid-type", f"unknown delivery guarantee '{guarantee}'", hint)
    return m.Channel(
        **common,
        address=block.text("address"),
        protocols=block.texts("protocols"),
        delivery_guarantee=guarantee,
        routes=channel_references(block, "routes"),
        parameters=tuple(_parameter(name, details, place) for name, details, place in found),
        encoding=_encoding(block),
    )


def _encoding(block: Block) -> str:
    key = "x-flowmart-encoding"
    encoding = block.text(key) if key in block else ""
    if encoding and encoding not in ("json", "avro", "protobuf"):
        block.file.report(block.at(key), "schema/valid-type", f"unknown encoding '{encoding}'", "use json, avro or protobuf")
        return ""
    return encoding


def _schema_id(block: Block) -> str:
    key = "x-flowmart-schema-id"
    number = block.text(key, any_scalar=True) if key in block else ""
    if number and not (number.isdecimal() and len(number) <= 10 and int(number) < 2**31):
        block.file.report(block.at(key), "schema/valid-type", f"'{number}' is no schema id", "give the number that the registry shows")
        return ""
    return number


def _parameter(name: str, block: Block | None, place: Location) -> m.Parameter:
    if block is None:
        return m.Parameter(name, place)
    block.check_keys(frozenset({"enum", "default", "examples", "description"}))
    default = block.text("default") if block.node_of("default") is not None else None
    return m.Parameter(name, place, block.texts("enum"), default, block.texts("examples"), block.text("description"))


def _flow(file: ResourceFile, common: _Common) -> m.Resource:
    return m.Flow(**common, steps=steps(file.block))


def _entity(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    properties = tuple(_property(entry) for entry in block.blocks("properties"))
    return m.Entity(**common, aggregate_root=block.flag("aggregateRoot"), identifier=block.text("identifier"), properties=properties)


def _property(block: Block, depth: int = 0) -> m.Property:
    block.check_keys(keys.PROPERTY)
    items = block.block("items")
    nested = block.blocks("properties") or ([] if items is None else items.blocks("properties"))
    return m.Property(
        name=block.required("name"),
        type=block.required("type"),
        location=block.location,
        required=block.flag("required"),
        description=block.text("description"),
        references=block.text("references"),
        references_identifier=block.text("referencesIdentifier"),
        relation_type=block.text("relationType"),
        enum=block.texts("enum"),
        items_type="" if items is None else items.text("type"),
        properties=tuple(_property(entry, depth + 1) for entry in nested) if depth < 32 else (),
    )


def _container(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    return m.Container(
        **common,
        container_type=block.required("container_type"),
        technology=block.text("technology"),
        purpose=block.text("purpose"),
        authoritative=block.flag("authoritative"),
        access_mode=block.text("access_mode"),
        classification=block.text("classification"),
        residency=block.text("residency"),
        retention=block.text("retention"),
    )


def _data_product(file: ResourceFile, common: _Common) -> m.Resource:
    outputs: list[m.Output] = []
    for entry in file.block.blocks("outputs"):
        contract = entry.block("contract")
        details = None
        if contract is not None:
            details = m.Contract(contract.required("path"), contract.text("name"), contract.text("type"), contract.at("path"))
        if id := entry.required("id"):
            outputs.append(m.Output(id, written_version(entry) or None, entry.location, details))
    return m.DataProduct(**common, inputs=references(file.block, "inputs"), outputs=tuple(outputs))


def _adr(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    return m.Adr(
        **common,
        status=block.required("status"),
        date=block.required("date", any_scalar=True),
        decision_makers=owners(block, "decisionMakers"),
        applies_to=typed_references(block, "appliesTo"),
        supersedes=references(block, "supersedes"),
        superseded_by=references(block, "supersededBy"),
        amends=references(block, "amends"),
        amended_by=references(block, "amendedBy"),
        related=references(block, "related"),
    )


def _diagram(file: ResourceFile, common: _Common) -> m.Resource:
    return m.Diagram(**common)


def _person(file: ResourceFile, common: _Common) -> m.Resource:
    block = file.block
    return m.Person(**common, email=block.text("email"), role=block.text("role"), members=references(block, "members"))


_BUILDERS: dict[ResourceType, Callable[[ResourceFile, _Common], m.Resource]] = {
    ResourceType.SERVICE: _service,
    ResourceType.AGENT: _service,
    ResourceType.DOMAIN: _domain,
    ResourceType.SYSTEM: _system,
    ResourceType.CHANNEL: _channel,
    ResourceType.FLOW: _flow,
    ResourceType.ENTITY: _entity,
    ResourceType.CONTAINER: _container,
    ResourceType.DATA_PRODUCT: _data_product,
    ResourceType.ADR: _adr,
    ResourceType.DIAGRAM: _diagram,
    ResourceType.USER: _person,
    ResourceType.TEAM: _person,
}
