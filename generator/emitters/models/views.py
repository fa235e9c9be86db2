"""What templates/models/module.py.jinja and package.py.jinja show. Every text is finished Python source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MemberView:
    name: str
    value: str
    docstring: str = ""


@dataclass(frozen=True, slots=True)
class EnumView:
    name: str
    docstring: str
    members: tuple[MemberView, ...]
    base: str = "StrEnum"
    is_enum: bool = True


@dataclass(frozen=True, slots=True)
class FieldView:
    """`default` is empty for a required field."""

    name: str
    annotation: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class ClassView:
    """`bases` is what stands between the parentheses. `config` is the arguments of ConfigDict, empty for none.

    `extra` is the type of properties that the schema does not name, where it has one. `reply` is a class, for a message that is answered.
    `checked` is True for a message with a schema that is checked too.
    """

    name: str
    bases: str
    docstring: str
    config: str = ""
    extra: str = ""
    fields: tuple[FieldView, ...] = ()
    reply: str = ""
    checked: bool = False
    is_enum: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.docstring or self.config or self.extra or self.fields or self.reply or self.checked)


@dataclass(frozen=True, slots=True)
class ModuleView:
    """`imports` are whole lines, sorted, standard library first with an empty line after each group.

    `late` is True when an annotation names a class that stands below it. `header` is the comment lines.
    `schema` is the arguments of the schema that is checked too, one a line; empty for none.
    """

    header: tuple[str, ...]
    imports: tuple[str, ...]
    classes: tuple[ClassView | EnumView, ...]
    late: bool = False
    schema: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportView:
    name: str
    module: str


@dataclass(frozen=True, slots=True)
class PackageView:
    """The lazy package: its exports, sorted by name."""

    header: tuple[str, ...]
    exports: tuple[ExportView, ...]
