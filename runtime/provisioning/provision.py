"""Creates what the generated bindings call for, and says what is there and differs. Never deletes, never alters.

The bindings were made from the catalog's channels; the catalog itself is not read.
"""

from sqlalchemy import MetaData

from ..environment import Environment
from ..gateway import keys
from ..project import Project, load_project
from ..store import Database
from ..store.tables import METADATA
from ..transport.protocol import open_transport
from .databases import make_database, survey_database, survey_server
from .resources import Binds, Provisioned, Resource, Wanted

_STRONGER = {"at-most-once": 0, "at-least-once": 1, "exactly-once": 2}


async def provision(environment: Environment, *, dry_run: bool) -> list[Resource]:
    """Every resource with its state; with `dry_run` nothing is created."""
    project = load_project(environment)
    wanted = _wanted(environment, project)
    brokers = project.brokers(environment)
    resources: list[Resource] = []
    for url in dict.fromkeys([environment.transport, *brokers.values()]):
        elsewhere = {topic for topic in wanted.topics if brokers.get(topic, environment.transport) != url}
        resources += await _transport(url, wanted.without(elsewhere), dry_run=dry_run)
    return resources + await _databases(environment, project, dry_run=dry_run)


async def _transport(url: str, wanted: Wanted, *, dry_run: bool) -> list[Resource]:
    transport = open_transport(url)
    if not isinstance(transport, Provisioned):
        return [Resource.note("transport", f"{url.partition(':')[0]} needs nothing that is made beforehand")]
    await transport.connect()
    try:
        return await _on_broker(transport, wanted, dry_run=dry_run)
    finally:
        await transport.close()


async def _on_broker(transport: Provisioned, wanted: Wanted, *, dry_run: bool) -> list[Resource]:
    before = await transport.survey(wanted)
    if dry_run:
        return before
    if any(each.state == "missing" for each in before):
        await transport.make(wanted)
    if isinstance(transport, Binds):
        await transport.bind(wanted)
    return _made(before, await transport.survey(wanted))


def _made(before: list[Resource], after: list[Resource]) -> list[Resource]:
    missing = {(each.kind, each.name) for each in before if each.state == "missing"}
    return [
        Resource(kind=each.kind, name=each.name, wanted=each.wanted, state="created", found={})
        if (each.kind, each.name) in missing and each.state == "there"
        else each
        for each in after
    ]


def _wanted(environment: Environment, project: Project) -> Wanted:
    topics: dict[str, str] = {}
    groups: dict[str, set[str]] = {}

    def want(topic: str, guarantee: str) -> None:
        present = topics.get(topic, "at-most-once")
        topics[topic] = max(present, guarantee, key=lambda each: _STRONGER.get(each, 1))

    for binding in project.bindings:
        for publication in binding.publications:
            want(publication.address(environment.name, environment.parameters), publication.delivery)
        for subscription in binding.subscriptions:
            topic = subscription.address(environment.name, environment.parameters)
            want(topic, subscription.delivery)
            groups.setdefault(binding.group, set()).add(topic)
    for route in project.routes:
        want(route.topic(environment.name, environment.parameters), "at-least-once")
    return Wanted(dict(sorted(topics.items())), {group: sorted(groups[group]) for group in sorted(groups)})


async def _databases(environment: Environment, project: Project, *, dry_run: bool) -> list[Resource]:
    """Services that share a database share its resource."""
    found: list[Resource] = []
    by_url: dict[str, list[MetaData]] = {}
    for binding in project.bindings:
        if binding.subscriptions:
            handlers = project.handlers(binding)
            own = [] if handlers is None or handlers.tables is None else [handlers.tables]
            by_url.setdefault(environment.database_url(binding.database), []).extend([METADATA, *own])
    if project.routes:
        by_url.setdefault(environment.database_url(keys.DATABASE), []).append(keys.TABLES)
    for url, several in sorted(by_url.items()):
        if not url.startswith("postgresql:"):
            continue
        server = survey_server(url)
        found += [server] if server not in found else []
        tables = list(dict.fromkeys(several))
        before = survey_database(url, tables)
        if not dry_run and any(each.state == "missing" for each in before):
            make_database(url)
            database = Database(url)
            try:
                await database.prepare_only(*tables)
            finally:
                await database.close()
            before = _made(before, survey_database(url, tables))
        found += before
    return found or [Resource.note("database", "files, which services make themselves: nothing to provision")]
