"""An Avro schema into the shapes and types of a module: named types become classes, unions and logical types annotations.

The annotations are those of runtime/wire/avro.py, which read and write Avro's JSON encoding; the binary encoding follows the schema.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from ...model.json import Json, JsonObject
from ...naming import FieldName
from ...source.avro import declared_name, full_name
from ..literals import python_literal
from .annotations import PythonType
from .avro_defaults import Defaults, NamedType, NoDefault, python_logical_type
from .library import Place
from .names import ClassNames, field_names, member_collisions, member_names
from .shapes import Collision, EnumShape, ModuleShape, ObjectShape, Property, RootShape, Shape
from .typed_module import TypedModule, union_text

_AVRO = ("flowmart.runtime.wire", "avro")
_PRIMITIVES: Mapping[str, str] = {
    "null": "None",
    "boolean": "avro.Boolean",
    "int": "avro.Int",
    "long": "avro.Long",
    "float": "avro.Float",
    "double": "avro.Double",
    "bytes": "avro.Bytes",
    "string": "str",
}
_LOGICAL: Mapping[str, str] = {
    "date": "avro.Date",
    "time-millis": "avro.TimeMillis",
    "time-micros": "avro.TimeMicros",
    "timestamp-millis": "avro.TimestampMillis",
    "timestamp-micros": "avro.TimestampMicros",
    "local-timestamp-millis": "avro.LocalTimestampMillis",
    "local-timestamp-micros": "avro.LocalTimestampMicros",
    "duration": "avro.DurationFixed",
}

# A field called avro would hide the module that the annotations after it need; others would hide what the base class has.
_RESERVED = frozenset({"avro", "avro_name"})


def avro_module(tree: Json, path: str, root: str) -> TypedModule:
    """The module of the valid schema `tree` of the file `path`, for the message class `root`."""
    return _Shaper(root, path).module(tree)


@dataclass(slots=True)
class _Type:
    """An annotation under construction: `bare` and the `mark` beside it. `tag` names the type in a union."""

    bare: str
    tag: str
    imports: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[str] = frozenset()
    mark: str = ""

    @property
    def text(self) -> str:
        return f"Annotated[{self.bare}, {self.mark}]" if self.mark else self.bare

    def spelled(self, imports: Iterable[tuple[str, str]] = ()) -> PythonType:
        return PythonType(self.bare, "", self.imports | frozenset(imports), self.classes, (self.mark,) if self.mark else ())


@dataclass
class _Shaper:
    root: str
    path: str
    shapes: dict[str, Shape] = field(default_factory=dict[str, Shape])
    types: dict[tuple[str, str], PythonType] = field(default_factory=dict[tuple[str, str], PythonType])
    named: dict[str, NamedType] = field(default_factory=dict[str, NamedType])
    collisions: list[Collision] = field(default_factory=list[Collision])

    def __post_init__(self) -> None:
        self.names = ClassNames(self.root)

    def module(self, tree: Json) -> TypedModule:
        whole = self._type(tree, "", Place(self.path))
        if whole.text != self.root:
            self.shapes[self.root] = RootShape(self.root, "", {}, False)
            self.types[self.root, "root"] = whole.spelled()
        collisions = (*self.collisions, *self.names.collisions)
        return TypedModule(ModuleShape(self.root, self.shapes, collisions=collisions), self.types)

    def _type(self, schema: Json, namespace: str, place: Place) -> _Type:
        if isinstance(schema, list):
            return self._union([self._type(branch, namespace, place.below(str(index))) for index, branch in enumerate(schema)])
        if isinstance(schema, str):
            named = self._find(schema, namespace)
            return _primitive(schema) if named is None else self._reference(full_name(schema, namespace), named)
        node = cast(JsonObject, schema)
        kind = node.get("type")
        if not isinstance(kind, str):
            return self._type(kind, namespace, place.below("type"))
        if kind in ("record", "error", "enum", "fixed"):
            return self._declared(kind, node, namespace, place)
        if kind in ("array", "map"):
            key = "items" if kind == "array" else "values"
            inner = self._type(node[key], namespace, place.below(key))
            text = f"list[{inner.text}]" if kind == "array" else f"dict[str, {inner.text}]"
            return _Type(text, kind, inner.imports, inner.classes)
        if self._find(kind, namespace):
            return self._type(kind, namespace, place.below("type"))
        return self._logical(node, kind) or _primitive(kind)

    def _union(self, branches: list[_Type]) -> _Type:
        tags = [branch.tag for branch in branches if branch.tag != "null"]
        if not tags:
            return _primitive("null")
        text = union_text(branch.text for branch in sorted(branches, key=lambda branch: branch.tag == "null"))
        imports = frozenset({_AVRO, ("typing", "Annotated")}).union(*(branch.imports for branch in branches))
        classes = frozenset[str]().union(*(branch.classes for branch in branches))
        return _Type(text, "", imports, classes, f"avro.Tagged({', '.join(map(python_literal, tags))})")

    def _logical(self, node: JsonObject, tag: str) -> _Type | None:
        logical = python_logical_type(node)
        if logical == "uuid":
            if node["type"] == "string":
                return _Type("UUID", tag, frozenset({("uuid", "UUID")}))
            return _Type("avro.UuidFixed", tag, frozenset({_AVRO}))
        if logical == "decimal":
            arguments = [str(node["precision"]), str(node.get("scale", 0))]
            if "size" in node:
                arguments.append(str(node["size"]))
            imports = frozenset({_AVRO, ("typing", "Annotated"), ("decimal", "Decimal")})
            return _Type("Decimal", tag, imports, mark=f"avro.Scaled({', '.join(arguments)})")
        return _Type(_LOGICAL[logical], tag, frozenset({_AVRO})) if logical else None

    # --- named types

    def _find(self, spelling: str, namespace: str) -> NamedType | None:
        return None if spelling in _PRIMITIVES else self.named.get(full_name(spelling, namespace))

    def _reference(self, full: str, named: NamedType) -> _Type:
        if named.schema["type"] != "fixed":
            return _Type(named.class_name, full, classes=frozenset({named.class_name}))
        logical = self._logical(named.schema, full)
        if logical is not None:
            return logical
        mark = f"avro.Fixed({python_literal(full)}, {named.schema['size']})"
        return _Type("bytes", full, frozenset({_AVRO, ("typing", "Annotated")}), mark=mark)

    def _declared(self, kind: str, node: JsonObject, namespace: str, place: Place) -> _Type:
        full = declared_name(node, namespace)
        space, _, short = full.rpartition(".")
        if kind == "fixed":
            name = ""
        elif kind != "enum" and not self.named:
            name = self.root
        else:
            name = str(self.names.nested(self.root, short, place.below("name"), scope=space.split(".")))
        fields = cast("list[JsonObject]", node.get("fields", []))
        attributes = self._attributes(fields, place)
        self.named[full] = named = NamedType(node, name, space, attributes)
        if kind == "enum":
            symbols = cast("list[str]", node["symbols"])
            self._note("member", member_collisions(symbols), symbols, place.below("symbols"))
            self.shapes[name] = EnumShape(name, _doc(node), tuple(member_names(symbols)))
        elif kind != "fixed":
            self.shapes[name] = ObjectShape(name, _doc(node), (), {})  # keeps the schema's order
            places = (place.below("fields", str(index)) for index in range(len(fields)))
            properties = tuple(self._property(name, attributes, *one, space) for one in zip(fields, places, strict=True))
            arguments = (f"record={python_literal(full)}",)
            self.shapes[name] = ObjectShape(name, _doc(node), properties, {}, bases=("avro.Record",), arguments=arguments)
        return self._reference(full, named)

    def _attributes(self, fields: Sequence[JsonObject], place: Place) -> Mapping[str, FieldName]:
        """The name in Python of each field of a record."""
        names = [str(field["name"]) for field in fields]
        spelled, collisions = field_names(names, _RESERVED)
        self._note("field", collisions, names, place.below("fields"))
        return spelled

    def _note(self, kind: Literal["field", "member"], pairs: Iterable[tuple[str, str]], names: Sequence[str], place: Place) -> None:
        """The collisions among `names`, which are listed at `place`: symbols as texts, fields as objects with a name."""
        key = ("name",) if kind == "field" else ()
        for pair in pairs:
            first, second = (place.below(str(names.index(name)), *key) for name in pair)
            self.collisions.append(Collision(kind, *pair, "", (first, second)))

    def _property(self, owner: str, attributes: Mapping[str, FieldName], field: JsonObject, place: Place, namespace: str) -> Property:
        name = str(field["name"])
        type = self._type(field["type"], namespace, place.below("type"))
        imports = set[tuple[str, str]]()
        default = ""
        if "default" in field:
            try:
                default = Defaults(self._find, imports).source(field["default"], field["type"], namespace)
            except NoDefault:
                default = ""  # reported as a default that is not of its type
        attribute = attributes[name]
        self.types[owner, attribute] = type.spelled(imports)
        aliases = tuple(alias for alias in cast("list[Json]", field.get("aliases", [])) if isinstance(alias, str))
        return Property(name, attribute, {}, not default, False, _doc(field), source=default, aliases=aliases)


def _primitive(kind: str) -> _Type:
    text = _PRIMITIVES[kind]
    return _Type(text, kind, frozenset({_AVRO} if text.startswith("avro.") else ()))


def _doc(node: JsonObject) -> str:
    doc = node.get("doc")
    return doc.strip() if isinstance(doc, str) else ""
