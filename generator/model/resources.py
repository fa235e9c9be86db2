"""Every resource type of the catalog format, as frozen values with places.

Field names are EventCatalog's, in snake case. References are ids; following them is the graph's business. Tuples keep the
order of the file. `marks` has line and column of each top-level key, so `resource.at("sends")` is a place in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..diagnostics import Location
from .formats import language_of
from .handling import Handling
from .ids import ResourceKey, ResourceType
from .json import Json
from .specifications import Specification


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to a resource. `version` is None where the file gives none, which means the latest."""

    id: str
    version: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class TypedReference(Reference):
    """A pointer that names its type (`appliesTo`, `resourceGroups`)."""

    type: str = ""


@dataclass(frozen=True, slots=True)
class LabelledReference(Reference):
    """A relationship between systems; without a label EventCatalog does not draw it."""

    label: str = ""


@dataclass(frozen=True, slots=True)
class ChannelReference(Reference):
    """`parameters` bind the channel's `{name}` placeholders."""

    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    delivery_mode: str = "push"


@dataclass(frozen=True, slots=True)
class Trigger(Reference):
    """A message sent as a reaction to a received one; `condition` is prose."""

    condition: str = ""


@dataclass(frozen=True, slots=True)
class MessageReference(Reference):
    """An entry of `sends` or `receives`. `channels` is `to` or `from`; `fields` the payload paths this party uses."""

    fields: tuple[str, ...] = ()
    group: str = ""
    channels: tuple[ChannelReference, ...] = ()
    triggers: tuple[Trigger, ...] = ()


@dataclass(frozen=True, slots=True)
class Deprecation:
    """`date` is ISO text or empty; with a date the resource counts as deprecated once it is past."""

    message: str = ""
    date: str = ""

    def is_in_force(self, today: str) -> bool:
        """Whether the resource counts as deprecated on the day `today` (ISO text): without a date, always."""
        return not self.date or self.date[:10] <= today[:10]


@dataclass(frozen=True, slots=True)
class Cutting:
    """What a derived schema, or the entry `name` of its `$defs`, was cut from: the text in the file `path`, which begins on `line`."""

    name: str
    path: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class SchemaFile:
    """A schema that documents a message. `path` is relative to the catalog root; `content` is None when the file is missing.

    `digest` is the first 16 hexadecimal digits of the SHA-256 of the file's bytes. `format` is what the file is: an Avro record
    in a `.json` file is `avro`, an OpenAPI or AsyncAPI document `openapi` or `asyncapi`.

    Not every schema has a file of its own: a `derived` one was cut from a specification or from the body of the message's file,
    has in `path` that file, `#` and a name, so that each is unique and relative references still hold, and is JSON. `cuttings` say where
    its parts are written.
    """

    path: str
    format: str
    location: Location
    content: str | None = None
    digest: str = ""
    name: str = ""
    environments: tuple[str, ...] = ()
    default: bool = False
    derived: bool = False
    cuttings: tuple[Cutting, ...] = field(default=(), compare=False, repr=False)

    @property
    def language(self) -> str:
        """`jsonschema`, `avro` or `protobuf` (see formats.py); of what is none of them the format."""
        return language_of(self.format)

    @property
    def file(self) -> str:
        """The file that the schema is in."""
        return self.path.rpartition("#")[0] if self.derived else self.path


@dataclass(frozen=True, slots=True)
class Example:
    """An example payload beside a message."""

    path: str
    content: str
    name: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """How a command or a query is reached over HTTP."""

    method: str = ""
    path: str = ""
    status_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Badge:
    content: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What every resource has. `folder` and `location.path` are relative to the catalog root.

    `versioned` is True for a file below `versioned/`; `stub` for a resource that has no file of its own
    (named by a v1 event, or a dependency owned by another catalog); `legacy` for a file of EventCatalog v1, whose `name` is its id.
    """

    type: ResourceType
    id: str
    name: str
    version: str = ""
    summary: str = ""
    body: str = ""
    location: Location
    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])
    owners: tuple[Reference, ...] = ()
    badges: tuple[Badge, ...] = ()
    deprecated: Deprecation | None = None
    hidden: bool = False
    draft: bool = False
    repository_url: str = ""
    repository_language: str = ""
    specifications: tuple[Specification, ...] = ()
    resource_groups: tuple[TypedReference, ...] = ()
    diagrams: tuple[Reference, ...] = ()
    extensions: Mapping[str, Json] = field(default_factory=dict[str, Json])
    versioned: bool = False
    stub: bool = False
    legacy: bool = False

    @property
    def key(self) -> ResourceKey:
        return ResourceKey(self.type, self.id, self.version)

    @property
    def folder(self) -> str:
        return self.location.path.rpartition("/")[0]

    def at(self, key: str) -> Location:
        """The place of a top-level key of the file, or of the file's first line when it does not have the key."""
        line, column = self.marks.get(key, (1, 1))
        return Location(self.location.path, line, column)

    def __str__(self) -> str:
        return f"{self.type} {self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message(Resource):
    """An event, a command or a query. `schemas` has the default one first; `specified` is True when that one was taken from a specification.

    `reply` is the schema of the answer (`x-flowmart-reply`); `partition_key` the payload property that keeps order
    (`x-flowmart-key`); `encoding` how it is written on every channel (`x-flowmart-encoding`), empty for the channel's way; `schema_id`
    its schema's id in a registry (`x-flowmart-schema-id`), empty for none; `clients` the kinds of clients that may call the operation, empty for all.
    `producers`, `consumers` and `domain` are what v1 files say; `channels` is the legacy field of v2.
    """

    operation: Operation | None = None
    schemas: tuple[SchemaFile, ...] = ()
    examples: tuple[Example, ...] = ()
    reply: SchemaFile | None = None
    partition_key: str = ""
    encoding: str = ""
    schema_id: str = ""
    clients: tuple[str, ...] = ()
    channels: tuple[ChannelReference, ...] = ()
    producers: tuple[Reference, ...] = ()
    consumers: tuple[Reference, ...] = ()
    domain: str = ""
    specified: bool = False

    @property
    def schema(self) -> SchemaFile | None:
        return self.schemas[0] if self.schemas else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Resource):
    """What sends and receives messages: services, agents, domains."""

    sends: tuple[MessageReference, ...] = ()
    receives: tuple[MessageReference, ...] = ()
    entities: tuple[Reference, ...] = ()
    flows: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Participant):
    """A service or an agent. `effects` are the ids of messages that it handles by calling the outside (`x-flowmart-effects`), `calls`
    the external services that they call (`x-flowmart-calls`), None where that is not said."""

    writes_to: tuple[Reference, ...] = ()
    reads_from: tuple[Reference, ...] = ()
    external: bool = False
    effects: tuple[Reference, ...] = ()
    calls: tuple[Reference, ...] | None = None
    handling: tuple[Handling, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain(Participant):
    """`messages` are those of a v1 domain, which has what lies in its folder."""

    messages: tuple[Reference, ...] = ()
    services: tuple[Reference, ...] = ()
    agents: tuple[Reference, ...] = ()
    domains: tuple[Reference, ...] = ()
    systems: tuple[Reference, ...] = ()
    data_products: tuple[Reference, ...] = ()
    terms: tuple["Term", ...] = ()
    subdomain: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """An entry of a domain's ubiquitous language."""

    id: str
    name: str
    summary: str
    location: Location


@dataclass(frozen=True, slots=True)
class Actor:
    id: str
    name: str
    label: str
    direction: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class System(Resource):
    scope: str = "internal"
    services: tuple[Reference, ...] = ()
    flows: tuple[Reference, ...] = ()
    entities: tuple[Reference, ...] = ()
    containers: tuple[Reference, ...] = ()
    relationships: tuple[LabelledReference, ...] = ()
    actors: tuple[Actor, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A `{name}` placeholder of a channel's address."""

    name: str
    location: Location
    enum: tuple[str, ...] = ()
    default: str | None = None
    examples: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Resource):
    """`encoding` is how messages are written that have such a schema (`x-flowmart-encoding`), empty for JSON."""

    address: str = ""
    protocols: tuple[str, ...] = ()
    delivery_guarantee: str = ""
    routes: tuple[ChannelReference, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a flow. `kind` is the format's key (`message`, `service`, `actor`, `custom` ...), empty for a plain titled node.

    `target` is set for kinds that point to a resource, `name` for those that do not. `next` has (step id, label) in file order;
    ids are text even where the file has numbers.
    """

    id: str
    title: str
    location: Location
    kind: str = ""
    target: Reference | None = None
    name: str = ""
    summary: str = ""
    next: tuple["NextStep", ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    id: str
    label: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Resource):
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an entity; nested ones in `properties`."""

    name: str
    type: str
    location: Location
    required: bool = False
    description: str = ""
    references: str = ""
    references_identifier: str = ""
    relation_type: str = ""
    enum: tuple[str, ...] = ()
    items_type: str = ""
    properties: tuple["Property", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity(Resource):
    aggregate_root: bool = False
    identifier: str = ""
    properties: tuple[Property, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Container(Resource):
    """A data store."""

    container_type: str = ""
    technology: str = ""
    purpose: str = ""
    authoritative: bool = False
    access_mode: str = ""
    classification: str = ""
    residency: str = ""
    retention: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """The contract of a data product's output."""

    path: str
    name: str
    type: str
    location: Location


@dataclass(frozen=True, slots=True)
class Output(Reference):
    contract: Contract | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataProduct(Resource):
    inputs: tuple[Reference, ...] = ()
    outputs: tuple[Output, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Adr(Resource):
    status: str = ""
    date: str = ""
    decision_makers: tuple[Reference, ...] = ()
    applies_to: tuple[TypedReference, ...] = ()
    supersedes: tuple[Reference, ...] = ()
    superseded_by: tuple[Reference, ...] = ()
    amends: tuple[Reference, ...] = ()
    amended_by: tuple[Reference, ...] = ()
    related: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram(Resource):
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Resource):
    """A user or a team. `members` are the user ids of a team."""

    email: str = ""
    role: str = ""
    members: tuple[Reference, ...] = ()
