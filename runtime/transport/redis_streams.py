"""Redis Streams: a stream for each topic, a consumer group for each group, pub/sub for answers.

One round trip publishes a batch, one acknowledges it. What a dead member held is claimed by the others
after the lease, and a member that was only stalled gets nothing of it back. What every group has acknowledged is
trimmed. Does not split a topic over a cluster.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Any
from uuid import uuid4

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

from ..failures import RuntimeFailure
from ..provisioning.resources import Resource, Wanted
from .address import Address
from .holding import Holding
from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing

_BLOCK_MS = 500
_PIPELINE = 1000
_TRIM_SECONDS = 10.0

# One script, so that no group appears, reads or acknowledges between looking and trimming. `until` is the
# first entry that somebody may still want; ids are compared as numbers.
_TRIM = """
local function earlier(one, other)
  local ms, number = string.match(one, '(%d+)-(%d+)')
  local other_ms, other_number = string.match(other, '(%d+)-(%d+)')
  if tonumber(ms) ~= tonumber(other_ms) then return tonumber(ms) < tonumber(other_ms) end
  return tonumber(number) < tonumber(other_number)
end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
if #groups == 0 then return 0 end
local now = redis.call('TIME')
local oldest = string.format('%.0f-0', math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - tonumber(ARGV[1])))
for _, group in ipairs(groups) do
  local facts = {}
  for index = 1, #group, 2 do facts[group[index]] = group[index + 1] end
  local wanted = facts['last-delivered-id']
  local pending = redis.call('XPENDING', KEYS[1], facts['name'])
  if pending[1] > 0 then wanted = pending[2] end
  if earlier(wanted, oldest) then oldest = wanted end
end
return redis.call('XTRIM', KEYS[1], 'MINID', '~', oldest)
"""

# A member that was stalled for longer than the lease must not take back what others have claimed meanwhile.
_AGE = """
local lost = {}
for index = 4, #ARGV do
  if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[index], ARGV[index], 1, ARGV[2]) == 1 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[index], 'IDLE', ARGV[3], 'JUSTID')
  else
    lost[#lost + 1] = ARGV[index]
  end
end
return lost
"""

Entry = tuple[bytes, bytes]
"""Stream and entry id."""


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
        self._address = Address.of(url, {"namespace", "lease", "keep"})
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
        self._client = Redis.from_url(self._address.url, protocol=2)  # pyright: ignore[reportUnknownMemberType]
        try:
            await self._client.ping()
            self._pubsub = self._client.pubsub()
            await self._pubsub.subscribe(self._channel(self.reply_address))
        except (RedisError, OSError) as error:
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

    async def consume(self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: bool = False) -> Consumer:
        await self.provision({group: topics})
        streams = {self._stream(topic).encode(): topic for topic in sorted(set(topics))}
        source = _GroupReader(self._client, group, streams, limit, self._lease, self._keep, lambda: self.provision({group: topics}))
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
        self,
        client: Any,
        group: str,
        streams: Mapping[bytes, str],
        limit: int,
        lease: float,
        keep: float,
        provision: Callable[[], Awaitable[None]],
    ) -> None:
        self._client = client
        self._group = group
        self._streams = streams
        self._limit = limit
        self._lease_ms = int(lease * 1000)
        self._keep_ms = int(keep * 1000)
        self._provision = provision
        self._member = uuid4().hex
        self._claims_at = 0.0
        self._trims_at = time.monotonic() + _TRIM_SECONDS
        self._trim = client.register_script(_TRIM)
        self._age = client.register_script(_AGE)

    async def fetch(self) -> list[tuple[Delivery, Entry]]:
        try:
            return await self._fetch()
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            # The server lost its data, or somebody removed the group.
            await self._provision()
            return []

    async def _fetch(self) -> list[tuple[Delivery, Entry]]:
        now = time.monotonic()
        if now >= self._trims_at:
            self._trims_at = now + _TRIM_SECONDS
            for stream in self._streams:
                await self._trim(keys=[stream], args=[self._keep_ms])
        if now >= self._claims_at:
            if claimed := await self._claim():
                return claimed
            self._claims_at = now + self._lease_ms / 3000
        block = min(_BLOCK_MS, max(1, self._lease_ms // 3))
        found: Any = await self._client.xreadgroup(
            self._group, self._member, dict.fromkeys(self._streams, ">"), count=self._limit, block=block
        )
        return [self._held(stream, entry) for stream, entries in found or () for entry in entries]

    async def acknowledge(self, held: Sequence[Entry]) -> None:
        pipeline = self._client.pipeline(transaction=False)
        for stream, ids in _by_stream(held).items():
            pipeline.xack(stream, self._group, *ids)
        await pipeline.execute()

    async def keep(self, held: Sequence[Entry]) -> Sequence[Entry]:
        return await self._aged(held, 0)

    async def release(self, held: Sequence[Entry]) -> None:
        """Redis cannot take messages back; as old as this, the next member that looks claims them."""
        await self._aged(held, 1 << 40)

    async def end(self) -> None:
        for stream in self._streams:
            waiting: Any = await self._client.xpending_range(stream, self._group, "-", "+", 1, self._member)
            if not waiting:
                await self._client.xgroup_delconsumer(stream, self._group, self._member)

    async def _aged(self, held: Sequence[Entry], idle: int) -> list[Entry]:
        """Which of them belong to others by now."""
        lost: list[Entry] = []
        for stream, ids in _by_stream(held).items():
            gone: list[bytes] = await self._age(keys=[stream], args=[self._group, self._member, idle, *ids])
            lost += [(stream, number) for number in gone]
        return lost

    async def _claim(self) -> list[tuple[Delivery, Entry]]:
        """What members that have died, or have not been heard of for a lease, hold."""
        claimed: list[tuple[Delivery, Entry]] = []
        for stream in self._streams:
            answer: Any = await self._client.xautoclaim(stream, self._group, self._member, self._lease_ms, count=self._limit)
            claimed += [self._held(stream, entry) for entry in answer[1] if entry[1] is not None]
        return claimed

    def _held(self, stream: bytes, entry: Any) -> tuple[Delivery, Entry]:
        number, fields = entry
        key = fields.get(b"key")
        return Delivery(self._streams[stream], None if key is None else key.decode(), fields[b"body"]), (stream, number)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _by_stream(held: Sequence[Entry]) -> dict[bytes, list[bytes]]:
    streams: dict[bytes, list[bytes]] = {}
    for stream, number in held:
        streams.setdefault(stream, []).append(number)
    return streams
