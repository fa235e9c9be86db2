"""What flowmart.yaml says about the models: a base class, whether they are frozen, and classes that are the developer's own.

The developer's code is named in generated modules and never run here: what it is, his type checker and the first import say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...config import ModelSettings
from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Message
from ..emitter import Page
from ..headers import python_header
from ..literals import docstring, python_literal
from ..page_keys import page_key
from .requests import MessageClass


@dataclass(frozen=True, slots=True)
class OwnView:
    """A module that hands on a class of the developer's. `module` is where it comes from, `theirs` what it is called there."""

    header: str
    docstring: str
    module: str
    theirs: str
    name: str
    base: str
    id: str
    version: str


def with_settings(about: MessageClass, message: Message, settings: ModelSettings) -> MessageClass:
    """The class with what flowmart.yaml says of it. A reply has the id of its message and `Reply`."""
    module, _, name = settings.base.partition(":")
    frozen = settings.frozen_of(about.id, message.version)
    return replace(about, base_module=module, base_name=name, frozen=frozen)


def own_page(about: MessageClass, module: str, settings: ModelSettings, *, is_current: bool) -> Page | None:
    """The page of a message whose class is the developer's own; None for a generated one."""
    spelling = settings.own_of(about.id, about.version, is_current=is_current)
    if not spelling:
        return None
    source, _, theirs = spelling.partition(":")
    view = OwnView(
        python_header(about.sources[0]),
        docstring(f"{about.name} is a class of this project's own: `models: own:` in flowmart.yaml says so.", indent=0),
        source,
        theirs,
        about.name,
        about.base,
        python_literal(about.id),
        python_literal(about.version),
    )
    return Page(f"messages/{module}.py", "models/own.py.jinja", view, source=about.sources[0], key=page_key(view))


def json_only(about: MessageClass, message: Message, language: str, graph: Graph, settings: ModelSettings) -> Iterator[Diagnostic]:
    """An own class of a message with an Avro or Protobuf schema: flowmart writes binary of the classes that it made."""
    if language == "jsonschema":
        return
    place = next(location for key, location in settings.named if key in (about.id, f"{about.id} {about.version}"))
    said = f"{about.id} {about.version} has a schema in {language.capitalize()}: a class of one's own reads and writes JSON only, in the form that it gives it"
    is_binary = language in (message.encoding, *(link.channel.encoding for link in graph.channels_of(message)))
    if is_binary:
        said = f"{about.id} {about.version} is written in {language.capitalize()} binary, which a class of one's own can't be"
    hint = "leave the generated class, and give it methods by 'base'" + (", or take x-flowmart-encoding away" if is_binary else "")
    yield Diagnostic(place, "payload/own-class", Severity.ERROR if is_binary else Severity.WARNING, said, str(message.key), hint)


def unknown_messages(graph: Graph, settings: ModelSettings) -> Iterator[Diagnostic]:
    """Keys of the settings that name no message of the catalog."""
    known: set[str] = set()
    for message in graph.messages:
        for id in (message.id, *([f"{message.id}Reply"] if message.reply else [])):
            known |= {id, f"{id} {message.version}"}
    for key, location in settings.named:
        if key not in known:
            hint = _hint(key, sorted(known))
            yield Diagnostic(location, "config/unknown-key", Severity.ERROR, f"the catalog has no message '{key}'", hint=hint)


def _hint(key: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, known, 1)
    return f"did you mean '{near[0]}'?" if near else "name a message by its id, or by its id and version"
