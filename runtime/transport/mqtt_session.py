"""One connection to an MQTT broker at a time, by one client id; what it has not acknowledged is the next connection's.

The client library works in a thread of its own; everything here is called on the event loop, and hears of it through it.
"""

import asyncio
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions
from pydantic_core import from_json, to_json

from ..failures import RuntimeFailure
from ..news import News
from .address import Address
from .protocol import Delivery

_KEY = "flowmart-key"
_ATTRIBUTES = {"specversion", "id", "source", "type"}
_OPEN_SECONDS = 10.0
_FETCH_SECONDS = 0.5
_FAILED = 0x80
"""Reason codes from here on are failures."""


@dataclass(frozen=True, slots=True)
class Held:
    """A message that this connection was given, by the number that only this connection knows it by."""

    connection: "_Connection"
    number: int

    @property
    def is_mine(self) -> bool:
        return self.connection.alive

    def acknowledge(self) -> None:
        """Not over another connection: there, the number may be that of another message."""
        if self.connection.alive:
            self.connection.client.ack(self.number, 1)


def structured(attributes: Mapping[str, str], content_type: str, payload: bytes) -> bytes:
    """An event in CloudEvents' binary mode, whose attributes are user properties, as the envelope that services read; others as they are."""
    if not attributes.keys() >= _ATTRIBUTES:
        return payload
    envelope: dict[str, Any] = {name: value for name, value in attributes.items() if name != _KEY}
    if content_type and not content_type.partition(";")[0].strip().endswith("json"):
        return to_json(envelope | {"datacontenttype": content_type, "data_base64": b64encode(payload).decode()})
    try:
        return to_json(envelope | {"data": from_json(payload)})
    except ValueError:
        return payload


def _properties(packet: int) -> Any:
    make: Any = Properties
    return make(packet)


class Session:
    """`keep_seconds` is for how long the broker keeps the session without a connection, 0 for not at all; `window` how many messages it
    gives without an acknowledgement. `arrived` is told of each message instead of `fetch`."""

    def __init__(
        self, address: Address, client_id: str, *, keep_seconds: int, window: int, arrived: Callable[[Delivery], None] | None = None
    ) -> None:
        self._address = address
        self._client_id = client_id
        self._keep_seconds = keep_seconds
        self._window = window
        self._arrived = arrived
        self._connection: _Connection | None = None

    @property
    def alive(self) -> bool:
        return self._connection is not None and self._connection.alive

    @property
    def was_open(self) -> bool:
        return self._connection is not None

    async def open(self, topics: Sequence[str]) -> None:
        """Raises RuntimeFailure when the broker does not let it in or does not take a subscription."""
        await self.close()
        connection = _Connection(self._address, self._client_id, self._keep_seconds, self._window, topics, self._arrived)
        try:
            async with asyncio.timeout(_OPEN_SECONDS):
                await connection.open()
        except (TimeoutError, OSError, ValueError) as error:
            await connection.close()
            raise RuntimeFailure(
                f"cannot reach MQTT at {self._address.shown}: {str(error) or 'no answer'}", "check the environment's `channels`"
            ) from error
        self._connection = connection

    async def publish(self, topic: str, key: str | None, body: bytes) -> None:
        if self._connection is None:
            raise ConnectionError("the session is not open")
        await self._connection.publish(topic, key, body)

    def tell(self, topic: str, body: bytes) -> None:
        """At most once."""
        if self._connection is not None:
            self._connection.client.publish(topic, body, qos=0)

    async def fetch(self, limit: int) -> Sequence[tuple[Delivery, Held]]:
        if self._connection is None:
            raise ConnectionError("the session is not open")
        return await self._connection.fetch(limit)

    def wake(self) -> None:
        if self._connection is not None:
            self._connection.news.set()

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()


class _Connection:
    def __init__(
        self,
        address: Address,
        client_id: str,
        keep_seconds: int,
        window: int,
        topics: Sequence[str],
        arrived: Callable[[Delivery], None] | None,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._address = address
        self._topics = topics
        self._arrived = arrived
        self._properties: Any = _properties(PacketTypes.CONNECT)
        self._properties.SessionExpiryInterval = keep_seconds
        self._properties.ReceiveMaximum = min(window, 65535)
        self._waiting: deque[tuple[Delivery, Held]] = deque()
        self._unsent: dict[int, asyncio.Future[None]] = {}
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self.alive = False
        self.news = News()
        self.client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id, protocol=mqtt.MQTTv5, manual_ack=True, reconnect_on_failure=False)
        self._set_up()

    def _set_up(self) -> None:
        client: Any = self.client
        client.max_inflight_messages_set(1000)
        if self._address.user is not None:
            client.username_pw_set(self._address.user, self._address.password)
        if urlsplit(self._address.url).scheme == "mqtts":
            client.tls_set_context(self._address.trust())
        client.on_connect = self._on_connect
        client.on_subscribe = self._on_subscribe
        client.on_message = self._on_message
        client.on_publish = self._on_publish
        client.on_disconnect = self._on_disconnect

    async def open(self) -> None:
        parts = urlsplit(self._address.url)
        port = parts.port or (8883 if parts.scheme == "mqtts" else 1883)

        def connect() -> None:
            client: Any = self.client
            client.connect(parts.hostname, port, keepalive=10, clean_start=False, properties=self._properties)
            client.loop_start()

        await asyncio.to_thread(connect)
        await self._opened

    async def publish(self, topic: str, key: str | None, body: bytes) -> None:
        properties: Any = _properties(PacketTypes.PUBLISH)
        if key is not None:
            properties.UserProperty = (_KEY, key)
        if not self.alive:
            raise ConnectionError("the connection is lost")
        number = self.client.publish(topic, body, qos=1, properties=properties).mid
        # The acknowledgement comes through the loop, and so not before this.
        confirmed = self._unsent[number] = self._loop.create_future()
        await confirmed

    async def fetch(self, limit: int) -> Sequence[tuple[Delivery, Held]]:
        if not self.alive:
            raise ConnectionError("the connection is lost")
        if not self._waiting:
            self.news.clear()
            await self.news.wait(_FETCH_SECONDS)
        return [self._waiting.popleft() for _ in range(min(limit, len(self._waiting)))]

    async def close(self) -> None:
        self.alive = False
        self.client.disconnect()
        await asyncio.to_thread(self.client.loop_stop)

    # --- in the client's thread

    def _call(self, work: Callable[..., None], *arguments: Any) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work, *arguments)

    def _on_connect(self, client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.value >= _FAILED:
            self._call(self._refuse, f"refused: {reason}")
        else:
            # What a topic retains comes with a new subscription, and not with each connection.
            options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_SEND_IF_NEW_SUB)
            client.subscribe([(topic, options) for topic in self._topics])

    def _on_subscribe(self, _client: Any, _data: Any, _number: Any, reasons: Any, _properties: Any) -> None:
        refused = [str(reason) for reason in reasons if reason.value >= _FAILED]
        if refused:
            self._call(self._refuse, f"a subscription was refused: {refused[0]}")
        else:
            self._call(self._begin)

    def _on_message(self, _client: Any, _data: Any, message: Any) -> None:
        self._call(self._take, message)

    def _on_publish(self, _client: Any, _data: Any, number: int, reason: Any, _properties: Any) -> None:
        self._call(self._confirm, number, str(reason) if reason.value >= _FAILED else "")

    def _on_disconnect(self, _client: Any, _data: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        self._call(self._lose, str(reason))

    # --- on the event loop

    def _begin(self) -> None:
        self.alive = True
        if not self._opened.done():
            self._opened.set_result(None)

    def _refuse(self, why: str) -> None:
        if not self._opened.done():
            self._opened.set_exception(ConnectionError(why))

    def _take(self, message: Any) -> None:
        said: dict[str, str] = dict(getattr(message.properties, "UserProperty", ()))
        topic: str = next((each for each in self._topics if mqtt.topic_matches_sub(each, message.topic)), message.topic)
        content_type: str = getattr(message.properties, "ContentType", "")
        delivery = Delivery(topic, said.get(_KEY), structured(said, content_type, bytes(message.payload)))
        if self._arrived is not None:
            self._arrived(delivery)
            if message.qos:
                self.client.ack(message.mid, message.qos)
            return
        self._waiting.append((delivery, Held(self, message.mid)))
        self.news.set()

    def _confirm(self, number: int, refused: str) -> None:
        confirmed = self._unsent.pop(number, None)
        if confirmed is None or confirmed.done():
            return
        if refused:
            confirmed.set_exception(ConnectionError(f"MQTT refused a message: {refused}"))
        else:
            confirmed.set_result(None)

    def _lose(self, why: str) -> None:
        self.alive = False
        self._refuse(why)
        for confirmed in self._unsent.values():
            if not confirmed.done():
                confirmed.set_exception(ConnectionError(f"the connection to MQTT is lost: {why}"))
        self._unsent.clear()
        self._waiting.clear()
        self.news.set()
