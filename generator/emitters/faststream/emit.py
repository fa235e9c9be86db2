"""The pages of FastStream applications. Addresses, handlers and classes are those of flowmart's own services."""

from collections.abc import Mapping
from dataclasses import replace

from ...config import Config
from ...graph.graph import Graph
from ...model.resources import Message
from ...naming import field_name
from ..brokers import spoken
from ..channels import Addresses
from ..emitter import Emission, Page
from ..headers import python_header
from ..imports import Import, import_lines
from ..literals import docstring, python_literal
from ..packages import package_page
from ..page_keys import page_key
from ..service_code import ServiceCode, service_codes
from .views import ApplicationView, BrokerView, HandlerView, PublicationView, SubscriptionView, WiringView

_BROKERS: Mapping[str, BrokerView] = {
    "kafka": BrokerView("kafka", "faststream.kafka", "KafkaBroker", "KafkaBroker", "localhost:9092"),
    "nats": BrokerView("nats", "faststream.nats", "JStream, NatsBroker", "NatsBroker", "nats://localhost:4222"),
    "rabbitmq": BrokerView(
        "rabbitmq",
        "faststream.rabbit",
        "ExchangeType, RabbitBroker, RabbitExchange, RabbitQueue",
        "RabbitBroker",
        "amqp://guest:guest@localhost:5672/",
    ),
    "redis": BrokerView("redis", "faststream.redis", "RedisBroker, StreamSub", "RedisBroker", "redis://localhost:6379"),
}


def emit(graph: Graph, config: Config) -> Emission:
    codes = service_codes(graph)
    addresses = Addresses(graph, config)
    wiring = WiringView(python_header())
    pages = [
        package_page("faststream", "A FastStream application per service."),
        Page("faststream/wiring.py", "faststream/wiring.py.jinja", wiring, key=page_key(wiring)),
    ]
    for code in codes.services:
        view = _application(code, addresses, config)
        source = code.service.location.path
        pages.append(Page(f"faststream/{code.module}.py", "faststream/application.py.jinja", view, source=source, key=page_key(view)))
    return Emission(pages)


def _application(code: ServiceCode, addresses: Addresses, config: Config) -> ApplicationView:
    received = [(each, at) for each in code.received for at in addresses.of(each.message, each.links)]
    sent = [(each, at) for each in code.sent for at in addresses.of(each.message, each.links)]
    broker = _BROKERS[config.deploy.broker or spoken((protocol for _, at in [*received, *sent] for protocol in at.protocols), "kafka")]
    by_address: dict[str, list[HandlerView]] = {}
    for each, at in received:
        about = docstring(each.message.summary or each.message.name, indent=8)
        by_address.setdefault(at.literal, []).append(HandlerView(each.handler, each.name.class_name, about))
    subscriptions = tuple(
        SubscriptionView(
            f"_incoming_{index}",
            literal,
            _arguments(broker.kind, code.group),
            ", ".join(dict.fromkeys(h.message for h in found)),
            tuple(found),
        )
        for index, (literal, found) in enumerate(by_address.items(), 1)
    )
    publications: list[PublicationView] = []
    for out, at in sent:
        several = sum(other is out for other, _ in sent) > 1
        suffix = f"_{sum(p.message == out.name.class_name for p in publications) + 1}" if several else ""
        name = f"{out.name.module}{suffix}"
        publications.append(
            PublicationView(
                f"publish_{name}",
                f"_publisher_{name}",
                out.name.class_name,
                at.literal,
                _where(broker.kind),
                python_literal(out.name.class_name),
                _key(out.message),
            )
        )
    handlers = tuple({view.name: view for found in by_address.values() for view in found}.values())
    names = sorted({*(each.name.class_name for each, _ in received), *(each.name.class_name for each, _ in sent)})
    uses = ["address", *(["message_of", "reading"] if received else []), *(["written"] if sent else [])]
    return ApplicationView(
        python_header(code.service.location.path),
        docstring(f"{code.service.name} as a FastStream application: `app`, and `use` for the handlers.", indent=0),
        replace(broker, imports=f"{broker.imports}, PullSub") if broker.kind == "nats" and subscriptions else broker,
        import_lines([Import("..messages", tuple(names))]),
        python_literal(code.service.id),
        python_literal(code.service.version),
        f"{code.handlers}Handlers" if not code.handlers.endswith("Handlers") else str(code.handlers),
        handlers,
        subscriptions,
        tuple(publications),
        ", ".join(sorted(uses)),
    )


def _arguments(kind: str, group: str) -> str:
    """The arguments of a subscriber from `at`, the address, on: a group of its own per service, in the words of the broker."""
    text = python_literal(group)
    match kind:
        case "kafka":
            return f'at, group_id={text}, auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR'
        case "nats":
            # Durable and pulled: the server keeps the group's place, and gives a member no more than it asks for.
            return f"at, stream=stream(at), durable={text}, pull_sub=PullSub(batch_size=10), ack_policy=AckPolicy.NACK_ON_ERROR"
        case "redis":
            return f"stream=StreamSub(at, group={text}, consumer=NAME), ack_policy=AckPolicy.NACK_ON_ERROR"
        case _:
            queue = python_literal(f"{group}.")
            return f"RabbitQueue({queue} + at, durable=True), RabbitExchange(at, type=ExchangeType.FANOUT, durable=True), ack_policy=AckPolicy.NACK_ON_ERROR"


def _where(kind: str) -> str:
    match kind:
        case "redis":
            return "stream=at"
        case "nats":
            return "at, stream=stream(at)"
        case "rabbitmq":
            return "exchange=RabbitExchange(at, type=ExchangeType.FANOUT, durable=True)"
        case _:
            return "at"


def _key(message: Message) -> str:
    """The attribute that has the partition key, as a literal; None without one."""
    name = field_name(message.partition_key) if message.partition_key else None
    return python_literal(None if name is None else str(name))
