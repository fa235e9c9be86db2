"""MQTT 5 for the edge: devices and gateways that speak nothing else, on channels of their own beside the system's broker.

A group is a session that the broker keeps, by its client id; what it has not acknowledged comes again when it connects. Messages are
published once acknowledged (quality of service 1). An address is an MQTT topic; one that is received may have the wildcards + and #.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from uuid import uuid4

from ..failures import RuntimeFailure
from .address import Address
from .holding import Holding
from .mqtt_session import Held, Session
from .protocol import Answer, Consumer, Delivery, Features, OnBatch, Outgoing, Sole

_OPTIONS = ("namespace", "session", "ca")
_WEEK = 7 * 24 * 3600
_KEEP_SECONDS = 5.0
_PUBLISH_SECONDS = 30.0
_IN_FLIGHT = 500
_WILDCARDS = frozenset("+#")


class MqttTransport:
    """`mqtt://user:password@host:1883`, `mqtts:` with TLS. Options: `namespace`, the first part of client ids; `session`, for how
    many seconds the broker keeps what waits for a group that is away; `ca`, whose certificates are believed."""

    features = Features(
        persistent=True, cross_process=True, competing=False, ordered_by_key=True, late_groups=False, largest_message=1 << 20
    )

    def __init__(self, url: str) -> None:
        self._address = Address.of(url, _OPTIONS)
        self._namespace = self._address.text("namespace", "flowmart")
        self._session_seconds = int(self._address.number("session", _WEEK))
        self._name = uuid4().hex
        self._receive: Callable[[Sequence[bytes]], None] | None = None
        self._publisher: Session | None = None
        self._publishing = asyncio.Lock()
        self._turns: dict[str, asyncio.Lock] = {}
        self._consumptions: set[Holding[Held]] = set()

    @property
    def reply_address(self) -> str:
        return self._name

    async def open(self) -> None:
        async with self._publishing:
            await self._connected()

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        """A session that is there already has a member, here or elsewhere: it is interrupted for a moment, and goes on."""
        for group, topics in groups.items():
            async with self._turn(group):
                session = self._session(group)
                await session.open(sorted(set(topics)))
                await session.close()

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        wild = next((topic for topic, _, _ in batch if _WILDCARDS & set(topic)), None)
        if wild is not None:
            raise RuntimeFailure(f"nothing can be published to {wild!r}", "an address with + or # is for receiving")
        for start in range(0, len(batch), _IN_FLIGHT):
            async with self._publishing:
                publisher = await self._connected()
                async with asyncio.timeout(_PUBLISH_SECONDS):
                    await asyncio.gather(*[publisher.publish(*message) for message in batch[start : start + _IN_FLIGHT]])

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        await self.provision({group: topics})
        member = _Member(self._session(group, limit), self._turn(group), sorted(set(topics)), limit, sole)
        consumption = Holding(
            member, on_batch, limit=limit, keep_seconds=_KEEP_SECONDS, ended=self._consumptions.discard, wake=member.wake, sole=sole
        )
        self._consumptions.add(consumption)
        return consumption

    async def answer(self, batch: Sequence[Answer]) -> None:
        async with self._publishing:
            publisher = await self._connected()
            for address, body in batch:
                publisher.tell(self._answers(address), body)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._receive = receive

    async def close(self) -> None:
        await asyncio.gather(*(consumption.stop() for consumption in list(self._consumptions)))
        if self._publisher is not None:
            await self._publisher.close()

    def _answers(self, address: str) -> str:
        return f"{self._namespace}/answers/{address}"

    def _turn(self, group: str) -> asyncio.Lock:
        """The broker lets one connection have a session, and ends the other one."""
        return self._turns.setdefault(group, asyncio.Lock())

    def _session(self, group: str, limit: int = 100) -> Session:
        return Session(self._address, f"{self._namespace}-{group}", keep_seconds=self._session_seconds, window=2 * limit)

    async def _connected(self) -> Session:
        if self._publisher is None or not self._publisher.alive:
            if self._publisher is not None:
                await self._publisher.close()
            self._publisher = Session(self._address, f"{self._namespace}-{self._name}", keep_seconds=0, window=1000, arrived=self._answered)
            await self._publisher.open([self._answers(self._name)])
        return self._publisher

    def _answered(self, delivery: Delivery) -> None:
        if self._receive is not None:
            self._receive([delivery.body])


class _Member:
    """The one member of a group that works in this process; others wait for their turn."""

    def __init__(self, session: Session, turn: asyncio.Lock, topics: Sequence[str], limit: int, sole: Sole | None) -> None:
        self._session = session
        self._turn = turn
        self._topics = topics
        self._limit = limit
        self._sole = sole
        self._has_turn = False

    def wake(self) -> None:
        self._session.wake()

    async def fetch(self) -> Sequence[tuple[Delivery, Held]]:
        if not self._has_turn:
            try:
                await asyncio.wait_for(self._turn.acquire(), 0.25)
            except TimeoutError:
                return []
            self._has_turn = True
        if not self._session.alive:
            if self._session.was_open and self._sole is not None:
                # Perhaps another instance has taken the session over.
                await self._sole()
            await self._session.open(self._topics)
        return await self._session.fetch(self._limit)

    async def acknowledge(self, held: Sequence[Held]) -> None:
        for each in held:
            each.acknowledge()

    async def keep(self, held: Sequence[Held]) -> Sequence[Held]:
        return [each for each in held if not each.is_mine]

    async def release(self, held: Sequence[Held]) -> None:
        """The broker sends them again to whoever connects next."""

    async def end(self) -> None:
        with suppress(Exception):
            await self._session.close()
        if self._has_turn:
            self._turn.release()
