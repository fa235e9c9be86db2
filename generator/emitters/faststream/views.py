"""What the templates of FastStream applications show. Every text is finished Python source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BrokerView:
    """`imports` has the names from `module`; `url` is where the broker is when nothing else is said."""

    kind: str
    module: str
    imports: str
    broker: str
    url: str


@dataclass(frozen=True, slots=True)
class HandlerView:
    name: str
    message: str
    docstring: str


@dataclass(frozen=True, slots=True)
class SubscriptionView:
    """One per address: `handlers` are those of the messages that come there."""

    variable: str
    addresses: str
    arguments: str
    classes: str
    handlers: tuple[HandlerView, ...]


@dataclass(frozen=True, slots=True)
class PublicationView:
    function: str
    variable: str
    message: str
    addresses: str
    arguments: str
    title: str
    key: str


@dataclass(frozen=True, slots=True)
class ApplicationView:
    header: str
    docstring: str
    broker: BrokerView
    messages: tuple[str, ...]
    service: str
    version: str
    protocol: str
    handlers: tuple[HandlerView, ...]
    subscriptions: tuple[SubscriptionView, ...]
    publications: tuple[PublicationView, ...]
    wiring: str

    @property
    def acknowledges(self) -> bool:
        return any("AckPolicy" in subscription.arguments for subscription in self.subscriptions)


@dataclass(frozen=True, slots=True)
class WiringView:
    header: str
