"""Redis Streams: a stream for each topic, a consumer group for each group, pub/sub for answers.

One round trip publishes a batch, one acknowledges it. What a dead member held is claimed by the others
after the lease. What every group has acknowledged is trimmed. Does not split a topic over a cluster.
"""

import asyncio
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from ..failures import RuntimeFailure
from .address import Address
from .holding import Holding
from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing

_BLOCK_MS = 500
_PIPELINE = 1000
_TRIM_SECONDS = 10.0

Entry = tuple[bytes, bytes]
"""Stream and entry id."""


class RedisTransport:
    """`redis://user:password@host:port/db?namespace=flowmart&lease=30` (`rediss:` with TLS); the lease is in seconds."""

    # Members of a group share its streams without regard to keys: order holds with one member.
    features = Features(
        persistent=True, cross_process=True, competing=True, ordered_by_key=False, late_groups=True, largest_message=512 << 20
    )

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, {"namespace", "lease"})
        self._prefix = self._address.text("namespace", "flowmart")
        self._lease = self._address.number("lease", 30.0)
        self.reply_address = uuid4().hex
        self._client: Any = None
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._consumptions: set[Holding[Entry]] = set()
        self._answers: asyncio.Task[None] | None = None
        self._pubsub: Any = None

    async def open(self) -> None:
        self._client = Redis.from_url(self._address.url, protocol=2)  # pyright: ignore[reportUnknownMemberType]
        try:
            await self._client.ping()
            self._pubsub = self._client.pubsub()
            await self._pubsub.subscribe(self._channel(self.reply_address))
        except (RedisError, OSError) as error:
            await self._client.aclose()
            raise RuntimeFailure(f"cannot reach Redis at {self._address.shown}: {error}", "check the environment's `transport`") from error
        self._answers = asyncio.create_task(self._collect_answers())

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        for group, topics in groups.items():
            for topic in sorted(topics):
                try:
                    await self._client.xgroup_create(self._stream(topic), group, id="0", mkstream=True)
                except ResponseError as error:
                    if not str(error).startswith("BUSYGROUP"):
                        raise

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        for start in range(0, len(batch), _PIPELINE):
            pipeline = self._client.pipeline(transaction=False)
            for topic, key, body in batch[start : start + _PIPELINE]:
                pipeline.xadd(self._stream(topic), {"body": body} if key is None else {"body": body, "key": key})
            await pipeline.execute()

    async def consume(self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100) -> Consumer:
        await self.provision({group: topics})
        streams = {self._stream(topic).encode(): topic for topic in sorted(set(topics))}
        source = _GroupReader(self._client, group, streams, limit, self._lease, lambda: self.provision({group: topics}))
        consumption = Holding(source, on_batch, limit=limit, keep_seconds=self._lease / 3, ended=self._consumptions.discard)
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


class _GroupReader:
    """One member of a group."""

    def __init__(
        self, client: Any, group: str, streams: Mapping[bytes, str], limit: int, lease: float, provision: Callable[[], Any]
    ) -> None:
        self._client = client
        self._group = group
        self._streams = streams
        self._limit = limit
        self._lease_ms = int(lease * 1000)
        self._provision = provision
        self._member = uuid4().hex
        self._claims_at = 0.0
        self._trims_at = time.monotonic() + _TRIM_SECONDS

    async def fetch(self) -> list[tuple[Delivery, Entry]]:
        now = time.monotonic()
        if now >= self._trims_at:
            self._trims_at = now + _TRIM_SECONDS
            for stream in self._streams:
                await self._trim(stream)
        if now >= self._claims_at:
            if claimed := await self._claim():
                return claimed
            self._claims_at = now + self._lease_ms / 3000
        block = min(_BLOCK_MS, max(1, self._lease_ms // 3))
        try:
            found: Any = await self._client.xreadgroup(
                self._group, self._member, dict.fromkeys(self._streams, ">"), count=self._limit, block=block
            )
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            # The server lost its data, or somebody removed the group.
            await self._provision()
            return []
        return [self._held(stream, entry) for stream, entries in found or () for entry in entries]

    async def acknowledge(self, held: Sequence[Entry]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for stream, ids in _by_stream(held).items():
            pipeline.xack(stream, self._group, *ids)
        await pipeline.execute()

    async def keep(self, held: Sequence[Entry]) -> None:
        await self._age(held, 0)

    async def release(self, held: Sequence[Entry]) -> None:
        """Redis cannot take messages back; as old as this, the next member that looks claims them."""
        await self._age(held, 1 << 40)

    async def end(self) -> None:
        for stream in self._streams:
            waiting: Any = await self._client.xpending_range(stream, self._group, "-", "+", 1, self._member)
            if not waiting:
                await self._client.xgroup_delconsumer(stream, self._group, self._member)

    async def _age(self, held: Sequence[Entry], idle: int) -> None:
        for stream, ids in _by_stream(held).items():
            await self._client.xclaim(stream, self._group, self._member, 0, ids, idle=idle, justid=True)

    async def _claim(self) -> list[tuple[Delivery, Entry]]:
        """What members that have died, or have not been heard of for a lease, hold."""
        claimed: list[tuple[Delivery, Entry]] = []
        for stream in self._streams:
            answer: Any = await self._client.xautoclaim(stream, self._group, self._member, self._lease_ms, count=self._limit)
            claimed += [self._held(stream, entry) for entry in answer[1] if entry[1] is not None]
        return claimed

    async def _trim(self, stream: bytes) -> None:
        """Remove what every group of the stream has acknowledged."""
        oldest: list[tuple[int, ...]] = []
        for group in await self._client.xinfo_groups(stream):
            position: bytes = group["last-delivered-id"]
            if group["pending"]:
                position = (await self._client.xpending(stream, group["name"]))["min"] or position
            oldest.append(tuple(int(part) for part in position.split(b"-")))
        if oldest:
            await self._client.xtrim(stream, minid="-".join(map(str, min(oldest))), approximate=True)

    def _held(self, stream: bytes, entry: Any) -> tuple[Delivery, Entry]:
        number, fields = entry
        key = fields.get(b"key")
        return Delivery(self._streams[stream], None if key is None else key.decode(), fields[b"body"]), (stream, number)


def _by_stream(held: Sequence[Entry]) -> dict[bytes, list[bytes]]:
    streams: dict[bytes, list[bytes]] = {}
    for stream, number in held:
        streams.setdefault(stream, []).append(number)
    return streams
