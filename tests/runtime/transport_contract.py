"""One behaviour suite for every transport, steered by the features that it declares.

A subclass gives `transport()`: a new connection, each time, to the same engine.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from flowmart.runtime.transport import Answer, Delivery, Outgoing, Transport
from tests.runtime.running import until

T1, T2 = "shop.local.events", "shop.local.other"


def message(number: int, topic: str = T1, key: str | None = None) -> Outgoing:
    return Outgoing(topic, key, b"%d" % number)


def numbers(deliveries: Sequence[Delivery]) -> list[int]:
    return [int(each.body) for each in deliveries]


class Receiver:
    """Keeps what it gets; `fail` is how many batches it refuses first, `takes` how many seconds a batch takes."""

    def __init__(self, fail: int = 0, takes: float = 0.0) -> None:
        self.got: list[Delivery] = []
        self.batches: list[int] = []
        self._fail = fail
        self._takes = takes

    async def __call__(self, batch: Sequence[Delivery]) -> None:
        if self._fail > 0:
            self._fail -= 1
            raise ConnectionError("not now")
        await asyncio.sleep(self._takes)
        self.got.extend(batch)
        self.batches.append(len(batch))


class TransportContract:
    def transport(self, folder: Path) -> Transport:
        raise NotImplementedError

    def run(self, folder: Path, test: Callable[[Transport], Awaitable[None]]) -> None:
        async def opened() -> None:
            transport = self.transport(folder)
            await transport.open()
            try:
                await test(transport)
            finally:
                await transport.close()

        asyncio.run(asyncio.wait_for(opened(), 60))

    def test_every_group_gets_everything_in_order(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            receivers = [Receiver(), Receiver()]
            for group, receiver in zip(("a", "b"), receivers, strict=True):
                await transport.consume(group, [T1], receiver)
            for start in range(0, 300, 50):
                await transport.publish([message(number, key=str(number % 7)) for number in range(start, start + 50)])
            for receiver in receivers:
                await until(lambda one=receiver: len(one.got) == 300)  # type: ignore[misc]
                assert numbers(receiver.got) == list(range(300))
                assert receiver.got[8].key == "1" and receiver.got[8].topic == T1

        self.run(tmp_path, test)

    def test_a_group_gets_only_its_topics(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            one, both = Receiver(), Receiver()
            await transport.consume("one", [T1], one)
            await transport.consume("both", [T1, T2], both)
            await transport.publish([message(1, T1), message(2, T2), message(3, T1)])
            await until(lambda: len(both.got) == 3 and len(one.got) == 2)
            assert numbers(one.got) == [1, 3]

        self.run(tmp_path, test)

    def test_batches_are_as_large_as_asked_for_and_no_larger(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            receiver = Receiver()
            await transport.provision({"g": [T1]})
            await transport.publish([message(number) for number in range(100)])
            await transport.consume("g", [T1], receiver, limit=30)
            await until(lambda: len(receiver.got) == 100)
            assert max(receiver.batches) <= 30 and len(receiver.batches) <= 10

        self.run(tmp_path, test)

    def test_what_is_not_acknowledged_comes_again(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            receiver = Receiver(fail=2)
            await transport.consume("g", [T1], receiver)
            await transport.publish([message(number) for number in range(5)])
            await until(lambda: len(receiver.got) == 5)
            assert numbers(receiver.got) == list(range(5))

        self.run(tmp_path, test)

    def test_a_stopped_consumer_goes_on_where_it_was(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            first, second = Receiver(), Receiver()
            consumer = await transport.consume("g", [T1], first)
            await transport.publish([message(1)])
            await until(lambda: len(first.got) == 1)
            await consumer.stop()
            await transport.publish([message(2)])
            await transport.consume("g", [T1], second)
            await until(lambda: len(second.got) == 1)
            assert numbers(second.got) == [2]

        self.run(tmp_path, test)

    def test_stopping_lets_the_present_batch_finish(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            started, done = asyncio.Event(), False

            async def slow(batch: Sequence[Delivery]) -> None:
                nonlocal done
                started.set()
                await asyncio.sleep(0.1)
                done = True

            consumer = await transport.consume("g", [T1], slow)
            await transport.publish([message(1)])
            await started.wait()
            await consumer.stop()
            assert done
            again = Receiver()
            await transport.consume("g", [T1], again)
            await transport.publish([message(2)])
            await until(lambda: len(again.got) >= 1)
            assert numbers(again.got) == [2]

        self.run(tmp_path, test)

    def test_members_of_a_group_never_handle_a_message_twice(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            members = [Receiver(takes=0.02), Receiver(takes=0.02)]
            for member in members:
                await transport.consume("g", [T1], member, limit=10)
            await transport.publish([message(number, key=str(number)) for number in range(100)])
            await until(lambda: sum(len(member.got) for member in members) == 100)
            assert sorted(numbers(members[0].got) + numbers(members[1].got)) == list(range(100))
            if transport.features.competing:
                assert members[0].got and members[1].got

        self.run(tmp_path, test)

    def test_messages_wait_for_a_group_that_is_provisioned_and_not_started(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            await transport.provision({"late": [T1]})
            early, late = Receiver(), Receiver()
            await transport.consume("early", [T1], early)
            await transport.publish([message(number) for number in range(50)])
            await until(lambda: len(early.got) == 50)
            await transport.consume("late", [T1], late)
            await until(lambda: len(late.got) == 50)

        self.run(tmp_path, test)

    def test_a_new_group_sees_what_is_kept_or_goes_on_from_now(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            await transport.publish([message(1)])
            late = Receiver()
            await transport.consume("late", [T1], late)
            await transport.publish([message(2)])
            await until(lambda: numbers(late.got)[-1:] == [2])
            if transport.features.late_groups:
                assert numbers(late.got) == [1, 2]

        self.run(tmp_path, test)

    def test_sizes_and_alphabets(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            receiver = Receiver()
            kept: list[Delivery] = receiver.got
            await transport.consume("g", [T1], receiver)
            large = b"x" * (1 << 20)
            await transport.publish([])
            await transport.publish([Outgoing(T1, "schlüssel-钥匙", large), Outgoing(T1, None, b""), Outgoing(T1, "", b"y")])
            await until(lambda: len(kept) == 3)
            assert [each.body for each in kept] == [large, b"", b"y"]
            assert kept[0].key == "schlüssel-钥匙" and kept[1].key is None
            await transport.publish([message(number) for number in range(10_000)])
            await until(lambda: len(kept) == 10_003, 40)

        self.run(tmp_path, test)

    def test_answers_reach_the_address_that_asked(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            got: list[bytes] = []
            transport.on_answers(got.extend)
            await transport.answer([Answer(transport.reply_address, b"1"), Answer("nobody", b"2")])
            await until(lambda: got != [])
            await asyncio.sleep(0.05)
            assert got == [b"1"]

        self.run(tmp_path, test)

    def test_another_connection_goes_on_and_hears_at_once(self, tmp_path: Path) -> None:
        async def test(transport: Transport) -> None:
            if not transport.features.cross_process:
                pytest.skip("this transport lives in one process")
            other = self.transport(tmp_path)
            await other.open()
            receiver, answers = Receiver(), list[bytes]()
            await transport.consume("g", [T1], receiver)
            transport.on_answers(answers.extend)
            await asyncio.sleep(0.1)
            await other.publish([message(1)])
            await other.answer([Answer(transport.reply_address, b"answer")])
            await until(lambda: len(receiver.got) == 1 and answers == [b"answer"])
            await other.close()

        self.run(tmp_path, test)

    def test_what_was_published_survives_the_connection(self, tmp_path: Path) -> None:
        async def publish(transport: Transport) -> None:
            await transport.provision({"g": [T1]})
            await transport.publish([message(number) for number in range(10)])

        async def consume(transport: Transport) -> None:
            if not transport.features.persistent:
                pytest.skip("this transport keeps nothing")
            receiver = Receiver()
            await transport.consume("g", [T1], receiver)
            await until(lambda: len(receiver.got) == 10)

        self.run(tmp_path, publish)
        self.run(tmp_path, consume)
