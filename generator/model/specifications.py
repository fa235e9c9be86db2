"""What the specification documents of a service say (AsyncAPI, OpenAPI, GraphQL), as values with places.

Not the documents themselves: payloads that messages take from them are in `Message.schemas`.
"""

from dataclasses import dataclass
from enum import StrEnum

from ..diagnostics import Location


class Direction(StrEnum):
    """Which way a message goes, seen from the owner of the specification. UNKNOWN: the document has the message, but no operation."""

    SEND = "send"
    RECEIVE = "receive"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SpecifiedOperation:
    """A message that a specification has its service send or receive. `message` is as the document names it, `id` the id of the
    catalog's message that it is, empty when the catalog has none. `location` is in the document.

    `method` and `path` are OpenAPI's; `kind` is `query`, `mutation` or `subscription` in GraphQL, else empty.
    """

    message: str
    direction: Direction
    location: Location
    id: str = ""
    channel: str = ""
    method: str = ""
    path: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Specification:
    """An AsyncAPI, OpenAPI or GraphQL document. `path` is as written and may be a URL, which is never fetched.

    `file` is the document's path from the catalog root, empty when it is not in the catalog; `dialect` what the document says
    it is (`asyncapi 3.0.0`); `fault` why it could not be understood.
    """

    type: str
    path: str
    location: Location
    name: str = ""
    file: str = ""
    dialect: str = ""
    operations: tuple[SpecifiedOperation, ...] = ()
    fault: str = ""
    fault_location: Location | None = None
