"""The external systems of an environment: at their addresses, or simulated in this process or in another one."""

from collections.abc import Callable, Mapping

import httpx

from .environment import SIMULATED, Environment
from .failures import RuntimeFailure
from .parts import PARTNER
from .simulators import Simulators

_SECONDS = 10.0


class ExternalSystems:
    """`addresses` has the base URL of each one that services of this process can call."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._simulators = Simulators()
        self._clients: dict[str, httpx.AsyncClient] = {}
        self.addresses: dict[str, str] = {}

    async def start(self, *, of_their_own: bool, for_all: bool, gateway_elsewhere: bool, say: Callable[[str, str], None]) -> None:
        """`simulated` is a simulator of each process that has services (`of_their_own`); `simulated:9101` one for all processes,
        which the process that has all services or was told to (`for_all`) starts and the others call. `say` is told of each."""
        ports: dict[str, int] = {}
        for name, address in self._environment.external.items():
            kind, _, port = address.partition(":")
            if kind != SIMULATED:
                self.addresses[name] = address
            elif not port.isdigit() and of_their_own:
                ports[name] = 0
            elif port.isdigit() and for_all:
                ports[name] = int(port)
            elif port.isdigit():
                self.addresses[name] = f"http://127.0.0.1:{port}"
        started = await self._simulators.start(ports)
        self.addresses |= started
        for name, url in started.items():
            say(name, url)
        if gateway_elsewhere and self._environment.reachable_at is not None:
            self.report_to(self._environment.reachable_at)

    def report_to(self, gateway: str) -> None:
        """Partners that are simulated here call the gateway at this URL."""
        keys: Mapping[str, tuple[str, ...]] = self._environment.clients
        self._simulators.connect(gateway, next(iter(keys.get(PARTNER, ())), ""))

    def client(self, name: str) -> httpx.AsyncClient:
        if name not in self._clients:
            if name not in self.addresses:
                self._environment.require(f"external.{name}")
                raise RuntimeFailure(
                    f"the environment {self._environment.name!r} has no external system {name!r}", "add it under `external`"
                )
            self._clients[name] = httpx.AsyncClient(base_url=self.addresses[name], timeout=_SECONDS)
        return self._clients[name]

    async def stop(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        await self._simulators.stop()
