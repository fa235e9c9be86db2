"""Old messages read as new ones, so that a handler sees one version while the others are still in the log.

An upcaster counts for the services whose module defines or imports it. Knows nothing of how messages arrive: see engine/intake.py.
"""

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast, get_type_hints

from .failures import RuntimeFailure
from .messages import Message
from .service import Service

Old = TypeVar("Old", bound=Message)
New = TypeVar("New", bound=Message)


@dataclass(frozen=True, slots=True)
class Upcaster(Generic[Old, New]):
    """A function from a version of a message to a later one. It is called like the function that it was made of."""

    old: type[Old]
    new: type[New]
    function: Callable[[Old], New]

    def __call__(self, message: Old) -> New:
        return self.function(message)

    @property
    def name(self) -> str:
        return f"{self.function.__module__}.{self.function.__qualname__}"


def upcast(old: type[Old]) -> Callable[[Callable[[Old], New]], Upcaster[Old, New]]:
    """Makes a function the upcaster of `old`; what it returns says into which class. Raises RuntimeFailure for one that can't be."""

    def made(function: Callable[[Old], New]) -> Upcaster[Old, New]:
        name = f"{function.__module__}.{function.__qualname__}"
        new = _returned(function)
        if not isinstance(new, type) or not issubclass(new, Message):
            raise RuntimeFailure(f"the upcaster {name} does not say which message it returns", "annotate it: -> TheNewMessage")
        if new.meta.id != old.meta.id:
            raise RuntimeFailure(
                f"the upcaster {name} makes {new.meta.id} of {old.meta.id}: it must be the same message in another version"
            )
        if new is old:
            raise RuntimeFailure(f"the upcaster {name} leads from {old.__name__} to itself")
        return Upcaster(old, cast("type[New]", new), function)

    return made


def _returned(function: Callable[..., Any]) -> Any:
    try:
        return get_type_hints(function).get("return")
    except NameError:  # a name that is there for type checkers only
        return inspect.signature(function).return_annotation


@dataclass(frozen=True, slots=True)
class Chain:
    """The way of an old message to a class that the service has a handler for."""

    old: type[Message]
    new: type[Message]
    steps: tuple[Upcaster[Any, Any], ...]

    def __call__(self, message: Message) -> Message:
        """Raises ValueError or TypeError with the name of the upcaster that failed."""
        for step in self.steps:
            try:
                message = step(message)
            except Exception as error:
                raise ValueError(f"the upcaster {step.name} failed: {error}") from error
            if not isinstance(message, step.new):
                raise TypeError(f"the upcaster {step.name} returned {type(message).__name__}, not {step.new.__name__}")
        return message


def chains_of(service: Service, received: Iterable[type[Message]]) -> list[Chain]:
    """The chains of the upcasters that count for the service. `received` are the classes of its handlers.

    Raises RuntimeFailure when two begin at one version, when one begins at a version that has a handler, and when one leads nowhere.
    """
    goals = set(received)
    first: dict[type[Message], Upcaster[Any, Any]] = {}
    for found in _upcasters(service):
        other = first.setdefault(found.old, found)
        if other is not found:
            raise RuntimeFailure(
                f"two upcasters of {_named(found.old)} count for {type(service).__name__}: {other.name} and {found.name}",
                "keep one of them in its module",
            )
    chains = [_chain(old, first, goals) for old in first if old.meta.id in {goal.meta.id for goal in goals}]
    return sorted(chains, key=lambda chain: (chain.old.meta.id, chain.old.meta.version))


def _chain(old: type[Message], first: Mapping[type[Message], Upcaster[Any, Any]], goals: set[type[Message]]) -> Chain:
    if old in goals:
        raise RuntimeFailure(
            f"{first[old].name} is an upcaster of {_named(old)}, which the service has a handler for",
            "take the upcaster away, or let the service receive the new version only",
        )
    steps: list[Upcaster[Any, Any]] = []
    at = old
    while at not in goals:
        step = first.get(at)
        if step is None:
            raise RuntimeFailure(f"{steps[-1].name} leads to {_named(at)}, which the service neither receives nor has an upcaster of")
        if step in steps:
            raise RuntimeFailure(f"the upcasters of {old.meta.id} go round in circles: {', '.join(each.name for each in steps)}")
        steps.append(step)
        at = step.new
    return Chain(old, at, tuple(steps))


def _upcasters(service: Service) -> Iterator[Upcaster[Any, Any]]:
    """Those in the modules of the service's classes, each once."""
    seen: set[int] = set()
    for owner in type(service).__mro__:
        for value in list(vars(sys.modules.get(owner.__module__, object)).values()):
            if isinstance(value, Upcaster) and id(value) not in seen:  # pyright: ignore[reportUnknownArgumentType]
                seen.add(id(value))  # pyright: ignore[reportUnknownArgumentType]
                yield value  # pyright: ignore[reportUnknownVariableType]


def _named(message: type[Message]) -> str:
    return f"{message.meta.id} {message.meta.version}"
