"""What the templates of the TypeScript package show. Every text is finished source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PropertyView:
    doc: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class TypeView:
    """An interface with its properties, or (with `alias`) another name for a type; `members` are those of an enum."""

    name: str
    doc: tuple[str, ...]
    properties: tuple[PropertyView, ...] = ()
    alias: str = ""
    members: tuple[PropertyView, ...] = ()


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One message. `about` is the argument of `message` but for the schema."""

    header: tuple[str, ...]
    uses_json: bool
    types: tuple[TypeView, ...]
    name: str
    about: tuple[str, ...]
    schema: str


@dataclass(frozen=True, slots=True)
class ExportView:
    name: str
    module: str


@dataclass(frozen=True, slots=True)
class IndexView:
    header: str
    exports: tuple[ExportView, ...]


@dataclass(frozen=True, slots=True)
class FixedView:
    """A page that is the same for every catalog."""

    header: str
