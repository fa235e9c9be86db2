"""Shapes into Python types, by datamodel-code-generator: one warm parser call for many modules, no files and no formatter.

The generator parses a document of simple schemas (see shapes.py); its parsed result is read here, not its text. What it would
make a class of for want of a name (a constrained type inside another) is written in place. The only module that knows the
generator's classes; it is imported when something has to be generated, because that costs a quarter of a second.
"""

from collections.abc import Mapping, Sequence
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
from .shapes import ModuleShape, ObjectShape, RootShape, Shape

_MODELS = get_data_model_types(DataModelType.PydanticV2BaseModel, PythonVersion.PY_311)
_CONSTRAINTS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")
# A property called `date` hides what `from datetime import date` brings into the class body; `datetime.date` can't be hidden so.
_FROM_MODULES = {"datetime"}


@dataclass(frozen=True, slots=True)
class PythonType:
    """`text` is an annotation, `constraints` the arguments of the Field that holds them. `classes` are those of the module that it names."""

    text: str
    constraints: str = ""
    imports: frozenset[tuple[str, str]] = frozenset()
    classes: frozenset[str] = frozenset()

    @property
    def whole(self) -> str:
        return f"Annotated[{self.text}, Field({self.constraints})]" if self.constraints else self.text


TypesOfModule = Mapping[tuple[str, str], PythonType]
"""By class and field name. A root class has its type under `root`, an object with typed extra properties theirs under `extra`."""


def python_types(modules: Sequence[ModuleShape]) -> list[TypesOfModule]:
    """The types of all fields of the modules, in their order. Raises whatever the generator raises."""
    defs: JsonObject = {}
    owners: dict[str, tuple[int, str, bool]] = {}
    for index, module in enumerate(modules):
        for name, shape in module.shapes.items():
            key = module.prefix + name
            defs[key] = _document(shape)
            owners[key] = (index, name, False)
            if isinstance(shape, ObjectShape) and shape.extra:
                defs[f"{key}_extra"] = _fields({"root": shape.extra})
                owners[f"{key}_extra"] = (index, name, True)
    result: list[dict[tuple[str, str], PythonType]] = [{} for _ in modules]
    parsed = _parsed(defs)
    for key, (index, name, is_extra) in owners.items():
        speller = _Speller(parsed, modules[index].prefix)
        for found in parsed[f"#/$defs/{key}"].fields:
            result[index][name, "extra" if is_extra else str(found.original_name)] = speller.field(found)
    return list(result)


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


def _document(shape: Shape) -> JsonObject:
    if isinstance(shape, ObjectShape):
        return _fields({property.field: property.schema for property in shape.properties})
    return _fields({"root": shape.schema} if isinstance(shape, RootShape) else {})


def _fields(schemas: Mapping[str, JsonObject]) -> JsonObject:
    """An object with these fields. All are required: what is optional or null is decided where the class is composed."""
    return {"type": "object", "properties": cast(Json, dict(schemas)), "required": list[Json](schemas)}


@dataclass(slots=True)
class _Speller:
    """Writes the generator's types as annotations of one module."""

    models: Mapping[str, DataModel]
    prefix: str
    imports: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    classes: set[str] = field(default_factory=set[str])

    def field(self, found: DataModelFieldBase) -> PythonType:
        self.imports, self.classes = set(), set()
        text = self._text(found.data_type)
        constraints = self._constraints(found)
        if constraints:
            self.imports |= {("typing", "Annotated"), ("pydantic", "Field")}
        return PythonType(text, constraints, frozenset(self.imports), frozenset(self.classes))

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
            name = key.removeprefix(self.prefix)
            self.classes.add(name)
            return name
        (root,) = self.models[path].fields  # a class that the generator made up for a constrained type
        text, constraints = self._text(root.data_type), self._constraints(root)
        if not constraints:
            return text
        self.imports |= {("typing", "Annotated"), ("pydantic", "Field")}
        return f"Annotated[{text}, Field({constraints})]"


def _number(value: Json) -> str:
    # The generator turns whole bounds into floats.
    return python_literal(int(value) if isinstance(value, float) and value.is_integer() else value)
