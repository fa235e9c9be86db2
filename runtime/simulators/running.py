"""Starts the simulators that an environment asks for, each on its own loopback port."""

import asyncio
from collections.abc import Callable, Mapping

from starlette.applications import Starlette

from ..failures import RuntimeFailure
from ..web import WebServer
from .card_gateway import card_gateway
from .carrier import Carrier
from .message_provider import email_provider, sms_provider

SIMULATORS: Mapping[str, Callable[[], Starlette]] = {
    "card-gateway": card_gateway,
    "email-provider": email_provider,
    "sms-provider": sms_provider,
}
CARRIER = "carrier"


class Simulators:
    """`start` gives the address of each; `connect` tells the carrier where the shop is."""

    def __init__(self) -> None:
        self._servers: list[WebServer] = []
        self._carrier: Carrier | None = None

    async def start(self, ports: Mapping[str, int]) -> dict[str, str]:
        """Ports by name, 0 for any. Returns base URLs by name."""
        return {name: await self._start_one(name, port) for name, port in ports.items()}

    def connect(self, shop: str, key: str) -> None:
        if self._carrier is not None:
            self._carrier.report_to(shop, key)

    async def stop(self) -> None:
        if self._carrier is not None:
            await self._carrier.close()
        await asyncio.gather(*(server.stop() for server in self._servers))

    async def _start_one(self, name: str, port: int) -> str:
        server = WebServer(self._application(name), host="127.0.0.1", port=port)
        await server.start()
        self._servers.append(server)
        return server.url

    def _application(self, name: str) -> Starlette:
        if name == CARRIER:
            self._carrier = Carrier()
            return self._carrier.application()
        if name not in SIMULATORS:
            known = ", ".join(sorted([*SIMULATORS, CARRIER]))
            raise RuntimeFailure(f"no simulator for the external system {name!r}", f"there are: {known}; or give its URL")
        return SIMULATORS[name]()
