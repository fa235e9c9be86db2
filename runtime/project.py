"""Loads what a project consists of: generated messages, bindings and routes, and the handlers written for them.

The project's folder goes to the front of sys.path, where `generated` and `services` are top-level packages.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from .bindings import Publication, Route, ServiceBinding, Subscription
from .environment import Environment
from .failures import RuntimeFailure
from .messages import Message
from .service import Service

_PROJECT_FOLDERS: set[str] = set()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything generated, and a way to the handler classes. `openapi` is the document's text."""

    bindings: tuple[ServiceBinding, ...]
    routes: tuple[Route, ...]
    classes: Callable[[str], type[Message]]
    openapi: bytes
    folder: Path
    services: str
    services_folder: Path

    @property
    def known(self) -> frozenset[str]:
        """The ids of all messages of the system."""
        received = {each.message for binding in self.bindings for each in binding.subscriptions}
        sent = {each.message for binding in self.bindings for each in binding.publications}
        return frozenset(received | sent | {route.message for route in self.routes})

    def brokers(self, environment: Environment) -> dict[str, str]:
        """The URL of another broker by topic. A channel is called by its id, or by its address with or without its parameters filled in."""
        topics: dict[str, set[str]] = {}
        parties: list[Subscription | Publication] = []
        for binding in self.bindings:
            parties += [*binding.subscriptions, *binding.publications]
        places = [(each.channel, each.channel_id, each.address(environment.name, environment.parameters)) for each in parties]
        places += [
            (each.channel or each.message, each.channel_id, each.topic(environment.name, environment.parameters)) for each in self.routes
        ]
        for channel, channel_id, topic in places:
            for name in {channel, channel_id or channel, topic}:
                topics.setdefault(name, set()).add(topic)
        unknown = sorted(set(environment.channels) - set(topics))
        if unknown:
            known = sorted({channel_id or channel for channel, channel_id, _ in places})
            raise RuntimeFailure(f"environments.{environment.name}.channels: no channel {unknown[0]!r}", f"there are: {', '.join(known)}")
        return {topic: url for name, url in environment.channels.items() for topic in topics[name]}

    def handlers(self, binding: ServiceBinding) -> type[Service] | None:
        """The class in the service's handler module, or None when nobody has written one."""
        name = f"{self.services}.{binding.module}"
        # A folder without __init__.py is shared with every folder of its name on the path: the file decides.
        place = self.services_folder / binding.module
        is_ours = place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()
        module = _module(name) if is_ours else None
        if module is None or not _is_below(module, self.folder):
            return None
        found = [
            each
            for each in vars(module).values()
            if inspect.isclass(each)
            and issubclass(each, Service)
            and each.__module__ == name
            and getattr(each, "binding", None) is not None
            and each.binding.service == binding.service
        ]
        return found[-1] if found else None


def load_project(environment: Environment) -> Project:
    folder = environment.project
    output, services = _package(environment.output), _package(environment.services)
    _make_importable(folder, [output, services])
    bindings = _module(f"{output}.bindings")
    if bindings is None or not _is_below(bindings, folder):
        raise RuntimeFailure(f"nothing is generated in {environment.output}/", "run `flowmart generate` first")
    messages = _module(f"{output}.messages")
    routes = _module(f"{output}.gateway.routes")
    openapi = folder / environment.output / "gateway" / "openapi.json"
    _LOADED.update((root, sys.modules[root]) for root in {output.partition(".")[0], services.partition(".")[0]} if root in sys.modules)
    return Project(
        bindings=tuple(sorted(_bindings(bindings), key=lambda binding: binding.service)),
        routes=tuple(getattr(routes, "ROUTES", ())),
        classes=_class_finder(messages),
        openapi=openapi.read_bytes() if openapi.is_file() else b"{}",
        folder=folder,
        services=services,
        services_folder=folder / environment.services,
    )


def _package(folder: str) -> str:
    return folder.strip("/").replace("/", ".")


_LOADED: dict[str, ModuleType] = {}
"""The packages that the last project was loaded from, by name."""


def _make_importable(folder: Path, packages: Sequence[str]) -> None:
    """One project a process at a time: the folder and the modules of an earlier one are forgotten."""
    path = str(folder)
    for earlier in _PROJECT_FOLDERS - {path}:
        if earlier in sys.path:
            sys.path.remove(earlier)
    _PROJECT_FOLDERS.clear()
    _PROJECT_FOLDERS.add(path)
    if sys.path[:1] != [path]:
        sys.path.insert(0, path)
    roots = {package.partition(".")[0] for package in packages}
    loaded = [name for name in sys.modules if name.partition(".")[0] in roots]
    # All or none: handlers hold the classes of the generated code that they were imported with.
    exchanged = any(sys.modules.get(root) is not package for root, package in _LOADED.items())
    if exchanged or not all(_lies_in(folder, sys.modules[name]) for name in loaded):
        for name in loaded:
            del sys.modules[name]
        _LOADED.clear()
    importlib.invalidate_caches()


def _lies_in(folder: Path, module: ModuleType) -> bool:
    """A package without a file has no place of its own; its modules have."""
    file = getattr(module, "__file__", None)
    return file is None or folder in Path(file).resolve().parents


def _module(name: str) -> ModuleType | None:
    """None when there is no such module; an error inside it is an error."""
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and (name == error.name or name.startswith(f"{error.name}.")):
            return None
        raise RuntimeFailure(f"cannot import {name}: {error}") from error
    except (ImportError, SyntaxError) as error:
        raise RuntimeFailure(f"cannot import {name}: {error}") from error


def _is_below(module: ModuleType, folder: Path) -> bool:
    """False for a package of the same name that lies elsewhere on sys.path."""
    return module.__file__ is not None and Path(module.__file__).resolve().is_relative_to(folder.resolve())


def _bindings(package: ModuleType) -> list[ServiceBinding]:
    found: list[ServiceBinding] = []
    for each in pkgutil.iter_modules(package.__path__):
        binding = getattr(importlib.import_module(f"{package.__name__}.{each.name}"), "BINDING", None)
        if isinstance(binding, ServiceBinding):
            found.append(binding)
    return found


def _class_finder(messages: ModuleType | None) -> Callable[[str], type[Message]]:
    def find(name: str) -> type[Message]:
        found = getattr(messages, name, None)
        if not inspect.isclass(found) or not issubclass(found, Message):
            raise RuntimeFailure(f"the generated code has no message class {name}", "run `flowmart generate`")
        return found

    return find
