"""Shapes into Python types, by datamodel-code-generator: one warm parser call for many modules, no files and no formatter.

The generator parses a document of simple schemas (see shapes.py), each different one once; its parsed result is read here, not
its text. What it would make a class of for want of a name (a constrained type inside another) is written in place. The only module that knows the
generator's classes; it is imported when something has to be generated, because that costs a quarter of a second.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from datamodel_code_generator import DatetimeClassType, LiteralType
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.model import get_data_model_types
from datamodel_code_generator.model.base import DataModel, DataModelFieldBase
from datamodel_code_generator.parser.jsonschema import JsonSchemaParser
from datamodel_code_generator.types import DataType

from ...model.json import Json, JsonObject
from ..literals import python_literal
from .annotations import PythonType, TypesOfModule, stand_in
from .shapes import ModuleShape, ObjectShape, RootShape, class_of
from .tags import tagged_unions

_MODELS = get_data_model_types(DataModelType.PydanticV2BaseModel, PythonVersion.PY_311)
_CONSTRAINTS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")
# A property called `date` hides what `from datetime import date` brings into the class body; `datetime.date` can't be hidden so.
_FROM_MODULES = {"datetime"}


# The same few simple schemas make up most fields of a catalog, so each is asked for once in a process.
_known: dict[str, PythonType] = {}


def python_types(modules: Sequence[ModuleShape]) -> list[TypesOfModule]:
    """The types of all fields of the modules, in their order. Raises whatever the generator raises."""
    asked = [{place: _anonymous(schema) for place, schema in _schemas(module)} for module in modules]
    missing = {key: schema for places in asked for key, schema, _ in places.values() if key not in _known}
    if missing:
        _known.update(zip(missing, _generated(list(missing.values())), strict=True))
    named = [{place: _known[key].naming(names) if names else _known[key] for place, (key, _, names) in places.items()} for places in asked]
    return [_with_tags(module, types) for module, types in zip(modules, named, strict=True)]


def _with_tags(module: ModuleShape, types: dict[tuple[str, str], PythonType]) -> TypesOfModule:
    """The types, their unions of objects told apart by the tag where there is one."""
    for place, schema in _schemas(module):
        if "anyOf" in repr(schema):
            for classes, field in tagged_unions(schema, module.shapes):
                types[place] = types[place].tagged(" | ".join(classes), field)
    return types


def _schemas(module: ModuleShape) -> Iterator[tuple[tuple[str, str], JsonObject]]:
    for name, shape in module.shapes.items():
        if isinstance(shape, RootShape):
            yield (name, "root"), shape.schema
        elif isinstance(shape, ObjectShape):
            yield from (((name, property.field), property.schema) for property in shape.properties)
            if shape.extra:
                yield (name, "extra"), shape.extra


def _anonymous(schema: JsonObject) -> tuple[str, JsonObject, tuple[str, ...]]:
    """A key for the schema without the names of its classes, the schema with stand-ins for them, and the names."""
    key = repr(schema)
    if "$ref" not in key:
        return key, schema, ()
    names: list[str] = []
    plain = _without_names(schema, names)
    return repr(plain), plain, tuple(names)


def _without_names(schema: JsonObject, names: list[str]) -> JsonObject:
    result: JsonObject = {}
    for key, value in schema.items():
        if key == "$ref":
            name = class_of(schema)
            if name not in names:
                names.append(name)
            value = f"#/$defs/{_CLASS}{names.index(name)}"
        elif isinstance(value, dict):
            value = _without_names(value, names)
        elif isinstance(value, list):
            value = [_without_names(item, names) if isinstance(item, dict) else item for item in value]
        result[key] = value
    return result


_CLASS, _TYPE = "Class", "Type"


def _generated(schemas: Sequence[JsonObject]) -> Iterator[PythonType]:
    classes = max((repr(schema).count("$ref") for schema in schemas), default=0)
    defs: JsonObject = {f"{_CLASS}{index}": {"type": "object", "properties": {}} for index in range(classes)}
    for index, schema in enumerate(schemas):
        defs[f"{_TYPE}{index}"] = {"type": "object", "properties": {"root": schema}, "required": ["root"]}
    models = _parsed(defs)
    for index in range(len(schemas)):
        (found,) = models[f"#/$defs/{_TYPE}{index}"].fields
        yield _Speller(models).field(found)


def _parsed(defs: JsonObject) -> dict[str, DataModel]:
    """The generator's models by the path of the schema that they come from."""
    parser = JsonSchemaParser(
        cast("dict[str, object]", {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": defs}),  # type: ignore[arg-type]
        data_model_type=_MODELS.data_model,
        data_model_root_type=_MODELS.root_model,
        data_model_field_type=_MODELS.field_model,
        data_type_manager_type=_MODELS.data_type_manager,
        target_python_version=PythonVersion.PY_311,
        target_datetime_class=DatetimeClassType.Awaredatetime,
        enum_field_as_literal=LiteralType.All,
        field_constraints=True,
        use_annotated=True,
        use_standard_collections=True,
        use_union_operator=True,
        skip_root_model=True,
        validation=False,
    )
    parser.parse_raw()
    return {model.path: model for model in parser.results}


@dataclass(slots=True)
class _Speller:
    """Writes one of the generator's types as an annotation."""

    models: Mapping[str, DataModel]
    imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def field(self, found: DataModelFieldBase) -> PythonType:
        text = self._text(found.data_type)
        constraints = self._constraints(found)
        if constraints:
            self.imports |= {("typing", "Annotated"), ("pydantic", "Field")}
        return PythonType(text, constraints, frozenset(self.imports))

    def _constraints(self, found: DataModelFieldBase) -> str:
        if found.constraints is None:
            return ""
        values = cast("dict[str, Json]", found.constraints.model_dump(exclude_unset=True))
        return ", ".join(f"{name}={_number(values[name])}" for name in _CONSTRAINTS if values.get(name) is not None)

    def _text(self, type: DataType) -> str:
        if type.is_tuple:
            return f"tuple[{', '.join(map(self._text, type.data_types))}]"
        inner = self._inner(type)
        if type.is_list:
            inner = f"list[{inner or self._json()}]"
        elif type.is_dict:
            inner = f"dict[str, {inner or self._json()}]"
        return f"{inner} | None" if type.is_optional and not inner.endswith("| None") else inner

    def _inner(self, type: DataType) -> str:
        if type.reference is not None:
            return self._reference(type.reference.path)
        if type.data_types:
            return " | ".join(dict.fromkeys(self._text(member) for member in type.data_types))
        if type.literals:
            self.imports.add(("typing", "Literal"))
            return f"Literal[{', '.join(map(python_literal, type.literals))}]"
        if type.import_ is not None:
            return self._imported(type.import_.from_ or "", type.import_.import_)
        return type.type or ""

    def _imported(self, module: str, name: str) -> str:
        if name == "Any":
            return self._json()
        if module in _FROM_MODULES:
            self.imports.add(("", module))
            return f"{module}.{name}"
        self.imports.add((module, name))
        return name

    def _json(self) -> str:
        self.imports.add(("pydantic", "JsonValue"))
        return "JsonValue"

    def _reference(self, path: str) -> str:
        key = path.removeprefix("#/$defs/")
        if "/" not in key and "#" not in key:
            return stand_in(key.removeprefix(_CLASS))
        (root,) = self.models[path].fields  # a class that the generator made up for a constrained type
        text, constraints = self._text(root.data_type), self._constraints(root)
        if not constraints:
            return text
        self.imports |= {("typing", "Annotated"), ("pydantic", "Field")}
        return f"Annotated[{text}, Field({constraints})]"


def _number(value: Json) -> str:
    # The generator turns whole bounds into floats.
    return python_literal(int(value) if isinstance(value, float) and value.is_integer() else value)
