"""Stands between a client and Kafka, and loses answers: the server has done what it was asked, and the connection breaks before it can say so."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress

PUBLISH = 0


class KafkaRelay:
    """Loses the answers to the next `lose` requests that publish; `lost` is how many it has lost."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.lose = 0
        self.lost = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, server = await asyncio.open_connection("127.0.0.1", self._port)
        doomed: set[bytes] = set()
        both = [asyncio.create_task(self._ask(reader, server, doomed)), asyncio.create_task(self._tell(there, writer, doomed))]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        for each in (writer, server):
            each.close()

    async def _ask(self, reader: asyncio.StreamReader, server: asyncio.StreamWriter, doomed: set[bytes]) -> None:
        async for frame in _frames(reader):
            # A request begins with what it wants, the version of that, and the number that its answer has.
            if int.from_bytes(frame[4:6], "big") == PUBLISH and self.lose > 0:
                self.lose -= 1
                doomed.add(frame[8:12])
            server.write(frame)

    async def _tell(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter, doomed: set[bytes]) -> None:
        async for frame in _frames(reader):
            if frame[4:8] in doomed:
                self.lost += 1
                return
            client.write(frame)


async def _frames(reader: asyncio.StreamReader) -> AsyncIterator[bytes]:
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            size = await reader.readexactly(4)
            yield size + await reader.readexactly(int.from_bytes(size, "big"))


@asynccontextmanager
async def relay(here: int, there: int) -> AsyncGenerator[KafkaRelay, None]:
    between = KafkaRelay(there)
    server = await asyncio.start_server(between.serve, "127.0.0.1", here)
    try:
        yield between
    finally:
        server.close()
