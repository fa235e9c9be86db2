"""What is asked for when a module is needed: light values, made for every message on every run."""

from dataclasses import dataclass

from ...model.resources import SchemaFile
from .library import Library


@dataclass(frozen=True, slots=True)
class MessageClass:
    """What the catalog says about the class of a message or a reply.

    `base` is a class of the runtime: Event, Command, Query, Reply. `text` becomes the docstring, `sources` are the catalog files.
    `schema_id` is that of its schema in a registry, empty for none.
    `base_name` of `base_module` is the class that the project wants below all of its models; empty for none.
    """

    name: str
    base: str
    id: str
    version: str
    text: str
    sources: tuple[str, ...]
    key: str = ""
    digest: str = ""
    schema_id: str = ""
    reply_class: str = ""
    reply_module: str = ""
    base_module: str = ""
    base_name: str = ""
    frozen: bool = True


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """One module. `schema` is None where there is nothing to make a model of."""

    message: MessageClass
    schema: SchemaFile | None
    library: Library
