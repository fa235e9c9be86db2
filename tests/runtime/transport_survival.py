"""What a transport on a server must survive: members that die or stand still, a server that dies, a slow member.

The members are processes of their own, and what happens to them is real: SIGKILL, SIGSTOP, SIGTERM.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from flowmart.runtime.transport import Delivery, Outgoing, Transport, open_transport
from tests.runtime.conftest import ROOT
from tests.runtime.running import until
from tests.runtime.transport_contract import T1, Receiver, message, numbers
from tests.support.brokers import Broker

G = "group"


class Member:
    """A member of the group in a process of its own."""

    def __init__(self, url: str, file: Path, *, limit: int = 10, takes: float = 0.0) -> None:
        self._file = file
        command = [sys.executable, "-m", "tests.runtime.transport_process", url, G, T1, str(file), str(limit), str(takes)]
        self.process = subprocess.Popen(command, cwd=ROOT)

    def noted(self, word: str) -> list[int]:
        if not self._file.exists():
            return []
        lines = self._file.read_text().splitlines()
        return [int(number) for kind, number in (line.split() for line in lines) if kind == word]

    @property
    def handled(self) -> list[int]:
        return self.noted("handled")

    @property
    def in_hand(self) -> int:
        return len(self.noted("began")) - len(self.handled)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def end(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGCONT)
        self.process.kill()
        self.process.wait()


class SurvivalContract:
    """A subclass gives `url(namespace)` for a server that all tests share.

    `lease` is how many seconds a member may be silent; the URL is made for it.
    """

    lease: float

    def url(self, namespace: str) -> str:
        raise NotImplementedError

    def test_what_a_killed_member_held_goes_to_another(self, tmp_path: Path) -> None:
        self._with_member(tmp_path, self._killed, takes=0.3)

    async def _killed(self, transport: Transport, member: Member) -> None:
        await until(lambda: len(member.handled) >= 20 and member.in_hand > 0, 20)
        member.send(signal.SIGKILL)
        member.process.wait()
        heir = Receiver()
        await transport.consume(G, [T1], heir)
        await until(lambda: set(member.handled) | set(numbers(heir.got)) == set(range(100)), 15 + 3 * self.lease)
        assert not set(member.handled[:-20]) & set(numbers(heir.got)), "only what was in hand when it died comes again"
        if transport.features.ordered_by_key:
            assert numbers(heir.got) == sorted(numbers(heir.got))

    def test_a_member_that_stood_still_comes_back_and_nothing_is_lost(self, tmp_path: Path) -> None:
        self._with_member(tmp_path, self._paused, takes=0.3)

    async def _paused(self, transport: Transport, member: Member) -> None:
        await until(lambda: len(member.handled) >= 20 and member.in_hand > 0, 20)
        member.send(signal.SIGSTOP)
        done = set(member.handled)
        heir = Receiver()
        consumer = await transport.consume(G, [T1], heir)
        if transport.features.frees_stalled:
            await until(lambda: done | set(numbers(heir.got)) == set(range(100)), 15 + 4 * self.lease)
        member.send(signal.SIGCONT)
        await transport.publish([message(number, key=str(number % 7)) for number in range(100, 150)])
        await until(lambda: set(member.handled) | set(numbers(heir.got)) == set(range(150)), 15 + 4 * self.lease)
        await consumer.stop()
        await transport.publish([message(number, key=str(number % 7)) for number in range(150, 170)])
        # The one that stood still is a member like before.
        await until(lambda: set(member.handled) >= set(range(150, 170)), 15 + 4 * self.lease)

    def test_a_member_that_is_told_to_stop_leaves_nothing_half_done(self, tmp_path: Path) -> None:
        self._with_member(tmp_path, self._told_to_stop, takes=0.2)

    async def _told_to_stop(self, transport: Transport, member: Member) -> None:
        await until(lambda: len(member.handled) >= 10 and member.in_hand > 0, 20)
        member.send(signal.SIGTERM)
        assert await asyncio.to_thread(member.process.wait, 15) == 0
        assert member.in_hand == 0
        heir = Receiver()
        await transport.consume(G, [T1], heir)
        await until(lambda: len(heir.got) + len(member.handled) >= 100, 15 + 3 * self.lease)
        assert sorted(member.handled + numbers(heir.got)) == list(range(100)), "each exactly once"

    def test_the_memory_of_a_slow_member_stays_bounded(self, tmp_path: Path) -> None:
        """200 MiB wait; the member may take what it needs to start and 64 MiB more."""
        member: list[Member] = []

        async def test() -> None:
            transport = open_transport(self.url(tmp_path.name))
            await transport.open()
            await transport.provision({G: [T1]})
            filling = os.urandom(16 << 10)
            for start in range(0, 12_800, 200):
                await transport.publish([Outgoing(T1, None, b"%d " % number + filling) for number in range(start, start + 200)])
            member.append(Member(self.url(tmp_path.name), tmp_path / "slow", limit=100, takes=0.3))
            await until(lambda: len(member[0].handled) >= 1000, 30)
            await transport.close()

        try:
            asyncio.run(asyncio.wait_for(test(), 90))
            memory = member[0].noted("memory")
            assert memory[-1] - memory[0] < 64 << 20, f"{(memory[-1] - memory[0]) >> 20} MiB"
        finally:
            for each in member:
                each.end()

    def test_connections_leave_nothing_behind(self, tmp_path: Path) -> None:
        async def once() -> None:
            transport = open_transport(self.url(tmp_path.name))
            await transport.open()
            consumer = await transport.consume(G, [T1], Receiver())
            await consumer.stop()
            await transport.close()

        async def test() -> None:
            for _ in range(3):
                await once()
            await asyncio.sleep(0.3)
            before = (len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), len(asyncio.all_tasks()))
            for _ in range(20):
                await once()
            await asyncio.sleep(0.5)
            after = (len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task")), len(asyncio.all_tasks()))
            assert all(now <= then + 3 for now, then in zip(after, before, strict=True)), (before, after)

        asyncio.run(asyncio.wait_for(test(), 90))

    def _with_member(self, folder: Path, test: Callable[[Transport, Member], Awaitable[None]], *, takes: float) -> None:
        """100 messages, and a member in a process of its own that works on them."""
        url = self.url(folder.name)
        members: list[Member] = []

        async def run() -> None:
            transport = open_transport(url)
            await transport.open()
            await transport.provision({G: [T1]})
            await transport.publish([message(number, key=str(number % 7)) for number in range(100)])
            members.append(Member(url, folder / "member", takes=takes))
            await test(transport, members[0])
            await transport.close()

        try:
            asyncio.run(asyncio.wait_for(run(), 90))
        finally:
            for member in members:
                member.end()


def survives_the_death_of_its_server(broker: Broker, url: str, times: int = 2) -> None:
    """kill -9 while publishing and consuming, and a start on the same data: whatever was accepted arrives, also at a
    group that is away meanwhile."""

    async def test() -> None:
        transport = open_transport(url)
        await transport.open()
        receiver, late = Receiver(), Receiver()
        await transport.provision({G: [T1], "late": [T1]})
        await transport.consume(G, [T1], receiver)
        accepted: list[int] = []
        ending = asyncio.Event()

        async def publish() -> None:
            number = 0
            while not ending.is_set():
                batch = range(number, number + 20)
                number += 20
                with suppress(Exception):
                    await transport.publish([message(each, key=str(each % 7)) for each in batch])
                    accepted.extend(batch)
                await asyncio.sleep(0.005)

        publishing = asyncio.create_task(publish())
        for _ in range(times):
            count = len(accepted)
            await until(lambda now=count: len(accepted) > now + 200, 60)  # type: ignore[misc]
            await asyncio.to_thread(broker.server.kill)
            await asyncio.sleep(0.3)
            await asyncio.to_thread(broker.server.start)
        count = len(accepted)
        await until(lambda: len(accepted) > count + 200, 60)
        ending.set()
        await publishing
        await until(lambda: set(accepted) <= set(numbers(receiver.got)), 60)
        await transport.consume("late", [T1], late)
        await until(lambda: set(accepted) <= set(numbers(late.got)), 60)
        # It ends also while the server is away, and so does whoever is publishing.
        await asyncio.to_thread(broker.server.kill)
        last = asyncio.create_task(transport.publish([message(0)]))
        await asyncio.sleep(0.5)
        await asyncio.wait_for(transport.close(), 45)
        await asyncio.wait({last}, timeout=45)
        assert last.done() and last.exception() is not None

    asyncio.run(asyncio.wait_for(test(), 180))


def blocks_while_its_server_stands_still(broker: Broker, url: str) -> None:
    """Nothing is called accepted while the server does not answer; afterwards it goes on."""

    async def test() -> None:
        transport = open_transport(url)
        await transport.open()
        receiver = Receiver()
        await transport.consume(G, [T1], receiver)
        await transport.publish([message(1)])
        broker.server.send(signal.SIGSTOP)
        publishing = asyncio.create_task(transport.publish([message(number) for number in range(2, 102)]))
        await asyncio.sleep(1.5)
        waited = not publishing.done()
        broker.server.send(signal.SIGCONT)
        assert waited
        await publishing
        await until(lambda: set(numbers(receiver.got)) == set(range(1, 102)), 30)
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 60))


async def alone() -> None:
    """What the only member of a group is asked, and has nothing to say against."""


def hands_over_at_once(url: str, folder: Path, ends_by: signal.Signals) -> None:
    """Who has the group to itself gets what the former member held long before that one's lease is over, and before what is newer."""
    member: list[Member] = []

    async def test() -> None:
        transport = open_transport(url)
        await transport.open()
        await transport.provision({G: [T1]})
        await transport.publish([message(number, key=str(number % 7)) for number in range(100)])
        member.append(Member(url, folder / "member", takes=0.3))
        await until(lambda: len(member[0].handled) >= 20 and member[0].in_hand > 0, 20)
        member[0].send(ends_by)
        if ends_by == signal.SIGKILL:
            member[0].process.wait()
        # What it was waiting for when it was stopped is the server's to give it for a moment.
        await asyncio.sleep(1.0 if ends_by == signal.SIGSTOP else 0.0)
        done = set(member[0].handled)
        heir = Receiver()
        await transport.consume(G, [T1], heir, sole=alone)
        await until(lambda: done | set(numbers(heir.got)) == set(range(100)), 5)
        assert numbers(heir.got) == sorted(numbers(heir.got)) and len(heir.got) <= 100 - len(done) + 10
        await transport.close()

    try:
        asyncio.run(asyncio.wait_for(test(), 60))
    finally:
        for each in member:
            each.end()


def goes_to_another(url: str, die: Callable[[Transport, object], Awaitable[None]]) -> None:
    """What a member held that is gone: `die` ends the transport, or its consumption, as if the process were no more."""

    async def test() -> None:
        held: list[Delivery] = []

        async def never(batch: Sequence[Delivery]) -> None:
            held.extend(batch)
            await asyncio.Event().wait()

        dead, living = open_transport(url), open_transport(url)
        await dead.open()
        await living.open()
        consumption = await dead.consume(G, [T1], never)
        await living.publish([message(number) for number in range(10)])
        await until(lambda: len(held) > 0)
        await die(dead, consumption)
        receiver = Receiver()
        await living.consume(G, [T1], receiver)
        await until(lambda: {each.body for each in receiver.got} == {b"%d" % number for number in range(10)})
        await living.close()

    asyncio.run(test())


def comes_before_what_is_newer(url: str, reading: Callable[[Transport, object], tuple[Any, str]]) -> None:
    """A connection can end between the server handing messages out and their arrival. `reading` tells whose method reads them."""

    async def test() -> None:
        transport = open_transport(url)
        await transport.open()
        receiver = Receiver()
        consumption = await transport.consume(G, [T1], receiver, sole=alone)
        owner, name = reading(transport, consumption)
        read, lost = getattr(owner, name), asyncio.Event()

        async def loses(*arguments: object, **options: object) -> object:
            found: object = await read(*arguments, **options)
            if not found or lost.is_set():
                return found
            lost.set()
            raise ConnectionError("gone")

        setattr(owner, name, loses)
        await transport.publish([message(number) for number in range(5)])
        await lost.wait()
        await transport.publish([message(number) for number in range(5, 10)])
        await until(lambda: len(receiver.got) == 10, 5)
        assert numbers(receiver.got) == list(range(10))
        await transport.close()

    asyncio.run(asyncio.wait_for(test(), 20))
