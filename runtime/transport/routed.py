"""Several brokers behind one transport: a topic travels on the broker that the environment names for it, or on the usual one.

Answers to requests always take the usual one, which every process of the system has. Order between brokers is
not kept, as it is not kept between topics.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from .consumers import Consumers, one_at_a_time
from .protocol import Answer, Consumer, Features, OnBatch, Outgoing, Sole, Transport, open_transport


def open_routed(url: str, routes: Mapping[str, str]) -> Transport:
    """`routes` are broker URLs by topic. Not opened yet; without routes it is the transport itself."""
    usual = open_transport(url)
    others = {other: open_transport(other) for other in sorted(set(routes.values())) if other != url}
    if not others:
        return usual
    return RoutedTransport(usual, {topic: others[other] for topic, other in routes.items() if other != url})


class RoutedTransport:
    """`others` are the transports of the topics that do not take the usual one."""

    def __init__(self, usual: Transport, others: Mapping[str, Transport]) -> None:
        self._usual = usual
        self._others = others
        self._all = [usual, *dict.fromkeys(others.values())]

    @property
    def features(self) -> Features:
        """What holds on all of them."""
        each = [transport.features for transport in self._all]
        return Features(
            persistent=all(one.persistent for one in each),
            cross_process=all(one.cross_process for one in each),
            competing=all(one.competing for one in each),
            ordered_by_key=all(one.ordered_by_key for one in each),
            late_groups=all(one.late_groups for one in each),
            frees_stalled=all(one.frees_stalled for one in each),
            largest_message=min(one.largest_message for one in each),
        )

    @property
    def reply_address(self) -> str:
        return self._usual.reply_address

    async def open(self) -> None:
        opened: list[Transport] = []
        try:
            for transport in self._all:
                await transport.open()
                opened.append(transport)
        except BaseException:
            for transport in opened:
                await transport.close()
            raise

    async def provision(self, groups: Mapping[str, Collection[str]]) -> None:
        for transport in self._all:
            mine = {group: [topic for topic in topics if self.transport_of(topic) is transport] for group, topics in groups.items()}
            await transport.provision({group: topics for group, topics in mine.items() if topics})

    async def publish(self, batch: Sequence[Outgoing]) -> None:
        """When one broker refuses its part, the caller sends all of it again, which receivers are made for."""
        parts = self._split(batch)
        ends = await asyncio.gather(*(transport.publish(part) for transport, part in parts), return_exceptions=True)
        for error in ends:
            if error is not None:
                raise error

    async def consume(
        self, group: str, topics: Collection[str], on_batch: OnBatch, *, limit: int = 100, sole: Sole | None = None
    ) -> Consumer:
        in_turn = one_at_a_time(on_batch)
        consumers = Consumers()
        for transport in self._all:
            mine = [topic for topic in topics if self.transport_of(topic) is transport]
            if mine:
                consumers.append(await transport.consume(group, mine, in_turn, limit=limit, sole=sole))
        return consumers

    async def answer(self, batch: Sequence[Answer]) -> None:
        await self._usual.answer(batch)

    def on_answers(self, receive: Callable[[Sequence[bytes]], None]) -> None:
        self._usual.on_answers(receive)

    async def close(self) -> None:
        for transport in self._all:
            await transport.close()

    def transport_of(self, topic: str) -> Transport:
        return self._others.get(topic, self._usual)

    def _split(self, batch: Iterable[Outgoing]) -> list[tuple[Transport, list[Outgoing]]]:
        parts: dict[Transport, list[Outgoing]] = {}
        for message in batch:
            parts.setdefault(self.transport_of(message.topic), []).append(message)
        return list(parts.items())
