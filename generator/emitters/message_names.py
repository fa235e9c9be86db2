"""Module and class names of every message version and reply, the same for all emitters.

The current version has the plain name, an older one the shortest version suffix. Two messages that come to the same name
are a finding: the first by id keeps it, the other has no name and so no code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ..diagnostics import Diagnostic, Severity
from ..graph.graph import Graph
from ..model.ids import ResourceKey
from ..model.resources import Message
from ..naming import ClassName, ModuleName, class_name, module_name, version_suffix
from .other_schemas import OtherSchema, other_schemas

# What generated modules import; a message class of that name would hide it, so it gets the word Message.
RESERVED_CLASSES = frozenset(
    ("Annotated", "Any", "AwareDatetime", "ClassVar", "Command", "ConfigDict", "Decimal", "Event", "Field", "IPv4Address")
    + ("IPv6Address", "JsonValue", "Literal", "Message", "Model", "Never", "Omissible", "Query", "Reply", "RootModel", "StrEnum", "UUID")
)


@dataclass(frozen=True, slots=True)
class MessageName:
    """`module` is below `generated.messages`. The reply names are None where the catalog gives no reply.

    `others` are the message's schemas but the default one.
    """

    module: ModuleName
    class_name: ClassName
    reply_module: ModuleName | None = None
    reply_class: ClassName | None = None
    others: tuple[OtherSchema, ...] = ()


@dataclass(frozen=True, slots=True)
class MessageNames:
    """A message that is missing from `by_key` has no usable name; `diagnostics` say why."""

    by_key: Mapping[ResourceKey, MessageName]
    diagnostics: tuple[Diagnostic, ...]


def message_names(graph: Graph) -> MessageNames:
    owners: dict[str, Message] = {}
    by_key: dict[ResourceKey, MessageName] = {}
    diagnostics: list[Diagnostic] = []
    # Current versions first: an older version must not take the name of a message that happens to end in V1.
    for message in sorted(graph.messages, key=lambda message: not graph.is_current(message)):
        name = _name(graph, message)
        if name is None:
            diagnostics.append(_nameless(message))
            continue
        taken = [name.module, name.class_name, *filter(None, (name.reply_module, name.reply_class))]
        first = next((owners[text] for text in taken if text in owners), None)
        if first is not None:
            diagnostics.append(_collision(message, first, name))
            continue
        owners.update((text, message) for text in taken)
        by_key[message.key] = name
    for message in graph.messages:
        if len(message.schemas) > 1 and message.key in by_key:
            found = list(other_schemas(message, by_key[message.key].class_name, by_key[message.key].module, owners))
            diagnostics += [each for each in found if isinstance(each, Diagnostic)]
            others = tuple(each for each in found if isinstance(each, OtherSchema))
            owners.update((text, message) for each in others for text in (each.class_name, each.module))
            by_key[message.key] = replace(by_key[message.key], others=others)
    return MessageNames(by_key, tuple(diagnostics))


def _name(graph: Graph, message: Message) -> MessageName | None:
    module, name = module_name(message.id), class_name(message.id)
    if module is None or name is None:
        return None
    if name in RESERVED_CLASSES:
        name = ClassName(f"{name}Message")
    if not graph.is_current(message):
        others = {other.version for other in graph.index.versions(message.type, message.id)} - {message.version}
        suffix = version_suffix(message.version, frozenset(others))
        module, name = ModuleName(f"{module}_{suffix.lower()}"), ClassName(name + suffix)
    if message.reply is None:
        return MessageName(module, name)
    return MessageName(module, name, ModuleName(f"{module}_reply"), ClassName(f"{name}Reply"))


def _collision(message: Message, first: Message, name: MessageName) -> Diagnostic:
    return Diagnostic(
        message.at("id"),
        "names/collision",
        Severity.ERROR,
        f"{message} and {first} ({first.at('id')}) both become {name.class_name}",
        str(message.key),
        "rename one of them; no code is generated for this one",
    )


def _nameless(message: Message) -> Diagnostic:
    return Diagnostic(
        message.at("id"),
        "names/empty",
        Severity.ERROR,
        f"the id {message.id!r} has no letter or digit to make a class name of",
        str(message.key),
        "give the message an id with letters",
    )
