"""The keys that each resource file may have (EventCatalog core 4.12 and 5.0 beta), as data for the reader and for `flowmart schema`."""

from ..model.ids import MESSAGE_TYPES, ResourceType

COMMON = frozenset(
    [
        "id",
        "name",
        "version",
        "summary",
        "draft",
        "badges",
        "owners",
        "schemaPath",
        "specifications",
        "sidebar",
        "repository",
        "hidden",
        "editUrl",
        "resourceGroups",
        "styles",
        "deprecated",
        "visualiser",
        "attachments",
        "diagrams",
        "detailsPanel",
        "versions",
        "latestVersion",
        "catalog",
    ]
)
PERSON = frozenset(
    [
        "id",
        "name",
        "version",
        "summary",
        "avatarUrl",
        "role",
        "hidden",
        "email",
        "slackDirectMessageUrl",
        "msTeamsDirectMessageUrl",
        "source",
        "readOnly",
        "members",
        "ownedDomains",
        "ownedServices",
        "ownedEvents",
        "ownedCommands",
        "ownedQueries",
        "ownedSystems",
        "ownedAgents",
        "ownedChannels",
        "ownedFlows",
        "ownedEntities",
        "ownedContainers",
        "ownedDataProducts",
        "ownedAdrs",
        "associatedTeams",
    ]
)

_MESSAGE = COMMON | {"operation", "schemas", "channels", "producers", "consumers", "messageChannels"}
_SERVICE = COMMON | {"sends", "receives", "entities", "writesTo", "readsFrom", "flows", "externalSystem"}

BY_TYPE: dict[ResourceType, frozenset[str]] = {
    **dict.fromkeys(MESSAGE_TYPES, _MESSAGE),
    ResourceType.SERVICE: _SERVICE,
    ResourceType.AGENT: (_SERVICE - {"entities", "specifications"}) | {"model", "tools"},
    ResourceType.DOMAIN: COMMON | {"services", "agents", "domains", "systems", "entities", "flows", "data-products", "sends", "receives"},
    ResourceType.SYSTEM: COMMON | {"scope", "services", "flows", "entities", "containers", "relationships", "actors"},
    ResourceType.CHANNEL: COMMON | {"address", "protocols", "deliveryGuarantee", "routes", "parameters", "channels", "messages"},
    ResourceType.FLOW: COMMON | {"steps"},
    ResourceType.ENTITY: COMMON | {"aggregateRoot", "identifier", "properties", "services", "domains"},
    ResourceType.CONTAINER: COMMON
    | {
        *("container_type", "technology", "purpose", "authoritative", "access_mode", "classification", "residency", "retention"),
        *("services", "servicesThatWriteToContainer", "servicesThatReadFromContainer"),
        *("dataProducts", "dataProductsThatWriteToContainer", "dataProductsThatReadFromContainer"),
    },
    ResourceType.DATA_PRODUCT: COMMON | {"inputs", "outputs"},
    ResourceType.ADR: COMMON
    | {"status", "date", "decisionMakers", "appliesTo", "supersedes", "supersededBy", "amends", "amendedBy", "related"},
    ResourceType.DIAGRAM: COMMON,
    ResourceType.TEAM: PERSON,
    ResourceType.USER: PERSON,
}

LEGACY = frozenset({"externalLinks", "tags", "domain", "producers", "consumers"})
"""What v1 files have besides."""

POINTER = frozenset({"id", "version"})
CHANNEL_POINTER = POINTER | {"parameters", "delivery_mode"}
SENDS = POINTER | {"fields", "group", "to"}
RECEIVES = POINTER | {"fields", "group", "from", "triggers"}
STEP_KINDS = (
    "message",
    "service",
    "flow",
    "agent",
    "container",
    "dataProduct",
    "system",
    "systems",
    "channel",
    "actor",
    "externalSystem",
    "custom",
)
STEP = frozenset({"id", "title", "summary", "type", "next_step", "next_steps", *STEP_KINDS})
PROPERTY = frozenset(
    [
        "name",
        "type",
        "required",
        "description",
        "references",
        "referencesIdentifier",
        "referenceTarget",
        "relationType",
        "enum",
        "properties",
        "items",
    ]
)
