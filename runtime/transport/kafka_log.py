"""Kafka: a topic for each topic, a consumer group for each group, progress committed once a batch and partition.

The producer is idempotent. The client library blocks, so each consumer has a thread of its own. Answers
travel on one topic that every process reads from its end.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import confluent_kafka
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from ..failures import RuntimeFailure
from ..provisioning.kafka import LARGEST_MESSAGE, survey_topics, topic_settings
from ..provisioning.resources import Resource, Wanted
from ..work_thread import WorkThread
from .address import Address
from .holding import Holding
from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing, Sole

T = TypeVar("T")

_OPEN_SECONDS = 10.0
_LEADER_SECONDS = 0.1
_PUBLISH_SECONDS = 30.0
_FETCH_SECONDS = 0.3
_CLOSE_SECONDS = 20.0
_FLUSH_SECONDS = 5.0
_KEEP_SECONDS = 60.0
_HEADER_ROOM = 1024
_REFUSALS = {confluent_kafka.KafkaError._AUTHENTICATION, confluent_kafka.KafkaError._SSL}
_VAGUE = {confluent_kafka.KafkaError._ALL_BROKERS_DOWN}


class Offset(NamedTuple):
    """Where a message is."""

    topic: str
    partition: int
    offset: int


class KafkaTransport:
    """`kafka://host:port,host:port?namespace=flowmart&partitions=6&replication=3&member=orders-1&security=SASL_SSL`."""

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, {"namespace", "partitions", "replication", "member", "security", "mechanism", "ca", "session"})
        address = self._address
        self._prefix = address.text("namespace", "flowmart")
        self._partitions = int(address.number("partitions", 6))
        self._replication = int(address.number("replication", 0)) if "replication" in address.options else -1
        self._session = int(address.number("session", 45.0) * 1000)
        self._member = address.options.get("member")
        self.reply_address = uuid4().hex
        self.features = Features(
            persistent=True,
            cross_process=True,
            competing=self._partitions > 1,
            ordered_by_key=True,
            late_groups=True,
            frees_stalled=True,
            largest_message=LARGEST_MESSAGE - _HEADER_ROOM,
        )
        self._connection = _connection(address)
        self._known: set[str] = set()
        self._producer: Any = None
        self._admin: Any = None
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._consumptions: set[Holding[Offset]] = set()
        self._instances: set[tuple[str, int]] = set()
        self._ending = threading.Event()
        self._threads: list[threading.Thread] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def connect(self) -> None:
        said: list[Any] = []
        settings: dict[str, Any] = self._connection | {"error_cb": said.append}
        self._admin = AdminClient(settings)
        end = time.monotonic() + _OPEN_SECONDS
        while True:
            try:
                found: Any = await asyncio.to_thread(self._admin.list_topics, timeout=min(1.0, _OPEN_SECONDS))
                break
            except confluent_kafka.KafkaException as error:
                # What is wrong, the library says apart from the question that got no answer.
                self._admin.poll(0)
                refused = [each for each in said if each.code() in _REFUSALS]
                if refused or time.monotonic() > end:
                    cause = next(iter([*refused, *(each for each in said if each.code() not in _VAGUE), error.args[0]]))
                    raise RuntimeFailure(
                        f"cannot reach Kafka at {self._address.shown}: {cause.str()}", "check the environment's `transport`"
                    ) from error
        self._known.update(found.topics)

    async def open(self) -> None:
        await self.connect()
        self._loop = asyncio.get_running_loop()
        self._producer = confluent_kafka.Producer(
            self._connection
            | {
                "enable.idempotence": True,
                "linger.ms": 2,
                "compression.type": "lz4",
                "message.max.bytes": LARGEST_MESSAGE,
                "delivery.timeout.ms": int(_PUBLISH_SECONDS * 1000),
                "partitioner": "murmur2_random",
            }
        )
        await self._make_topics([self._answer_topic], partitions=1, settings={"retention.ms": "60000"})
        ready = asyncio.Event()
        self._start_thread(self._poll_producer)
        self._start_thread(lambda: self._collect_answers(ready))
        try:
            async with asyncio.timeout(2 * _OPEN_SECONDS):
                await ready.wait()
        except TimeoutError:
            raise RuntimeFailure(f"Kafka at {self._address.shown} does not lead the topic {self._answer_topic}") from None

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        """A group begins at the start of what is kept, so that nothing but its topics has to exist before it."""
        await self._make_topics(sorted({self._topic(topic) for topics in groups.values() for topic in topics}), self._partitions)

    async def survey(self, wanted: Wanted) -> list[Resource]:
        return await survey_topics(
            self._admin,
            {topic: self._topic(topic) for topic in wanted.topics},
            wanted,
            partitions=self._partitions,
            replication=self._replication,
            prefix=self._prefix,
            seconds=_OPEN_SECONDS,
        )

    async def make(self, wanted: Wanted) -> None:
        for topic, guarantee in wanted.topics.items():
            await self._make_topics([self._topic(topic)], self._partitions, topic_settings(guarantee, self._replication))
        # The broker answers before it shows what it has made.
        names = {self._topic(topic) for topic in wanted.topics}
        async with asyncio.timeout(_OPEN_SECONDS):
            while not names <= set((await asyncio.to_thread(self._admin.list_topics, timeout=_OPEN_SECONDS)).topics):
                await asyncio.sleep(0.1)

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        await self._make_topics(sorted({self._topic(message.topic) for message in batch}), self._partitions)
        await self._produce([(self._topic(topic), None if key is None else key.encode(), body) for topic, key, body in batch])

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        await self.provision({group: topics})
        settings = {
            "group.id": f"{self._prefix}.{group}",
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "partition.assignment.strategy": "cooperative-sticky",
            "session.timeout.ms": self._session,
            "heartbeat.interval.ms": min(3000, self._session // 3),
            "queued.max.messages.kbytes": 16384,
            "fetch.message.max.bytes": 1 << 20,  # a larger message comes all the same
        }
        instance = None if self._member is None else self._free_instance(group)
        if instance is not None:
            # The same name after a restart takes its partitions back without a rebalance.
            settings["group.instance.id"] = f"{self._member}.{instance}"
        names = {self._topic(topic): topic for topic in topics}
        member = _Member(confluent_kafka.Consumer(self._connection | settings), names, limit)

        def ended(consumption: Holding[Offset]) -> None:
            self._consumptions.discard(consumption)
            if instance is not None:
                self._instances.discard((group, instance))

        consumption = Holding(member, on_batch, limit=limit, keep_seconds=min(_KEEP_SECONDS, self._session / 3000), ended=ended)
        self._consumptions.add(consumption)
        return consumption

    async def answer(self, batch: Sequence[Answer]) -> None:
        await self._produce([(self._answer_topic, address.encode(), body) for address, body in batch])

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        if stops := [asyncio.create_task(consumption.stop()) for consumption in list(self._consumptions)]:
            # A commit that the broker does not answer any more holds its thread for minutes; what it was for comes again.
            _, unanswered = await asyncio.wait(stops, timeout=_CLOSE_SECONDS)
            for stop in unanswered:
                stop.cancel()
        self._ending.set()
        for thread in self._threads:
            await asyncio.to_thread(thread.join)
        # Their threads and sockets end with them, not whenever the collector finds them.
        self._threads.clear()
        self._producer = self._admin = None

    @property
    def _answer_topic(self) -> str:
        return f"{self._prefix}.answers"

    def _topic(self, topic: str) -> str:
        return f"{self._prefix}.{topic}"

    def _free_instance(self, group: str) -> int:
        """Members of a group in one process are told apart by numbers, which are given back."""
        number = next(number for number in count(1) if (group, number) not in self._instances)
        self._instances.add((group, number))
        return number

    async def _make_topics(self, topics: Sequence[str], partitions: int, settings: Mapping[str, str] | None = None) -> None:
        missing = [topic for topic in topics if topic not in self._known]
        if not missing:
            return
        wanted = [
            NewTopic(topic, partitions, self._replication, config={"max.message.bytes": str(LARGEST_MESSAGE)} | dict(settings or {}))
            for topic in missing
        ]
        made: Any = self._admin.create_topics(wanted, operation_timeout=_OPEN_SECONDS)
        for topic, future in made.items():
            try:
                await asyncio.wrap_future(future)
            except confluent_kafka.KafkaException as error:
                if error.args[0].code() != confluent_kafka.KafkaError.TOPIC_ALREADY_EXISTS:
                    raise
            self._known.add(topic)

    async def _produce(self, messages: Sequence[tuple[str, bytes | None, bytes]]) -> None:
        if not messages:
            return
        loop = asyncio.get_running_loop()
        done: asyncio.Future[None] = loop.create_future()
        left, failed = len(messages), list[Any]()

        def settle() -> None:
            if not done.done():
                if failed:
                    done.set_exception(confluent_kafka.KafkaException(failed[0]))
                else:
                    done.set_result(None)

        def delivered(error: Any, _message: Any) -> None:
            # On the polling thread, one call after the other.
            nonlocal left
            left -= 1
            if error is not None:
                failed.append(error)
            if left == 0:
                loop.call_soon_threadsafe(settle)

        for topic, key, body in messages:
            while True:
                try:
                    self._producer.produce(topic, value=body, key=key, on_delivery=delivered)
                    break
                except BufferError:
                    # The broker is slower than we are; whoever publishes waits.
                    await asyncio.sleep(0.01)
        await done

    def _start_thread(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name="flowmart-kafka", daemon=True)
        thread.start()
        self._threads.append(thread)

    def _poll_producer(self) -> None:
        while not self._ending.is_set():
            self._producer.poll(0.1)
        if self._producer.flush(_FLUSH_SECONDS):
            # Whoever still waits for these is told.
            self._producer.purge()
            self._producer.poll(0)

    def _collect_answers(self, ready: asyncio.Event) -> None:
        consumer: Any = confluent_kafka.Consumer(
            self._connection | {"group.id": f"{self._prefix}.answers.{self.reply_address}", "enable.auto.commit": False}
        )
        assert self._loop is not None
        mine, end = self.reply_address.encode(), self._end_of_answers(consumer)
        if end is not None:
            consumer.assign([confluent_kafka.TopicPartition(self._answer_topic, 0, end)])
            self._loop.call_soon_threadsafe(ready.set)
        while not self._ending.is_set():
            found: Any = consumer.consume(500, timeout=0.1)
            bodies = [message.value() or b"" for message in found if message.error() is None and message.key() == mine]
            if bodies and self._receive is not None:
                self._loop.call_soon_threadsafe(self._receive, bodies)
        consumer.close()

    def _end_of_answers(self, consumer: Any) -> int | None:
        """A topic that was made a moment ago, perhaps by another process, may have no leader yet. None when this transport ends first."""
        while not self._ending.is_set():
            try:
                _, end = consumer.get_watermark_offsets(confluent_kafka.TopicPartition(self._answer_topic, 0), timeout=_OPEN_SECONDS)
            except confluent_kafka.KafkaException:
                self._ending.wait(_LEADER_SECONDS)
            else:
                position: int = end
                return position
        return None


class _Member:
    """One member of a group; everything happens on its thread."""

    def __init__(self, consumer: Any, names: Mapping[str, str], limit: int) -> None:
        self._consumer = consumer
        self._names = names
        self._limit = limit
        self._thread = WorkThread("flowmart-kafka")
        consumer.subscribe(list(names))

    async def fetch(self) -> list[tuple[Delivery, Offset]]:
        return await self._run(self._fetch)

    async def acknowledge(self, held: Sequence[Offset]) -> None:
        await self._run(lambda: self._consumer.commit(offsets=_positions(held, max, 1), asynchronous=False))

    async def keep(self, held: Sequence[Offset]) -> Sequence[Offset]:
        """A member that does not poll for five minutes is thrown out of its group."""
        await self._run(self._poll_without_fetching)
        mine = {(each.topic, each.partition) for each in await self._run(self._consumer.assignment)}
        return [each for each in held if (each.topic, each.partition) not in mine]

    async def release(self, held: Sequence[Offset]) -> None:
        """What is not committed goes to the next member by itself; this one, if it goes on, begins there again."""

        def seek() -> None:
            for position in _positions(held, min, 0):
                self._consumer.seek(position)

        await self._run(seek)

    async def end(self) -> None:
        await self._run(self._consumer.close)
        self._thread.end()

    async def _run(self, work: Callable[[], T]) -> T:
        return await self._thread.run(work)

    def _fetch(self) -> list[tuple[Delivery, Offset]]:
        found: Any = self._consumer.consume(1, timeout=_FETCH_SECONDS)
        if found and self._limit > 1:
            found += self._consumer.consume(self._limit - 1, timeout=0.002)
        held: list[tuple[Delivery, Offset]] = []
        failed: Any = None
        for message in found:
            error: Any = message.error()
            if error is not None:
                if error.code() != confluent_kafka.KafkaError.UNKNOWN_TOPIC_OR_PART:
                    failed = error
                continue
            key = message.key()
            delivery = Delivery(self._names[message.topic()], None if key is None else key.decode(), message.value() or b"")
            held.append((delivery, Offset(message.topic(), message.partition(), message.offset())))
        if failed is not None and not held:
            # With messages beside it, an error waits: to raise would be to skip them.
            raise confluent_kafka.KafkaException(failed)
        return held

    def _poll_without_fetching(self) -> None:
        mine: Any = self._consumer.assignment()
        self._consumer.pause(mine)
        found: Any = self._consumer.poll(0)
        if found is not None and found.error() is None:
            self._consumer.seek(confluent_kafka.TopicPartition(found.topic(), found.partition(), found.offset()))
        # Also those that went to others just now: one that comes back one day would still be paused.
        self._consumer.resume([*mine, *(each for each in self._consumer.assignment() if each not in mine)])


def _positions(held: Sequence[Offset], choose: Callable[[int, int], int], step: int) -> list[Any]:
    chosen: dict[tuple[str, int], int] = {}
    for topic, partition, offset in held:
        place = (topic, partition)
        chosen[place] = choose(chosen.get(place, offset), offset)
    return [confluent_kafka.TopicPartition(topic, partition, offset + step) for (topic, partition), offset in chosen.items()]


def _connection(address: Address) -> dict[str, Any]:
    """Settings that every client needs. A user in the URL means SASL, over TLS unless `security` says otherwise."""
    netloc = urlsplit(address.url).netloc
    credentials, _, hosts = netloc.rpartition("@")
    # Errors only: the library warns of everything that it then tries again by itself.
    settings: dict[str, Any] = {"bootstrap.servers": hosts, "log_level": 3, "logger": logging.getLogger("flowmart.transport.kafka")}
    if credentials:
        user, _, password = credentials.partition(":")
        settings |= {
            "security.protocol": address.text("security", "SASL_SSL"),
            "sasl.mechanism": address.text("mechanism", "SCRAM-SHA-512"),
            "sasl.username": unquote(user),
            "sasl.password": unquote(password),
        }
    elif "security" in address.options:
        settings["security.protocol"] = address.options["security"]
    if "ca" in address.options:
        settings["ssl.ca.location"] = address.options["ca"]
    return settings
