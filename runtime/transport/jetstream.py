"""NATS JetStream: one stream that keeps a message until every group has it, a durable pull consumer for each group and topic.

Publishing keeps a window of acknowledgements in flight. Answers are plain NATS messages. Needs the
server's `max_payload` to be as large as the largest message; the features say what it is.
"""

import asyncio
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from ..failures import RuntimeFailure
from ..provisioning.resources import Resource, Wanted
from .address import Address
from .consumers import Consumers, one_at_a_time
from .holding import Holding
from .jetstream_group import Puller, configuration, headers, make_consumer, take_over
from .protocol import Answer, Consumer, Features, OnBatch, Outgoing

_IN_FLIGHT = 500
_PUBLISH_SECONDS = 10.0
_OPEN_SECONDS = 5.0
_HEADER_ROOM = 1024


class NatsTransport:
    """`nats://user:password@host:port?namespace=flowmart&lease=30` (`tls:` with TLS); the lease is in seconds."""

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, {"namespace", "lease", "replicas"})
        self._namespace = _name(self._address.text("namespace", "flowmart"))
        self._lease = self._address.number("lease", 30.0)
        self._replicas = int(self._address.number("replicas", 1))
        self.reply_address = uuid4().hex
        # Members of a group share its consumers without regard to keys: order holds with one member.
        self.features = Features(
            persistent=True,
            cross_process=True,
            competing=True,
            ordered_by_key=False,
            late_groups=False,
            frees_stalled=True,
            largest_message=1 << 20,
        )
        self._client: Any = None
        self._stream: Any = None
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._consumptions: set[Holding[Any]] = set()

    async def connect(self) -> None:
        await self._reach(make=False)

    async def open(self) -> None:
        await self._reach(make=True)
        await self._client.subscribe(self._answer_subject(self.reply_address), cb=self._answered)

    async def _reach(self, *, make: bool) -> None:
        try:
            self._client = Client()
            # The client would go on trying for ever, at the start too.
            async with asyncio.timeout(_OPEN_SECONDS):
                await self._client.connect(self._address.url, max_reconnect_attempts=-1, reconnect_time_wait=0.5, error_cb=_ignore)
            self._stream = self._client.jetstream(timeout=_PUBLISH_SECONDS)
            if make:
                await self._make_stream()
        except (NatsError, OSError, TimeoutError) as error:
            await self._client.close()
            raise RuntimeFailure(
                f"cannot reach NATS JetStream at {self._address.shown}: {str(error) or 'no answer'}",
                "check the environment's `transport`, and `jetstream` there",
            ) from error
        self.features = replace(self.features, largest_message=self._client.max_payload - _HEADER_ROOM)

    async def _make_stream(self) -> None:
        try:
            await self._stream.stream_info(self._namespace)
        except NotFoundError:
            await self._stream.add_stream(
                StreamConfig(
                    name=self._namespace,
                    subjects=[f"{self._namespace}.t.>"],
                    retention=RetentionPolicy.INTEREST,
                    storage=StorageType.FILE,
                    num_replicas=self._replicas,
                )
            )

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        for group, topics in groups.items():
            for topic in sorted(set(topics)):
                await self._make_consumer(group, topic)

    async def survey(self, wanted: Wanted) -> list[Resource]:
        """What may be lost shares the stream with what may not, and is kept as well."""
        settings = {"retention": "interest", "storage": "file", "replicas": str(self._replicas), "subjects": f"{self._namespace}.t.>"}
        try:
            found: Any = (await self._stream.stream_info(self._namespace)).config
        except NotFoundError:
            found = None
        present = found and {
            "retention": _plain(found.retention),
            "storage": _plain(found.storage),
            "replicas": str(found.num_replicas),
            "subjects": ", ".join(found.subjects),
        }
        resources = [Resource.compared("stream", self._namespace, settings, present)]
        for group, topics in wanted.groups.items():
            resources += [await self._survey_consumer(group, topic) for topic in sorted(set(topics))]
        return resources

    async def _survey_consumer(self, group: str, topic: str) -> Resource:
        name = _durable(group, topic)
        settings = {"filter": self._subject(topic), "acknowledge": "explicit", "ack_wait": f"{self._lease:g} s"}
        try:
            found: Any = (await self._stream.consumer_info(self._namespace, name)).config
        except NotFoundError:
            return Resource.compared("consumer", name, settings, None)
        present = {"filter": str(found.filter_subject), "acknowledge": _plain(found.ack_policy), "ack_wait": f"{found.ack_wait:g} s"}
        return Resource.compared("consumer", name, settings, present)

    async def make(self, wanted: Wanted) -> None:
        await self._make_stream()
        for group, topics in wanted.groups.items():
            for topic in sorted(set(topics)):
                if (await self._survey_consumer(group, topic)).state == "missing":
                    await self._make_consumer(group, topic)

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        for start in range(0, len(batch), _IN_FLIGHT):
            waiting: list[asyncio.Future[Any]] = []
            for topic, key, body in batch[start : start + _IN_FLIGHT]:
                waiting.append(await self._stream.publish_async(self._subject(topic), body, headers=headers(key)))
            async with asyncio.timeout(_PUBLISH_SECONDS):
                await asyncio.gather(*waiting)

    async def consume(self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: bool = False) -> Consumer:
        await self.provision({group: topics})
        names = {topic: _durable(group, topic) for topic in sorted(set(topics))}
        if sole:
            await take_over(self._stream, self._namespace, names.values(), self._lease)
        # A pull waits on one topic at a time: a loop for each, and one batch of the group at a time.
        in_turn = one_at_a_time(on_batch)
        members = Consumers()
        for topic, name in names.items():
            pull = await self._stream.pull_subscribe_bind(durable=name, stream=self._namespace)
            source = Puller(self._client, pull, topic, limit)
            holding = Holding(source, in_turn, limit=limit, keep_seconds=self._lease / 3, ended=self._consumptions.discard)
            self._consumptions.add(holding)
            members.append(holding)
        return members

    async def answer(self, batch: Sequence[Answer]) -> None:
        for address, body in batch:
            await self._client.publish(self._answer_subject(address), body)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        await asyncio.gather(*(consumption.stop() for consumption in list(self._consumptions)))
        if self._client is not None:
            await self._client.close()

    async def _make_consumer(self, group: str, topic: str) -> None:
        wanted = configuration(_durable(group, topic), self._subject(topic), self._lease)
        await make_consumer(self._stream, self._namespace, wanted)

    def _subject(self, topic: str) -> str:
        return f"{self._namespace}.t.{topic}"

    def _answer_subject(self, address: str) -> str:
        return f"{self._namespace}.a.{address}"

    async def _answered(self, message: Any) -> None:
        if self._receive is not None:
            self._receive([message.data])


def _name(text: str) -> str:
    """As a name of a stream or consumer; they have no dots, spaces or wildcards."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", text)


def _durable(group: str, topic: str) -> str:
    return _name(f"{group}--{topic}")


def _plain(value: Any) -> str:
    """The client gives its own enumerations back as text."""
    return str(getattr(value, "value", value))


async def _ignore(_error: Exception) -> None:
    """The client tries to reconnect by itself; whoever publishes or fetches meanwhile gets the error."""
