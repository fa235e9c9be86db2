"""Which kind of broker a catalog speaks of, by the protocols that it names."""

from collections.abc import Iterable

_PROTOCOLS = {"kafka": "kafka", "nats": "nats", "amqp": "rabbitmq", "rabbitmq": "rabbitmq", "redis": "redis"}


def spoken(protocols: Iterable[str], default: str) -> str:
    """The kind that most of the protocols name, the first by name where they are equal; `default` where none does."""
    kinds = [_PROTOCOLS[name] for protocol in protocols if (name := protocol.lower()) in _PROTOCOLS]
    return max(sorted(set(kinds)), key=kinds.count, default=default)
