"""Names that meet when a schema becomes a model, as findings with both places.

`name_collisions` is for who wants to know without making the model: it costs no pydantic and no code generator.
"""

from collections.abc import Callable, Iterator

from ...diagnostics import Diagnostic, Location, Severity
from ...model.json import Json
from ...source.positions import position
from .library import Library, Place
from .metaschemas import counts_siblings
from .reading import read_schema
from .requests import ModelRequest
from .shapes import ModuleShape
from .shaping import shaped

_WORDS = {
    "field": ("the properties", "field name", Severity.WARNING),
    "member": ("the enum values", "member name", Severity.WARNING),
    "class": ("two types", "class name", Severity.NOTE),
}


def collisions(shape: ModuleShape, at: Callable[[Place | Location], Location]) -> Iterator[Diagnostic]:
    for found in shape.collisions:
        things, name, severity = _WORDS[found.kind]
        if found.kind == "class":
            said = f"{things} come to the same {name} {found.first}; the second is called {found.called}"
        else:
            said = f"{things} {found.first!r} and {found.second!r} come to the same {name}; the second has an underscore"
        first, second = map(at, found.places)
        yield Diagnostic(second, f"names/{found.kind}-collision", severity, said, shape.root, related=(first,))


def located(place: Place | Location, path: str, text: str, library: Library) -> Location:
    """Where it is written, or the nearest around it that is: a part of an allOf may be written elsewhere. The file `path` has the `text`."""
    if isinstance(place, Location):
        return place
    return Location(place.path, *position(text if place.path == path else library.text(place.path) or "", place.steps))


def name_collisions(request: ModelRequest) -> Iterator[Diagnostic]:
    """Those of the request's schema; none where no model can be made of it, which is another finding."""
    schema = request.schema
    if schema is None:
        return
    try:
        shape = _shape(request)
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError):
        return
    if shape is not None and shape.collisions:
        yield from collisions(shape, lambda place: located(place, schema.path, schema.content or "", request.library))


def _shape(request: ModelRequest) -> ModuleShape | None:
    assert request.schema is not None
    path, library = request.schema.path, request.library
    reading = read_schema(request.schema, library, request.message.id)
    if reading.tree is None:
        return None
    if reading.language != "jsonschema":
        from .wire import typed_module  # here: lint starts faster without it

        return typed_module(request, reading).shape
    tree = _without_patterns(reading.tree)
    return shaped(tree, path=path, root=request.message.name, library=library, siblings=counts_siblings(tree))


def _without_patterns(tree: Json) -> Json:
    """No name depends on a pattern, and to look whether it is one takes pydantic."""
    if isinstance(tree, list):
        return [_without_patterns(item) for item in tree]
    if isinstance(tree, dict):
        return {key: _without_patterns(item) for key, item in tree.items() if key != "pattern" or not isinstance(item, str)}
    return tree
