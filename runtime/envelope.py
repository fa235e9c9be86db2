"""CloudEvents 1.0 in structured JSON: what surrounds a message on the wire.

Writes the attributes in one fixed order, type first, so that our own envelopes are recognised by
their opening and parsed in one pass. Reads any valid order. Extension attributes are lower case
without separators, as CloudEvents demands: messageversion, correlationid, causationid, traceparent.
"""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha1
from uuid import UUID

OPENING = re.compile(rb'\{"specversion":"1\.0","type":"([^"\\]+)","messageversion":"([^"\\]+)",')
CONTENT_TYPE = "application/cloudevents+json"

_NAMESPACE = UUID("6f1d4a5e-0b0c-5a1f-9a53-6f6c6f776d74").bytes

_quote = json.encoder.encode_basestring_ascii


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One message's CloudEvents attributes. `subject` is the value of the message's key.

    A request also has `reply_to`, the address that waits for its answer, and `expires`, in seconds since 1970.
    """

    id: str
    type: str
    version: str
    source: str
    time: str
    subject: str | None = None
    correlation_id: str
    causation_id: str | None = None
    traceparent: str | None = None
    reply_to: str | None = None
    expires: float | None = None

    def wire(self, data: bytes, content_type: str = "application/json") -> bytes:
        """The envelope around a message's own JSON, or around the bytes of another media type in base64."""
        parts = [
            f'{{"specversion":"1.0","type":{_quote(self.type)},"messageversion":{_quote(self.version)},',
            f'"source":{_quote(self.source)},"id":{_quote(self.id)},"time":"{self.time}","correlationid":{_quote(self.correlation_id)},',
        ]
        if self.causation_id is not None:
            parts.append(f'"causationid":{_quote(self.causation_id)},')
        if self.subject is not None:
            parts.append(f'"subject":{_quote(self.subject)},')
        if self.traceparent is not None:
            parts.append(f'"traceparent":{_quote(self.traceparent)},')
        if self.reply_to is not None:
            parts.append(f'"replyto":{_quote(self.reply_to)},"expires":{self.expires or 0},')
        if content_type != "application/json":
            parts.append(f'"datacontenttype":{_quote(content_type)},"data_base64":"{b64encode(data).decode()}"}}')
            return "".join(parts).encode()
        parts.append('"datacontenttype":"application/json","data":')
        return "".join(parts).encode() + data + b"}"


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def derived_id(cause: str, handler: str, ordinal: int) -> str:
    """The id of an outgoing message: the same whenever the same handler handles the same cause.

    A name-based UUID (RFC 4122, version 5) computed here because uuid.uuid5 costs four times as much.
    """
    digest = sha1(_NAMESPACE + f"{cause}|{handler}|{ordinal}".encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    return f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
