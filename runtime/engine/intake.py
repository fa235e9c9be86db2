"""From the bytes of a delivery to a typed message for one handler, or to the reason why not.

One pass of pydantic over the whole envelope: splitting it first would read the payload twice, and
validating a parsed payload would lose the difference between null and absent.
"""

import re
import time
from base64 import b64decode
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha1
from typing import Annotated, Any, Generic, Literal, NotRequired, TypeVar, cast

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypedDict

from ..bindings import Subscription
from ..envelope import OPENING, Envelope, timestamp
from ..failures import RuntimeFailure
from ..messages import Message, Reply
from ..operating.spans import observed
from ..service import Service
from ..transport.protocol import Delivery
from ..upcasting import Chain, chains_of

M = TypeVar("M", bound=Message)
_MADE = re.compile(rb'"time":"([^"]*)"')

Text = Annotated[str, Field(min_length=1)]


class _Wire(TypedDict, Generic[M]):
    specversion: Literal["1.0"]
    id: Text
    type: Text
    source: Text
    messageversion: NotRequired[str]
    time: NotRequired[str | None]
    subject: NotRequired[str | None]
    correlationid: NotRequired[str | None]
    causationid: NotRequired[str | None]
    traceparent: NotRequired[str | None]
    replyto: NotRequired[str | None]
    expires: NotRequired[float | None]
    data: M


@dataclass(frozen=True, slots=True)
class Receiver:
    """A handler method with everything that is needed to call it."""

    service: str
    subscription: Subscription
    name: str
    mode: str
    handler: Callable[..., Any]
    message_class: type[Message]
    adapter: TypeAdapter[Any]
    reply_type: type[Reply] | None
    chain: Chain | None = None
    """For an old version: what makes it the one that the handler takes."""


@dataclass(frozen=True, slots=True)
class Received:
    """A valid message on its way to its handler."""

    envelope: Envelope
    message: Message
    receiver: Receiver
    delivery: Delivery

    @property
    def lane(self) -> str | None:
        """Messages of one lane are handled in order: those of one channel with one key."""
        subject = self.envelope.subject
        return None if subject is None else f"{self.delivery.topic}|{subject}"


@dataclass(frozen=True, slots=True)
class Unfit:
    """A delivery that no handler can be given, and why."""

    delivery: Delivery
    message_id: str
    message_type: str
    reason: Literal["unknown-type", "invalid-message", "invalid-envelope"]
    detail: str


class Intake:
    """Knows the receivers of one service. `known` are the message types that the system has at all: one of
    them that the service did not subscribe to is somebody else's, any other is a dead letter."""

    def __init__(self, service: Service, classes: Callable[[str], type[Message]], known: Collection[str]) -> None:
        self._receivers: dict[str, list[Receiver]] = {}
        self._known = frozenset(known)
        self._chosen: dict[tuple[bytes, bytes], Receiver | None] = {}
        for subscription in service.binding.subscriptions:
            receiver = _receiver(service, subscription, classes(subscription.message_class))
            self._receivers.setdefault(subscription.message, []).append(receiver)
        self._old = self._old_receivers(service)

    def _old_receivers(self, service: Service) -> dict[str, list[Receiver]]:
        """By message, the receivers of versions that upcasters make new ones of."""
        by_class = {receiver.message_class: receiver for _, receiver in self.receivers()}
        found: dict[str, list[Receiver]] = {}
        for chain in chains_of(service, by_class):
            adapter: TypeAdapter[Any] = TypeAdapter(_Wire[chain.old])  # type: ignore[name-defined]
            old = replace(by_class[chain.new], message_class=chain.old, adapter=adapter, chain=chain)
            found.setdefault(chain.old.meta.id, []).append(old)
        return found

    def read(self, delivery: Delivery) -> Received | Unfit | None:
        """None when the message is for others on the same channel."""
        opening = OPENING.match(delivery.body)
        if opening is None:
            return self._read_foreign(delivery)
        names = (opening[1], opening[2])
        if names not in self._chosen:
            kind = names[0].decode()
            if kind not in self._receivers and kind not in self._known:
                return _unfit(delivery, "unknown-type", f"no message {kind} in the catalog")
            self._chosen[names] = self._choose(kind, names[1].decode())
        receiver = self._chosen[names]
        return None if receiver is None else self._validate(receiver, delivery)

    def receiver_of(self, message: Message) -> Receiver | None:
        return self._choose(message.meta.id, message.meta.version)

    def receivers(self) -> list[tuple[str, Receiver]]:
        """(handler name, receiver) of the whole service."""
        return [(receiver.name, receiver) for several in self._receivers.values() for receiver in several]

    def _read_foreign(self, delivery: Delivery) -> Received | Unfit | None:
        """An envelope that some other program wrote."""
        try:
            parsed: Any = from_json(delivery.body)
        except ValueError as error:
            return _unfit(delivery, "invalid-envelope", str(error))
        attributes = cast(dict[str, Any], parsed) if isinstance(parsed, dict) else {}
        kind = attributes.get("type")
        if not isinstance(kind, str):
            return _unfit(delivery, "invalid-envelope", "not a CloudEvents envelope: no `type`")
        if kind not in self._receivers:
            return None if kind in self._known else _unfit(delivery, "unknown-type", f"no message {kind} in the catalog")
        receiver = self._choose(kind, str(attributes.get("messageversion", "")))
        return None if receiver is None else self._validate(receiver, delivery)

    def _choose(self, kind: str, version: str) -> Receiver | None:
        """The receiver of this version, by an upcaster if need be; else of the same major version; else the newest, as a tolerant reader."""
        candidates = self._receivers.get(kind, [])
        major = version.partition(".")[0]
        several = [(each, each.subscription.version) for each in candidates]
        several = [(each, each.message_class.meta.version) for each in self._old.get(kind, [])] + several
        exact = [each for each, its_version in several if its_version == version]
        near = [each for each, its_version in several if its_version.partition(".")[0] == major]
        chosen = exact or near or candidates
        return chosen[-1] if chosen else None

    def _validate(self, receiver: Receiver, delivery: Delivery) -> Received | Unfit:
        try:
            wire = receiver.adapter.validate_json(delivery.body)
        except ValidationError as error:
            if b'"data_base64"' in delivery.body:
                return self._validate_binary(receiver, delivery)
            in_payload = all(each["loc"][:1] == ("data",) for each in error.errors(include_url=False))
            return _unfit(delivery, "invalid-message" if in_payload else "invalid-envelope", str(error))
        return _received(_envelope(wire, receiver, delivery), wire["data"], receiver, delivery)

    def _validate_binary(self, receiver: Receiver, delivery: Delivery) -> Received | Unfit:
        """A message in Avro or Protobuf, or JSON in base64."""
        from ..wire.encoding import read

        try:
            attributes: dict[str, Any] = from_json(delivery.body)
            data = b64decode(attributes.pop("data_base64", ""), validate=True)
            content_type = attributes.get("datacontenttype") or "application/json"
            message = read(receiver.message_class, data, content_type, version=str(attributes.get("messageversion") or ""))
        except (ValueError, TypeError, RuntimeFailure) as error:
            return _unfit(delivery, "invalid-message", str(error))
        try:
            wire = receiver.adapter.validate_python({**attributes, "data": message})
        except ValidationError as error:
            return _unfit(delivery, "invalid-envelope", str(error))
        return _received(_envelope(wire, receiver, delivery), message, receiver, delivery)


def _received(envelope: Envelope, message: Message, receiver: Receiver, delivery: Delivery) -> Received | Unfit:
    if receiver.chain is not None:
        try:
            message = receiver.chain(message)
        except (ValueError, TypeError) as error:
            return _unfit(delivery, "invalid-message", str(error))
    return Received(envelope, message, receiver, delivery)


def _envelope(wire: Mapping[str, Any], receiver: Receiver, delivery: Delivery) -> Envelope:
    message_id: str = wire["id"]
    return Envelope(
        id=message_id,
        type=wire["type"],
        version=wire.get("messageversion") or receiver.subscription.version,
        source=wire["source"],
        time=wire.get("time") or "",
        subject=wire.get("subject") or delivery.key,
        correlation_id=wire.get("correlationid") or message_id,
        causation_id=wire.get("causationid"),
        traceparent=wire.get("traceparent"),
        reply_to=wire.get("replyto"),
        expires=wire.get("expires"),
    )


def _receiver(service: Service, subscription: Subscription, message_class: type[Message]) -> Receiver:
    reply_type: Any = getattr(message_class, "reply_type", None)
    return Receiver(
        service=service.binding.service,
        subscription=subscription,
        name=subscription.handler,
        mode=subscription.mode,
        handler=observed(getattr(service, subscription.handler), subscription.mode, service.binding.service, subscription.message),
        message_class=message_class,
        adapter=TypeAdapter(_Wire[message_class]),  # type: ignore[valid-type]
        reply_type=reply_type() if reply_type is not None else None,
    )


def _unfit(delivery: Delivery, reason: Literal["unknown-type", "invalid-message", "invalid-envelope"], detail: str) -> Unfit:
    message_id, message_type = "", ""
    try:
        parsed: Any = from_json(delivery.body)
        if isinstance(parsed, dict):
            attributes = cast(dict[str, Any], parsed)
            message_id, message_type = str(attributes.get("id") or ""), str(attributes.get("type") or "")
    except ValueError:
        pass
    # Without an id, the content stands for the message: a repetition is the same dead letter.
    return Unfit(delivery, message_id or sha1(delivery.body, usedforsecurity=False).hexdigest(), message_type, reason, detail)


def age_of(wire: bytes) -> float:
    """Time since a message of our own was made, by its envelope; 0 when that is in the future."""
    made = _MADE.search(wire)
    return seconds_since(made[1].decode()) if made else 0.0


def seconds_since(sent: str) -> float:
    """Time since an RFC 3339 moment; 0 when it is not one."""
    try:
        return max(0.0, time.time() - datetime.fromisoformat(sent).timestamp())
    except ValueError:
        return 0.0


__all__ = ["Intake", "Received", "Receiver", "Unfit", "age_of", "seconds_since", "timestamp"]
