"""Where the messages of one sender go, and the envelopes around them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..bindings import Publication
from ..envelope import Envelope
from ..messages import Message
from ..operating.spans import outgoing, tracing

if TYPE_CHECKING:
    from ..wire.encoding import Encoding


@dataclass(frozen=True, slots=True)
class Outlet:
    """One message class of the sender. `key_field` is the attribute that holds the key, or None.

    `encoding` is None for JSON: what most systems send needs no codec loaded.
    """

    topic: str
    message_type: str
    version: str
    key_field: str | None
    encoding: "Encoding | None" = None

    def key_of(self, message: Message) -> str | None:
        if self.key_field is None:
            return None
        value = getattr(message, self.key_field, None)
        return None if value is None else str(value)

    def body(self, envelope: Envelope, message: Message) -> bytes:
        """The message in its encoding, with the envelope around it."""
        if self.encoding is None:
            return envelope.wire(message.to_json())
        return envelope.wire(self.encoding.write(message), self.encoding.content_type)


class Outlets:
    """All that one sender may send, by message class."""

    def __init__(
        self,
        sender: str,
        publications: Iterable[Publication],
        classes: Callable[[str], type[Message]],
        *,
        environment: str,
        parameters: Mapping[str, str],
    ) -> None:
        self.sender = sender
        self.source = f"/services/{sender}"
        self._tracing = tracing()
        self._outlets: dict[type[Message], Outlet] = {}
        for publication in publications:
            message_class = classes(publication.message_class)
            self._outlets[message_class] = Outlet(
                topic=publication.address(environment, parameters),
                message_type=publication.message,
                version=publication.version,
                key_field=field_of(message_class, publication.key),
                encoding=_encoding(publication, message_class),
            )

    def traceparent(self, cause: Envelope) -> str | None:
        """What a message that `cause` led to carries on: the span of its handler, or without an SDK what the cause carried."""
        return outgoing(cause.traceparent) if self._tracing else cause.traceparent

    def of(self, message: Message) -> Outlet:
        outlet = self._outlets.get(type(message))
        if outlet is None:
            raise TypeError(f"the catalog does not let {self.sender} send {type(message).__name__}")
        return outlet


def _encoding(publication: Publication, message_class: type[Message]) -> "Encoding | None":
    """Raises RuntimeFailure at the start of the system, rather than when the first message is sent."""
    if publication.encoding == "json":
        return None
    from ..wire.encoding import Encoding, schema_of

    schema_of(message_class, publication.encoding)
    return Encoding(publication.encoding, publication.schema_id)


def field_of(message_class: type[Message], key: str | None) -> str | None:
    """The attribute that holds a property, named as on the wire."""
    if key is None:
        return None
    for name, field in message_class.model_fields.items():
        if key in (field.alias, name):
            return name
    return None


def sender_of(envelope: Envelope) -> str:
    return envelope.source.rpartition("/")[2]
