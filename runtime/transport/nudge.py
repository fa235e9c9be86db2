"""Datagrams between the processes of one machine: "there is news of these topics in the file". Lost ones are covered by a poll."""

import asyncio
import socket
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Self

_LOOPBACK = "127.0.0.1"


class _Receiver(asyncio.DatagramProtocol):
    def __init__(self, woken: Callable[[frozenset[str]], None]) -> None:
        self._woken = woken

    def datagram_received(self, data: bytes, addr: object) -> None:
        self._woken(frozenset(data.decode(errors="replace").split("\n")) if data else frozenset())


class Nudge:
    """A loopback port of this process, and a way to reach the others'."""

    def __init__(self, port: int, transport: asyncio.DatagramTransport) -> None:
        self.port = port
        self._transport = transport
        # A socket of its own, because the log writer sends from its thread.
        self._sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._sender.setblocking(False)

    @classmethod
    async def open(cls, woken: Callable[[frozenset[str]], None]) -> Self:
        """`woken` gets the topics that another process has written to; none when it has left answers."""
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: _Receiver(woken), local_addr=(_LOOPBACK, 0))
        port: int = transport.get_extra_info("sockname")[1]
        return cls(port, transport)

    def send(self, ports: Sequence[int], topics: Collection[str]) -> None:
        """Topics that do not fit into a datagram are left to the poll."""
        data = "\n".join(topics).encode()
        for port in ports:
            with suppress(OSError):
                self._sender.sendto(data, (_LOOPBACK, port))

    def close(self) -> None:
        self._transport.close()
        self._sender.close()
