"""The type of a generated field as an annotation in Python source. Knows nothing of where it comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ..literals import python_literal


@dataclass(frozen=True, slots=True)
class PythonType:
    """`text` is an annotation, `constraints` the arguments of the Field that holds them, `marks` what else stands beside the annotation.

    `classes` are those of the module that it names.
    """

    text: str
    constraints: str = ""
    imports: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()

    @property
    def whole(self) -> str:
        if self.marks:
            return f"Annotated[{', '.join((self.text, *self.marks))}]"
        return f"Annotated[{self.text}, Field({self.constraints})]" if self.constraints else self.text

    def naming(self, classes: Sequence[str]) -> "PythonType":
        """This type with its stand-ins replaced by the classes of a module, in their order."""
        text, constraints = self.text, self.constraints
        for index, name in enumerate(classes):
            text = text.replace(stand_in(index), name)
        return PythonType(text, constraints, self.imports, frozenset(classes))

    def tagged(self, union: str, field: str) -> "PythonType":
        """This type with the union of classes in it read by their field."""
        tag = f"discriminator={python_literal(field)}"
        imports = self.imports | {("typing", "Annotated"), ("pydantic", "Field")}
        if self.text == union and not self.constraints:
            return replace(self, constraints=tag, imports=imports)
        return replace(self, text=self.text.replace(union, f"Annotated[{union}, Field({tag})]"), imports=imports)


TypesOfModule = Mapping[tuple[str, str], PythonType]
"""By class and field name. A root class has its type under `root`, an object with typed extra properties theirs under `extra`."""


def stand_in(index: int | str) -> str:
    # No literal that the speller writes holds a NUL.
    return f"\0{index}\0"
