"""What is lost or renamed when a schema becomes a model, as findings that point at the schema.

Most of what types can't say is no loss: the compiled schema checks it. What is here is what neither does, and names that meet.
"""

from collections.abc import Iterator, Mapping

from ...diagnostics import Diagnostic, Location, Severity
from ...model.json import Json
from .closing import closed_parts
from .collisions import collisions, located
from .defaults import default_source
from .library import Library, Place
from .shapes import NO_DEFAULT, ModuleShape, ObjectShape


class Findings:
    """Those of one schema file; the places are looked up only when there is something to say."""

    def __init__(self, library: Library, path: str, text: str) -> None:
        self._library, self._path, self._text = library, path, text

    def losses(self, shape: ModuleShape, tree: Json, reasons: Mapping[str, Place]) -> Iterator[Diagnostic]:
        """`reasons` are the keywords that the types don't say, with their schemas."""
        for keyword, place in sorted(reasons.items()) if shape.unchecked else ():
            said = f"{keyword} can't be checked: {shape.unchecked.splitlines()[0]}"
            hint = "correct it, or leave it out: whatever it forbids is accepted"
            where = self._at(place.below(keyword.partition(" ")[0]))
            yield Diagnostic(where, "payload/unchecked-keyword", Severity.WARNING, said, shape.root, hint)
        if shape.bundle is not None:
            for place in closed_parts(tree, self._path, self._library):
                said = "nothing fits all parts of this allOf, each closed for itself; they are read as one closed object"
                hint = "close the whole instead (unevaluatedProperties: false)"
                yield Diagnostic(self._at(place.below("allOf")), "payload/closed-parts", Severity.NOTE, said, shape.root, hint)
        yield from self._defaults(shape)

    def _defaults(self, shape: ModuleShape) -> Iterator[Diagnostic]:
        for each in shape.shapes.values():
            for property in each.properties if isinstance(each, ObjectShape) else ():
                if property.default is NO_DEFAULT or property.required or property.place is None:
                    continue
                if property.default is None or default_source(property, shape)[0]:
                    continue
                said = f"the default of {property.name!r} is none that its field can have; the field is simply optional"
                hint = "correct it, or leave it out"
                place = self._at(property.place.below("default"))
                yield Diagnostic(place, "payload/default-dropped", Severity.NOTE, said, shape.root, hint)

    def collisions(self, shape: ModuleShape) -> Iterator[Diagnostic]:
        return collisions(shape, self._at)

    def _at(self, place: Place | Location) -> Location:
        return located(place, self._path, self._text, self._library)
