"""One member of a group on Redis Streams: what it reads, holds and acknowledges, what it takes from others, what it trims.

What a dead member held is claimed by the others after the lease, or at once by one that has the group to itself; a member
that was only stalled gets nothing of it back. What every group has acknowledged is trimmed.
"""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from uuid import uuid4

from redis.exceptions import ResponseError

from .protocol import Delivery

_BLOCK_MS = 500
_TRIM_SECONDS = 10.0
_CLAIM_SECONDS = 1.0
_FIRST = b"0-0"

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

# Every death leaves a name behind. Who lives, holds nothing and has had nothing for a lease loses its name until its next entry.
_FORGET = """
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
  local facts = {}
  for index = 1, #consumer, 2 do facts[consumer[index]] = consumer[index + 1] end
  if facts['name'] ~= ARGV[2] and facts['pending'] == 0 and facts['idle'] > tonumber(ARGV[3]) then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], facts['name'])
  end
end
"""

Entry = tuple[bytes, bytes]
"""Stream and entry id."""


class GroupReader:
    """`provision` makes the group again when the server has lost it."""

    def __init__(
        self,
        client: Any,
        group: str,
        streams: Mapping[bytes, str],
        provision: Callable[[], Awaitable[None]],
        *,
        limit: int,
        lease: float,
        keep: float,
        sole: bool,
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
        self._sole = sole
        self._former: dict[bytes, bytes] = {}
        """From where on, by stream, what the group holds is still to be taken over."""
        self._look_for_held()
        self._trim = client.register_script(_TRIM)
        self._forget = client.register_script(_FORGET)
        self._age = client.register_script(_AGE)

    async def fetch(self) -> list[tuple[Delivery, Entry]]:
        try:
            return await self._fetch()
        except BaseException as error:
            # The server may have handed out what never came here; nothing newer may be handled before it.
            self._look_for_held()
            if not isinstance(error, ResponseError) or not str(error).startswith("NOGROUP"):
                raise
            # The server lost its data, or somebody removed the group.
            await self._provision()
            return []

    def _look_for_held(self) -> None:
        if self._sole:
            self._former = dict.fromkeys(self._streams, _FIRST)

    async def _fetch(self) -> list[tuple[Delivery, Entry]]:
        if inherited := await self._inherit():
            return inherited
        now = time.monotonic()
        if now >= self._trims_at:
            self._trims_at = now + _TRIM_SECONDS
            for stream in self._streams:
                await self._trim(keys=[stream], args=[self._keep_ms])
                await self._forget(keys=[stream], args=[self._group, self._member, self._lease_ms])
        if now >= self._claims_at:
            if claimed := await self._claim():
                return claimed
            self._claims_at = now + min(_CLAIM_SECONDS, self._lease_ms / 3000)
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

    async def _inherit(self) -> list[tuple[Delivery, Entry]]:
        """What former members held, in order, and what went missing on its way here; nothing when all of it has been taken."""
        while self._former:
            stream, start = next(iter(self._former.items()))
            answer: Any = await self._client.xautoclaim(stream, self._group, self._member, 0, start_id=start, count=self._limit)
            if answer[0] == _FIRST:
                del self._former[stream]
            else:
                self._former[stream] = answer[0]
            if taken := [self._held(stream, entry) for entry in answer[1] if entry[1] is not None]:
                return taken
        return []

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


def _by_stream(held: Sequence[Entry]) -> dict[bytes, list[bytes]]:
    streams: dict[bytes, list[bytes]] = {}
    for stream, number in held:
        streams.setdefault(stream, []).append(number)
    return streams
