"""The pages of a deployment: Dockerfile, compose file, databases, and a manifest per process."""

import json
import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import yaml

from ...config import Config
from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.ids import ResourceType
from ...model.json import JsonObject
from ...model.resources import Channel
from ..brokers import spoken
from ..emitter import Emission, Page
from ..headers import python_header
from ..page_keys import page_key
from .compose import USER, compose, open_urls
from .kubernetes import manifests
from .processes import processes

_EXTRAS = ("kafka", "mqtt", "nats", "postgresql", "rabbitmq", "redis")


@dataclass(frozen=True, slots=True)
class TextView:
    """Finished documents below a header."""

    header: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImageView:
    header: str
    extras: str
    copies: tuple[str, ...]
    user: str
    environment: str


def emit(graph: Graph, config: Config) -> Emission:
    settings = config.deploy
    found = processes(graph)
    header = python_header()
    pages = [_page("deploy/compose.yaml", TextView(header, (_yaml(compose(config, found, broker(graph, config))),)))]
    pages += [
        _page(f"deploy/kubernetes/{process.name}.yaml", TextView(header, tuple(map(_yaml, manifests(settings, process)))))
        for process in found
    ]
    if "database" in open_urls(settings).values():
        names = sorted({process.database for process in found})
        statements = "\n".join(f"CREATE DATABASE {_identifier(name)};" for name in names)
        pages.append(_page("deploy/databases.sql", TextView(f"--{header[1:]}", (statements + "\n",))))
    pages.append(_image(config, header))
    return Emission(pages, tuple(_unready(config)))


def broker(graph: Graph, config: Config) -> str:
    """The configured kind of broker; else that of most channels, the first by name where they are equal; else NATS."""
    if config.deploy.broker:
        return config.deploy.broker
    channels = graph.current(ResourceType.CHANNEL, Channel)
    return spoken((protocol for channel in channels for protocol in channel.protocols), "nats")


def _image(config: Config, header: str) -> Page:
    copies = [
        json.dumps([posixpath.normpath(path), f"./{posixpath.normpath(path)}"])
        for path in ("flowmart.yaml", config.services, config.output)
    ]
    view = ImageView(header, ",".join(_EXTRAS), tuple(copies), USER, json.dumps(config.deploy.environment))
    return Page("deploy/Dockerfile", "deploy/Dockerfile.jinja", view, key=page_key(view))


def _page(path: str, view: TextView) -> Page:
    return Page(path, "deploy/documents.yaml.jinja", view, key=page_key(view))


def _yaml(document: JsonObject) -> str:
    return yaml.safe_dump(document, sort_keys=False, width=1000)


def _identifier(name: str) -> str:
    plain = "".join(c if c.isprintable() else "_" for c in name)
    return '"' + plain.replace('"', '""') + '"'


def _unready(config: Config) -> Iterator[Diagnostic]:
    """What keeps the environment from running in containers of its own."""
    settings = config.deploy
    said: Sequence[tuple[bool, str, str, str]] = (
        (
            settings.environment not in {environment.name for environment in config.environments},
            "deploy/no-environment",
            f"there is no environment '{settings.environment}' to deploy",
            "choose one: deploy.environment",
        ),
        (
            not settings.operations_port or settings.operations_host in ("127.0.0.1", "localhost", ""),
            "deploy/no-operations",
            f"no probe reaches the processes of '{settings.environment}': it has no `operations` that listen on all addresses",
            f"add to environments.{settings.environment}: operations: {{ host: 0.0.0.0, port: 9090 }}",
        ),
        (
            settings.transport.startswith(("sqlite:", "memory:")),
            "deploy/embedded-broker",
            f"'{settings.environment}' has the embedded broker: processes on several machines can't share it",
            "give its transport the URL of a broker",
        ),
    )
    for holds, rule, message, hint in said:
        if holds:
            yield Diagnostic(settings.location, rule, Severity.WARNING, message, hint=hint)
