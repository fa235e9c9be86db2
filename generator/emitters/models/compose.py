"""Shapes and Python types into the view of a module. Decides what is optional, null or absent; knows no schema keywords."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from ..headers import python_header
from ..literals import comment, docstring, pretty_literal, python_literal
from ..message_names import RESERVED_CLASSES
from .annotations import PythonType, TypesOfModule
from .bundling import Bundle
from .defaults import default_source
from .requests import MessageClass
from .shapes import EnumShape, ModuleShape, ObjectShape, Property, RootShape, Shape
from .views import ClassView, EnumView, FieldView, MemberView, ModuleView

_WIDTH = 120
_OPEN_TYPE = PythonType("JsonValue", imports=frozenset({("pydantic", "JsonValue")}))
_STANDARD = frozenset({"datetime", "decimal", "enum", "ipaddress", "typing", "uuid"})


def module_view(message: MessageClass, shape: ModuleShape, types: TypesOfModule) -> ModuleView:
    return _Composer(message, shape, types).module()


@dataclass(slots=True)
class _Composer:
    message: MessageClass
    shape: ModuleShape
    types: TypesOfModule
    imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def module(self) -> ModuleView:
        order, late = self._order()
        classes = tuple(self._class(self.shape.shapes[name], order[:index]) for index, name in enumerate(order))
        self.imports.add(("flowmart.runtime", self.message.base))
        if self.message.reply_class:
            self.imports.add((f".{self.message.reply_module}", self.message.reply_class))
        schema = self._schema() if self.shape.bundle is not None else ()
        return ModuleView(self._header(), tuple(_import_lines(self.imports)), classes, late, schema)

    def _schema(self) -> tuple[str, ...]:
        self.imports.add(("flowmart.runtime.checking", "JsonSchema"))
        bundle = cast("Bundle", self.shape.bundle)
        lines = [f"{pretty_literal(bundle.schema)},"]
        if bundle.base:
            lines.append(f"base={python_literal(bundle.base)},")
            lines.append(f"files={pretty_literal(dict(bundle.files))},")
        return tuple(line for text in lines for line in text.split("\n"))

    def _header(self) -> tuple[str, ...]:
        first, *more = self.message.sources
        lines = [python_header(first), *(comment(f"Schema: {path}") for path in more)]
        if self.shape.checks:
            lines.append(comment(f"Its schema is checked as well, for what types do not say: {', '.join(self.shape.checks)}."))
        return tuple(lines)

    def _order(self) -> tuple[list[str], bool]:
        """Class names, each after those that it uses, the message last; True when some use each other or themselves."""
        uses: dict[str, set[str]] = {name: set() for name in self.shape.shapes}
        for (name, _), type in self.types.items():
            uses[name] |= type.classes
        order: list[str] = []
        state: dict[str, bool] = {}  # False while a class waits for those that it uses
        late = False
        pending = [(name, False) for name in reversed(list(self.shape.shapes)) if name != self.shape.root]
        pending.insert(0, (self.shape.root, False))
        while pending:
            name, is_ready = pending.pop()
            if is_ready:
                state[name] = True
                order.append(name)
            elif name not in state:
                state[name] = False
                pending.append((name, True))
                late = late or any(state.get(used) is False for used in uses[name])
                pending.extend((used, False) for used in sorted(uses[name], reverse=True) if used not in state)
        return order, late

    # --- classes

    def _class(self, shape: Shape, above: Sequence[str]) -> ClassView | EnumView:
        if isinstance(shape, EnumShape):
            base, needed = shape.base
            self.imports.add(needed)
            members = tuple(MemberView(name, python_literal(value), docstring(shape.about.get(name, ""))) for name, value in shape.members)
            return EnumView(shape.name, docstring(shape.description), members, base)
        if isinstance(shape, RootShape):
            return self._root(shape, above)
        return self._object(shape)

    def _object(self, shape: ObjectShape) -> ClassView:
        is_message = shape.name == self.shape.root
        self.imports.update(("flowmart.runtime.wire", base.partition(".")[0]) for base in shape.bases)
        bases = ", ".join((*self._message_bases(*shape.bases), *shape.arguments)) if is_message else self._bases(shape)
        config: list[str] = []
        if shape.extra is None:
            config.append('extra="forbid"')
        if not self.message.frozen:
            config.append("frozen=False")
        if shape.examples:
            config.append(f'json_schema_extra={{"examples": {python_literal(list(shape.examples))}}}')
        if config:
            self.imports.add(("pydantic", "ConfigDict"))
        extra = ""
        if shape.extra:
            extra = self._use(self.types[shape.name, "extra"]).whole
            self.imports.add(("pydantic", "Field"))
        return ClassView(
            shape.name,
            bases,
            docstring(self.message.text if is_message else shape.description),
            ", ".join(config),
            extra,
            tuple(self._field(shape.name, property) for property in shape.properties),
            self.message.reply_class if is_message else "",
            is_message and self.shape.bundle is not None,
        )

    def _root(self, shape: RootShape, above: Sequence[str]) -> ClassView:
        type = self._use(self.types[shape.name, "root"])
        text = f"{type.whole} | None" if shape.nullable else type.whole
        if not type.classes <= set(above):
            text = python_literal(text)
        self.imports |= {("pydantic", "RootModel"), ("pydantic", "ConfigDict")}
        if shape.name != self.shape.root:
            return ClassView(shape.name, f"RootModel[{text}]", docstring(shape.description), "frozen=True")
        # A payload that is no object has no other properties to keep, and pydantic refuses a setting for them.
        bases = ", ".join(self._message_bases(f"RootModel[{text}]"))
        return ClassView(
            shape.name,
            bases,
            docstring(self.message.text),
            "extra=None",
            reply=self.message.reply_class,
            checked=self.shape.bundle is not None,
        )

    def _bases(self, shape: ObjectShape) -> str:
        if not shape.bases:
            self.imports.add(("flowmart.runtime", "Model"))
        return ", ".join((*self._project_base(), *(shape.bases or ("Model",)), *shape.arguments))

    def _message_bases(self, *more: str) -> tuple[str, ...]:
        message = self.message
        arguments = [f"id={python_literal(message.id)}", f"version={python_literal(message.version)}"]
        if message.key:
            arguments.append(f"key={python_literal(message.key)}")
        if message.digest:
            arguments.append(f"digest={python_literal(message.digest)}")
        if message.reply_class:
            arguments.append(f"reply={message.reply_class}")
        kinds = [("Checked", self.shape.bundle is not None), ("OpenPayload", self.shape.open_root)]
        added = [name for name, is_needed in kinds if is_needed]
        self.imports.update(("flowmart.runtime.checking", name) for name in added)
        return (*self._project_base(), message.base, *added, *more, *arguments)

    def _project_base(self) -> tuple[str, ...]:
        """The class that the project wants below all of its models, under a name that no model has."""
        name = self.message.base_name
        if not name:
            return ()
        used = f"{name}_" if name in self.shape.shapes or name in RESERVED_CLASSES else name
        self.imports.add((self.message.base_module, name if used == name else f"{name} as {used}"))
        return (used,)

    # --- fields

    def _field(self, owner: str, property: Property) -> FieldView:
        type = self._use(self.types.get((owner, property.field), _OPEN_TYPE))
        about = self._about(property)
        default = ""
        if not property.required:
            default = self._default(property)
        if default == "" and not property.required and not property.nullable:
            self.imports.add(("flowmart.runtime", "Omissible"))
            return self._line(property, f"Omissible[{type.whole}]", about, "None")
        if property.nullable and type.text != "JsonValue":
            return self._line(property, f"{type.whole} | None", about, default if property.required else default or "None")
        default = default or ("" if property.required else "None")  # anything: null is a value, and absent reads as None
        return self._line(property, type.text, [*about, *filter(None, [type.constraints])], default, *type.marks)

    def _line(self, property: Property, text: str, arguments: Sequence[str], default: str, *marks: str) -> FieldView:
        parts = [text, *marks]
        if arguments:
            self.imports.add(("pydantic", "Field"))
            parts.append(f"Field({', '.join(arguments)})")
        if len(parts) == 1:
            return FieldView(property.field, text, default)
        self.imports.add(("typing", "Annotated"))
        annotation = f"Annotated[{', '.join(parts)}]"
        if len(property.field) + len(annotation) + len(default) > _WIDTH - 8:
            lines = "".join(f"        {part},\n" for part in parts)
            annotation = f"Annotated[\n{lines}    ]"
        return FieldView(property.field, annotation, default)

    def _about(self, property: Property) -> list[str]:
        arguments: list[str] = []
        if property.field != property.name:
            arguments.append(f"alias={python_literal(property.name)}")
        if property.aliases:
            self.imports.add(("pydantic", "AliasChoices"))
            names = (property.name, *property.aliases)
            arguments.append(f"validation_alias=AliasChoices({', '.join(map(python_literal, names))})")
        if property.description:
            arguments.append(f"description={python_literal(property.description)}")
        if property.examples:
            arguments.append(f"examples={python_literal(list(property.examples))}")
        if property.deprecated:
            arguments.append("deprecated=True")
        return arguments

    def _default(self, property: Property) -> str:
        """The source of the schema's default; empty where there is none, or where Python can't hold it."""
        if property.source:
            return property.source
        source, needed = default_source(property, self.shape)
        self.imports |= needed
        return source

    def _use(self, type: PythonType) -> PythonType:
        self.imports |= type.imports
        return type


def _import_lines(imports: Iterable[tuple[str, str]]) -> list[str]:
    """Import statements as a careful person orders them, with an empty line between groups."""
    names: dict[str, list[str]] = {}
    for module, name in imports:
        names.setdefault(module or f"import {name}", []).append(name)
    groups: Mapping[int, list[str]] = {0: [], 1: [], 2: [], 3: []}
    for source in sorted(names, key=lambda source: (not source.startswith("import "), source)):
        if source.startswith("import "):
            groups[0].append(source)
            continue
        group = 0 if source in _STANDARD else 3 if source.startswith(".") else 2 if source.startswith("flowmart") else 1
        groups[group].append(f"from {source} import {', '.join(sorted(names[source], key=str.lower))}")
    lines: list[str] = []
    for statements in filter(None, groups.values()):
        lines.extend([*([""] if lines else []), *statements])
    return lines
