"""A whole system, or part of it, in one process: services, gateway and simulated external systems.

Says what it has to say through callbacks; printing is the command's business.
"""

import asyncio
import logging
import signal
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Literal, Self

from .bindings import ServiceBinding, short_name
from .engine.engine import Engine, Surroundings
from .engine.observation import Observer
from .engine.policy import Policy
from .engine.requests import Requests
from .environment import Environment
from .external import ExternalSystems
from .failures import RuntimeFailure
from .gateway.app import Gateway, gateway_app
from .gateway.keys import DATABASE, UsedKeys
from .gateway.limits import Limits
from .gateway.sending import Sending
from .operating.endpoints import operations_app
from .parts import GATEWAY, Parts, check_handlers, parts_of, require
from .project import Project, load_project
from .service import Service
from .starting import reach, settle
from .store import Database
from .transport.protocol import Transport
from .transport.routed import open_routed
from .web import WebServer

_log = logging.getLogger("flowmart.system")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a person should know. `subject` is the service or the external system."""

    kind: Literal["no-handlers", "service-started", "gateway-started", "operations-started", "simulator-started", "waiting", "stopping"]
    subject: str
    text: str


def _ignore(_: Notice) -> None: ...


class System:
    """`async with System(environment) as system`: everything runs inside the block.

    `services` names what to run (`orders`, `OrdersService`, `gateway`, `simulators`); empty means all.
    """

    def __init__(
        self,
        environment: Environment,
        *,
        services: Sequence[str] = (),
        observer: Observer | None = None,
        notice: Callable[[Notice], None] = _ignore,
        stop_limit: float = 10.0,
    ) -> None:
        self.environment = environment
        self._names = services
        self._observer = observer
        self._notice = notice
        self._stop_limit = stop_limit
        self.engines: dict[str, Engine] = {}
        self._databases: dict[str, Database] = {}
        self._external = ExternalSystems(environment)
        self._transport: Transport | None = None
        self._gateway: WebServer | None = None
        self._operations: WebServer | None = None
        self._sending = Sending()
        self._started = False

    @property
    def external(self) -> dict[str, str]:
        """The addresses of external systems, simulated ones included."""
        return self._external.addresses

    @property
    def gateway_url(self) -> str | None:
        """None when the gateway is not among what runs here."""
        return None if self._gateway is None else self._gateway.url

    @property
    def operations_url(self) -> str | None:
        """Where health and metrics are; None when the environment has no `operations`."""
        return None if self._operations is None else self._operations.url

    async def __aenter__(self) -> Self:
        try:
            await self._start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def _start(self) -> None:
        environment = self.environment
        project = load_project(environment)
        parts = parts_of(project, self._names)
        require(environment, parts)
        check_handlers(environment, project)
        # First of all: probes have to see a process that waits for its broker.
        await self._start_operations()
        handlers = {binding.service: project.handlers(binding) for binding in parts.services if binding.subscriptions}
        if not parts.only_simulators:
            self._transport = await self._open_transport(project.brokers(self.environment), self._groups(project))
        await self._external.start(
            of_their_own=bool(parts.services) or parts.simulators,
            for_all=parts.simulators,
            gateway_elsewhere=not parts.gateway,
            say=self._simulated,
        )
        if self._transport is not None:
            await self._start_parts(project, parts, handlers, self._transport)
        self._started = True
        if self._gateway is not None:
            await self._open_gateway(self._gateway)

    async def _start_parts(
        self, project: Project, parts: Parts, handlers: Mapping[str, type[Service] | None], transport: Transport
    ) -> None:
        environment = self.environment
        requests = Requests(transport)
        around = Surroundings(
            transport=transport,
            classes=project.classes,
            known=project.known,
            requests=requests,
            environment=environment.name,
            parameters=environment.parameters,
            policy=environment.policy,
            lease=environment.lease,
            windows=environment.windows,
            observer=self._observer,
        )
        if parts.gateway and project.routes:
            # Before any message is handled: a port in use must stop the system before it does anything.
            used = UsedKeys(self._database(DATABASE), environment.windows.inbox)
            self._gateway = self._gateway_server(project, requests, transport, used)
            self._gateway.reserve()
            await self._reach(used.open, on_server=self._database(DATABASE).on_server)
        for binding in parts.services:
            found = handlers.get(binding.service)
            if found is not None:
                await self._start_service(binding, found, around)
            elif binding.subscriptions:
                self._notice(Notice("no-handlers", binding.service, f"{binding.service} has no handlers; its messages wait"))

    async def _start_operations(self) -> None:
        environment = self.environment
        if environment.operations is None:
            return
        host, port = environment.operations
        self._operations = WebServer(operations_app(self.health, self._scrape), host=host, port=port)
        await self._operations.start()
        self._notice(Notice("operations-started", "operations", self._operations.url))

    async def _scrape(self) -> bytes:
        from .operating.metrics import exposition

        return exposition({name: await engine.measured() for name, engine in sorted(self.engines.items())})

    async def _open_transport(self, brokers: Mapping[str, str], groups: Mapping[str, Collection[str]]) -> Transport:
        opened: list[Transport] = []

        async def open_it() -> None:
            transport = open_routed(self.environment.transport, brokers)
            try:
                await transport.open()
                await transport.provision(groups)
            except Exception as error:
                with suppress(Exception):
                    await transport.close()
                if isinstance(error, RuntimeFailure):
                    raise
                # It went away after it had answered, and each client library has errors of its own for that.
                raise RuntimeFailure(f"cannot make the groups on the broker: {type(error).__name__}: {error}") from error
            opened.append(transport)

        await self._reach(open_it, on_server=self._broker_is_server)
        return opened[0]

    @property
    def _broker_is_server(self) -> bool:
        return any("://" in url for url in (self.environment.transport, *self.environment.channels.values()))

    async def _reach(self, open_it: Callable[[], Awaitable[None]], *, on_server: bool) -> None:
        """A server may come up later than this process; a file is there or never."""
        limit = self.environment.start_limit if on_server else 0.0
        await reach(open_it, limit=limit, say=lambda text: self._notice(Notice("waiting", "", text)))

    def _groups(self, project: Project) -> dict[str, set[str]]:
        """By group, its topics. Groups of services that run elsewhere, or not yet, exist too, so that their messages wait for them."""
        environment = self.environment
        return {
            binding.group: {each.address(environment.name, environment.parameters) for each in binding.subscriptions}
            for binding in project.bindings
            if binding.subscriptions
        }

    def _simulated(self, name: str, url: str) -> None:
        self._notice(Notice("simulator-started", name, f"{name} at {url}"))

    async def _start_service(self, binding: ServiceBinding, handlers: type[Service], around: Surroundings) -> None:
        database = self._database(binding.database)
        try:
            service = handlers()
        except TypeError as error:
            raise RuntimeFailure(f"{handlers.__name__} cannot run: {error}", "write the missing handlers") from error
        service.connect(self._external.client)
        await self._reach(lambda: database.prepare(None), on_server=database.on_server)
        engine = Engine(service, database, replace(around, policies=policies_of(binding, self.environment)))
        self.engines[binding.service] = engine
        await self._reach(engine.start, on_server=database.on_server or self._broker_is_server)
        self._notice(Notice("service-started", binding.service, f"{binding.service} {binding.version}"))

    def _database(self, name: str) -> Database:
        url = self.environment.database_url(name)
        if url not in self._databases:
            self._databases[url] = Database(url)
        return self._databases[url]

    def _gateway_server(self, project: Project, requests: Requests, transport: Transport, used: UsedKeys) -> WebServer:
        environment = self.environment
        app = gateway_app(
            Gateway(
                routes=project.routes,
                classes=project.classes,
                transport=transport,
                requests=requests,
                keys=used,
                clients=environment.clients,
                environment=environment.name,
                parameters=environment.parameters,
                openapi=project.openapi,
                health=self.health,
                sending=self._sending,
                limits=Limits(environment.rate, environment.burst),
            )
        )
        return WebServer(app, host=environment.host, port=environment.port)

    async def _open_gateway(self, server: WebServer) -> None:
        await server.start()
        self._external.report_to(server.url.replace("0.0.0.0", "127.0.0.1"))
        self._notice(Notice("gateway-started", GATEWAY, server.url))

    def health(self) -> dict[str, str]:
        """The state of each part: `ok`, or what is wrong."""
        states = {name: engine.state for name, engine in self.engines.items()}
        if self._gateway is not None:
            states[GATEWAY] = self._sending.state
        return states if self._started else {"start": "under way", **states}

    async def stop(self) -> None:
        """The gateway first, so that nothing new comes in; then each service ends what it began."""
        if self.engines or self._gateway is not None:
            self._notice(Notice("stopping", "", "ends what has begun"))
        if self._gateway is not None:
            await self._gateway.stop()
        ends = await asyncio.gather(*(engine.stop(self._stop_limit) for engine in self.engines.values()), return_exceptions=True)
        for error in ends:
            if error is not None:
                # The others have to be closed all the same.
                _log.error("a service did not stop cleanly", exc_info=error)
        await self._external.stop()
        for database in self._databases.values():
            await database.close()
        if self._transport is not None:
            await self._transport.close()
        self.engines.clear()
        if self._operations is not None:
            await self._operations.stop()


def policies_of(binding: ServiceBinding, environment: Environment) -> dict[str, Policy]:
    """By handler: what holds in the environment, what the catalog says about the handler, what the environment says about it."""
    said = {
        (short_name(name), message): values for key, values in environment.handlers.items() for name, _, message in [key.partition(".")]
    }
    service = short_name(binding.service)
    known = {each.message for each in binding.subscriptions}
    strange = sorted(message for name, message in said if name == service and message and message not in known)
    if strange:
        place = f"environments.{environment.name}.handlers"
        raise RuntimeFailure(f"{place}: {binding.service} receives no {strange[0]!r}", f"it receives: {', '.join(sorted(known))}")
    found: dict[str, Policy] = {}
    for each in binding.subscriptions:
        values = {**each.policy, **said.get((service, ""), {}), **said.get((service, each.message), {})}
        found[each.handler] = replace(environment.policy, **values) if values else environment.policy
    return found


def run_system(
    environment: Environment,
    *,
    services: Sequence[str] = (),
    observer: Observer | None = None,
    notice: Callable[[Notice], None] = _ignore,
    ready: Callable[[System], None] = lambda _: None,
    stop_limit: float = 10.0,
) -> None:
    """Run until SIGTERM or SIGINT, then drain. A second signal ends it at once, as the system's default does."""

    async def run() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        signals = (signal.SIGTERM, signal.SIGINT)

        def stop_once() -> None:
            stop.set()
            for each in signals:
                loop.remove_signal_handler(each)

        for each in signals:
            loop.add_signal_handler(each, stop_once)
        system = System(environment, services=services, observer=observer, notice=notice, stop_limit=stop_limit)
        starting, stopping = asyncio.ensure_future(system.__aenter__()), asyncio.ensure_future(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not starting.done():
            # It waits for a broker or a database, perhaps for long.
            starting.cancel()
            await asyncio.gather(starting, return_exceptions=True)
            return
        await starting
        settle()
        try:
            ready(system)
            await stopping
        finally:
            await system.stop()

    asyncio.run(run())
