"""Places in the files that derived schemas were cut from: a finding in the text that was made of them leads to what somebody wrote."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ..diagnostics import Diagnostic, Location
from ..model.resources import Cutting, SchemaFile
from .json_text import steps_at
from .positions import position


def in_their_files(diagnostics: Iterable[Diagnostic], schemas: Iterable[SchemaFile]) -> Iterator[Diagnostic]:
    """The findings, those about derived schemas where their parts are written."""
    derived: dict[str, SchemaFile] | None = None
    for found in diagnostics:
        if "#" in found.location.path or any("#" in place.path for place in found.related):
            derived = {schema.path: schema for schema in schemas if schema.derived} if derived is None else derived
            related = tuple(_original(place, derived) for place in found.related)
            found = replace(found, location=_original(found.location, derived), related=related)
        yield found


def _original(place: Location, derived: dict[str, SchemaFile]) -> Location:
    schema = derived.get(place.path)
    if schema is None:
        return place
    steps = steps_at(schema.content or "", place.line, place.column)
    cuttings = {cutting.name: cutting for cutting in schema.cuttings}
    if len(steps) > 1 and steps[0] == "$defs" and steps[1] in cuttings:
        return _in(cuttings[steps[1]], steps[2:])
    return _in(cuttings[""], steps) if "" in cuttings else schema.location


def _in(cutting: Cutting, steps: tuple[str, ...]) -> Location:
    line, column = position(cutting.text, steps)
    return Location(cutting.path, cutting.line + max(line, 1) - 1, max(column, 1))
