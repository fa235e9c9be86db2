"""What kinds of resources there are, and what identifies one."""

from enum import StrEnum
from typing import NamedTuple


class ResourceType(StrEnum):
    """EventCatalog's collections; the value is the singular that users type and reports print."""

    DOMAIN = "domain"
    SYSTEM = "system"
    SERVICE = "service"
    AGENT = "agent"
    EVENT = "event"
    COMMAND = "command"
    QUERY = "query"
    CHANNEL = "channel"
    FLOW = "flow"
    ENTITY = "entity"
    CONTAINER = "container"
    DATA_PRODUCT = "data-product"
    ADR = "adr"
    DIAGRAM = "diagram"
    TEAM = "team"
    USER = "user"

    __hash__ = str.__hash__  # every look-up hashes one; the one of Enum is a Python function


MESSAGE_TYPES = (ResourceType.EVENT, ResourceType.COMMAND, ResourceType.QUERY)
"""In the order in which a shared id is looked up: events first."""

LATEST = "latest"


class ResourceKey(NamedTuple):
    """Type, id and version: what makes a resource unique in a catalog."""

    type: ResourceType
    id: str
    version: str

    def __str__(self) -> str:
        return f"{self.id} {self.version}" if self.version else self.id
