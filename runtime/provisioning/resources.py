"""One thing that a broker or a database has to have, and what is there of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias, runtime_checkable

State: TypeAlias = Literal["missing", "created", "there", "differs", "note"]

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """`wanted` are its settings; `found` is what differs, by the setting's name. A `note` has nothing to make."""

    kind: str
    name: str
    wanted: Mapping[str, str]
    state: State
    found: Mapping[str, str]

    @classmethod
    def compared(cls, kind: str, name: str, wanted: Mapping[str, str], found: Mapping[str, str] | None) -> "Resource":
        """`found` None is a resource that is not there; settings that it does not mention are taken as they should be."""
        if found is None:
            return cls(kind=kind, name=name, wanted=wanted, state="missing", found={})
        different = {key: found[key] for key, value in wanted.items() if found.get(key, value) != value}
        return cls(kind=kind, name=name, wanted=wanted, state="differs" if different else "there", found=different)

    @classmethod
    def note(cls, kind: str, text: str) -> "Resource":
        return cls(kind=kind, name=text, wanted={}, state="note", found={})

    @property
    def text(self) -> str:
        if self.state == "note":
            return f"{self.kind}: {self.name}"
        settings = [
            f"{key}={value}" if key not in self.found else f"{key}={value} (there: {self.found[key]})" for key, value in self.wanted.items()
        ]
        return f"{self.state:8} {self.kind} {self.name}{': ' if settings else ''}{', '.join(settings)}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The topics with the guarantee of their channel, and the groups with their topics."""

    topics: Mapping[str, str]
    groups: Mapping[str, Collection[str]]

    def without(self, elsewhere: Collection[str]) -> "Wanted":
        """What is left for one of several brokers."""
        groups = {group: [topic for topic in topics if topic not in elsewhere] for group, topics in self.groups.items()}
        topics = {topic: guarantee for topic, guarantee in self.topics.items() if topic not in elsewhere}
        return Wanted(topics, {group: mine for group, mine in groups.items() if mine})


@runtime_checkable
class Provisioned(Protocol):
    """A transport with something to provision. `connect` opens it without making anything, `make` creates what is
    missing and changes nothing that is there."""

    async def connect(self) -> None: ...
    async def close(self) -> None: ...
    async def survey(self, wanted: Wanted) -> list[Resource]: ...
    async def make(self, wanted: Wanted) -> None: ...


@runtime_checkable
class Binds(Protocol):
    """A transport whose broker does not say which topics a group is bound to: `bind` does it, whether it was done before or not."""

    async def bind(self, wanted: Wanted) -> None: ...
