"""Messages as lines of a file, for `flowmart check --traffic`: the envelope, who sent it, and who handled it how.

`Recorder` watches a system in this process, and writes a line when a message has been handled; `listen` reads along on the broker as a
consumer group of its own, and knows nobody who handles. Payloads are recorded whole: treat a recording like the data in it.
"""

import asyncio
import json
import signal
from base64 import b64encode
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Self

from .engine.observation import Observation, Observer
from .environment import Environment
from .project import load_project
from .transport.protocol import Delivery
from .transport.routed import open_routed

GROUP = "flowmart-recording"


class Recorder:
    """An observer that appends to a file. `beside` is told everything, too."""

    def __init__(self, path: Path, beside: Observer | None = None) -> None:
        self._path = path
        self._beside = beside
        self._file: TextIOWrapper | None = None

    def __enter__(self) -> Self:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._file = self._path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def __call__(self, seen: Observation) -> None:
        if self._beside is not None:
            self._beside(seen)
        if self._file is not None:
            self._file.write(line(seen) + "\n")
            self._file.flush()


def line(seen: Observation) -> str:
    """One line of a recording. An envelope that is no JSON is kept as `base64`."""
    head = {"sender": seen.sender, "receiver": seen.receiver, "handler": seen.handler, "outcome": seen.outcome}
    return _text({**head, **_body(seen.wire)})


def listen(environment: Environment, path: Path, ready: Callable[[int], None] = lambda _: None) -> None:
    """Records what passes every address of the project until SIGTERM or SIGINT. `ready` is told how many addresses there are."""
    asyncio.run(_listen(environment, path, ready))


async def _listen(environment: Environment, path: Path, ready: Callable[[int], None]) -> None:
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    await record_until(stop, environment, path, ready)


async def record_until(stop: asyncio.Event, environment: Environment, path: Path, ready: Callable[[int], None] = lambda _: None) -> None:
    """The recording of `listen`, until `stop` is set. A batch is acknowledged when it is in the file."""
    addresses: set[str] = set()
    project = load_project(environment)
    for binding in project.bindings:
        addresses |= {each.address(environment.name, environment.parameters) for each in binding.subscriptions}
        addresses |= {each.address(environment.name, environment.parameters) for each in binding.publications}
    transport = open_routed(environment.transport, project.brokers(environment))
    await transport.open()
    try:
        await transport.provision({GROUP: addresses})
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:

            async def write(batch: Sequence[Delivery]) -> None:
                file.write("".join(_text(_body(delivery.body)) + "\n" for delivery in batch))
                file.flush()

            consumer = await transport.consume(GROUP, addresses, write)
            ready(len(addresses))
            await stop.wait()
            await consumer.stop()
    finally:
        await transport.close()


def _body(wire: bytes) -> dict[str, object]:
    try:
        return {"envelope": json.loads(wire)}
    except ValueError:
        return {"base64": b64encode(wire).decode()}


def _text(record: dict[str, object]) -> str:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))
