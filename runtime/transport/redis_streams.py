"""Redis Streams: a stream for each topic, a consumer group for each group, pub/sub for answers.

One round trip publishes a batch; how a member of a group reads is in `redis_group`. Does not split a topic over a cluster.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from ..failures import RuntimeFailure
from ..provisioning.resources import Resource, Wanted
from .address import Address
from .holding import Holding
from .protocol import Answer, Consumer, Features, OnBatch, Outgoing, Sole
from .redis_group import Entry, GroupReader

_PIPELINE = 1000


class RedisTransport:
    """`redis://user:password@host:port/db?namespace=flowmart&lease=30&keep=0` (`rediss:` with TLS); the lease is in seconds.

    `keep` is for how many seconds an entry stays at least, for groups that do not exist yet; what a group still
    wants stays anyway.
    """

    # Members of a group share its streams without regard to keys: order holds with one member.
    features = Features(
        persistent=True,
        cross_process=True,
        competing=True,
        ordered_by_key=False,
        late_groups=True,
        frees_stalled=True,
        largest_message=512 << 20,
    )

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, {"namespace", "lease", "keep", "ca"})
        self._prefix = self._address.text("namespace", "flowmart")
        self._lease = self._address.number("lease", 30.0)
        self._keep = self._address.number("keep", 0.001)
        self.reply_address = uuid4().hex
        self._client: Any = None
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._consumptions: set[Holding[Entry]] = set()
        self._answers: asyncio.Task[None] | None = None
        self._pubsub: Any = None

    async def open(self) -> None:
        trust: dict[str, Any] = {"ssl_ca_certs": self._address.options["ca"]} if "ca" in self._address.options else {}
        try:
            self._client = Redis.from_url(self._address.url, protocol=2, **trust)  # pyright: ignore[reportUnknownMemberType]
            await self._client.ping()
            self._pubsub = self._client.pubsub()
            await self._pubsub.subscribe(self._channel(self.reply_address))
        except (RedisError, OSError, TypeError, ValueError) as error:  # the last two for options that the client does not know
            if self._client is not None:
                await self._client.aclose()
            raise RuntimeFailure(f"cannot reach Redis at {self._address.shown}: {error}", "check the environment's `transport`") from error
        self._answers = asyncio.create_task(self._collect_answers())

    async def connect(self) -> None:
        """Opening makes nothing here."""
        await self.open()

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        for group, topics in groups.items():
            for topic in sorted(topics):
                try:
                    await self._client.xgroup_create(self._stream(topic), group, id="0", mkstream=True)
                except ResponseError as error:
                    if not str(error).startswith("BUSYGROUP"):
                        raise

    async def survey(self, wanted: Wanted) -> list[Resource]:
        resources = [await self._survey_server(wanted)]
        for group, topics in wanted.groups.items():
            for topic in sorted(set(topics)):
                there: list[bytes] = []
                if await self._client.exists(self._stream(topic)):
                    there = [each["name"] for each in await self._client.xinfo_groups(self._stream(topic))]
                found: dict[str, str] | None = {} if group.encode() in there else None
                resources.append(
                    Resource.compared("group", f"{group} of the stream {self._stream(topic)}", {"from": "the first entry"}, found)
                )
        return resources

    async def _survey_server(self, wanted: Wanted) -> Resource:
        """The server's own settings are its operator's: they are compared, and never set."""
        settings = {"appendonly": "yes", "maxmemory-policy": "noeviction"}
        if any(guarantee != "at-most-once" for guarantee in wanted.topics.values()):
            settings["appendfsync"] = "always"
        try:
            found: dict[str, str] = {key: (await self._client.config_get(key)).get(key, "?") for key in settings}
        except ResponseError:
            return Resource.note("server", "does not let this user read its settings; see that it has " + str(settings))
        return Resource.compared("server", self._address.shown, settings, {key: _text(value) for key, value in found.items()})

    async def make(self, wanted: Wanted) -> None:
        await self.provision(wanted.groups)

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        for start in range(0, len(batch), _PIPELINE):
            pipeline = self._client.pipeline(transaction=False)
            for topic, key, body in batch[start : start + _PIPELINE]:
                pipeline.xadd(self._stream(topic), {"body": body} if key is None else {"body": body, "key": key})
            await pipeline.execute()

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        await self.provision({group: topics})
        streams = {self._stream(topic).encode(): topic for topic in sorted(set(topics))}
        source = GroupReader(
            self._client,
            group,
            streams,
            lambda: self.provision({group: topics}),
            limit=limit,
            lease=self._lease,
            keep=self._keep,
            sole=sole is not None,
        )
        consumption = Holding(source, on_batch, limit=limit, keep_seconds=self._lease / 3, ended=self._consumptions.discard, sole=sole)
        self._consumptions.add(consumption)
        return consumption

    async def answer(self, batch: Sequence[Answer]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for address, body in batch:
            pipeline.publish(self._channel(address), body)
        await pipeline.execute()

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        await asyncio.gather(*(consumption.stop() for consumption in list(self._consumptions)))
        if self._answers is not None:
            self._answers.cancel()
            await asyncio.gather(self._answers, return_exceptions=True)
        if self._client is not None:
            if self._pubsub is not None:
                await self._pubsub.aclose()
            await self._client.aclose()

    def _stream(self, topic: str) -> str:
        return f"{self._prefix}:{topic}"

    def _channel(self, address: str) -> str:
        return f"{self._prefix}:answers:{address}"

    async def _collect_answers(self) -> None:
        while True:
            try:
                message = await self._pubsub.get_message(ignore_subscribe_messages=True, timeout=5.0)
                if message is not None and self._receive is not None:
                    self._receive([message["data"]])
            except (RedisError, OSError):
                # An answer may be lost, which is what requesters ask again for; the client subscribes anew by itself.
                await asyncio.sleep(0.2)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
