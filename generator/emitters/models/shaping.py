"""A JSON Schema into shapes: every nested object and enum becomes a class named after its place, the rest becomes simple.

The code generator then has nothing to name, to merge or to look up, and gives the same types for the same schema whatever stands
around it. Does not know Python types.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import cast

from ...model.json import Json, JsonObject
from .library import Library, Place
from .merging import Merger
from .names import ClassNames, field_names, member_collisions, member_names, singular
from .scalars import admitted, scalar, sizes, typed
from .shapes import ANYTHING, NO_DEFAULT, Collision, EnumShape, Missing, ModuleShape, ObjectShape, Property, RootShape, Shape, to_class
from .tags import with_literal_tags

_BESIDE_REFERENCE = frozenset(
    {"title", "description", "default", "examples", "example", "$comment", "deprecated", "definitions", "$defs", "$schema", "$id", "id"}
)
_NULL: JsonObject = {"type": "null"}
_CONDITIONS = frozenset({"required", "not", "title", "description", "$comment"})


def shaped(tree: Json, *, path: str, root: str, library: Library, siblings: bool = True) -> ModuleShape:
    """The shapes of the schema `tree` of the file `path`, for the message class `root`.

    The types are never stricter than the schema. `siblings` is True where keywords beside `$ref` count (from 2019-09 on).
    """
    return _Shaper(path, root, library.with_file(path, tree), siblings).module(tree)


class _Shaper:
    def __init__(self, path: str, root: str, library: Library, siblings: bool) -> None:
        self._root, self._library, self._siblings = root, library, siblings
        self._start = Place(path)
        self._names = ClassNames(root)
        self._merger = Merger(library, siblings)
        self._shapes: dict[str, Shape] = {}
        self._done: dict[Place, JsonObject] = {}
        self._underway: dict[Place, str | None] = {}  # referenced schemas being shaped, and their class once they have one
        self._collisions: list[Collision] = []

    def module(self, tree: Json) -> ModuleShape:
        return replace(self._module(tree), collisions=(*self._collisions, *self._names.collisions))

    def _module(self, tree: Json) -> ModuleShape:
        place, schema = self._entry(tree)
        simple = self._simple(schema, place, (self._root, ""))
        if self._root in self._shapes:
            is_open = simple != to_class(self._root)
            shapes = {key: _opened(shape, self._root) for key, shape in self._shapes.items()} if is_open else self._shapes
            return ModuleShape(self._root, with_literal_tags(shapes), is_open)
        inner, nullable = _without_null(simple)
        inner = {} if inner == to_class(self._root) else inner  # a schema that is nothing but itself accepts anything
        self._shapes[self._root] = RootShape(self._root, _text(schema, "description"), inner, nullable)
        return ModuleShape(self._root, with_literal_tags(self._shapes))

    def _entry(self, tree: Json) -> tuple[Place, Json]:
        """The schema of the message itself, through references that stand alone; each is the root class wherever it is met again."""
        place, schema = self._start, tree
        while place not in self._underway:
            self._underway[place] = self._root
            if not isinstance(schema, dict) or "$ref" not in schema or (self._siblings and schema.keys() - {"$ref"} - _BESIDE_REFERENCE):
                break
            found = self._library.follow(str(schema["$ref"]), place.path)
            if found is None:
                return place, {}
            place, schema = found
        return place, schema

    # --- any schema

    def _simple(self, schema: Json, place: Place, name: tuple[str, str]) -> JsonObject:
        """`name` is the class around, and the label inside it; the label of the root is empty."""
        if not isinstance(schema, dict):
            return {}
        if "$ref" in schema and not (self._siblings and schema.keys() - {"$ref"} - _BESIDE_REFERENCE):
            return self._reference(str(schema["$ref"]), place)
        if "$ref" in schema or "allOf" in schema:
            schema = self._merger.merged(schema, place)
        if "const" in schema:
            return self._const(schema["const"])
        if isinstance(schema.get("enum"), list):
            return self._enum(schema, place, name)
        for keyword in ("oneOf", "anyOf"):
            if isinstance(branches := schema.get(keyword), list) and branches:
                return self._union(schema, keyword, branches, place, name)
        return self._by_type(schema, place, name)

    def _by_type(self, schema: JsonObject, place: Place, name: tuple[str, str]) -> JsonObject:
        types, nullable = typed(schema)
        found = [self._of_type(kind, schema, place, name) for kind in types]
        if "type" not in schema and found and found != [{}]:
            return found[0] if found[0] == {} else _any_of([found[0], ANYTHING]) if _says_something(found[0]) else {}
        return _any_of([*found, *([_NULL] if nullable else [])])

    def _of_type(self, kind: str, schema: JsonObject, place: Place, name: tuple[str, str]) -> JsonObject:
        if kind == "object":
            return self._object(schema, place, name)
        if kind == "array":
            return self._array(schema, place, name)
        return scalar(kind, schema)

    def _reference(self, reference: str, place: Place) -> JsonObject:
        found = self._library.follow(reference, place.path)
        if found is None:
            return {}
        target, schema = found
        if target in self._done:
            return self._done[target]
        label = next((step for step in reversed(target.steps) if not step.isdecimal()), target.path.rpartition("/")[2].split(".")[0])
        if target in self._underway:
            self._underway[target] = name = self._underway[target] or self._names.nested(self._root, label, target)
            return to_class(name)
        self._underway[target] = None
        simple = self._simple(schema, target, (self._root, label))
        wanted = self._underway.pop(target)
        if wanted is not None and wanted not in self._shapes:
            inner, nullable = _without_null(simple)
            self._shapes[wanted] = RootShape(wanted, _text(schema, "description"), inner, nullable)
            simple = to_class(wanted)
        self._done[target] = simple
        return simple

    # --- values

    def _const(self, value: Json) -> JsonObject:
        if value is None:
            return dict(_NULL)
        if isinstance(value, bool | int | str):
            return {"const": value}
        return {"type": "number"} if isinstance(value, float) else {"type": "array" if isinstance(value, list) else "object"}

    def _enum(self, schema: JsonObject, place: Place, name: tuple[str, str], keyword: str = "enum") -> JsonObject:
        """`keyword` holds the values in the file: `enum`, or a union of constants."""
        values = admitted(cast("list[Json]", schema["enum"]), schema)
        if any(isinstance(value, bool) for value in values) and not all(value is None or isinstance(value, bool | str) for value in values):
            return {}  # Python takes true for 1
        present = list(dict.fromkeys(value for value in values if isinstance(value, bool | int | str)))
        null = [_NULL] if None in values else []
        if len(present) + len(null) != len(values):
            return _any_of([self._const(value) for value in values])
        if len(present) > 1 and all(isinstance(value, str) for value in present):
            return _any_of([self._enum_class(cast("list[str]", present), schema, place, name, keyword), *null])
        if not present:
            return dict(_NULL)
        return _any_of([{"const": present[0]} if len(present) == 1 else {"enum": list[Json](present)}, *null])

    def _enum_class(self, values: Sequence[str], schema: JsonObject, place: Place, name: tuple[str, str], keyword: str) -> JsonObject:
        chosen = self._names.nested(name[0], name[1] or "Value", place, filter(None, [_text(schema, "title")]))
        listed = cast("list[Json]", schema["enum"])
        for first, second in member_collisions(values):
            where = (place.below(keyword, str(listed.index(first))), place.below(keyword, str(listed.index(second))))
            self._collisions.append(Collision("member", first, second, "", where))
        self._shapes[chosen] = EnumShape(chosen, _text(schema, "description"), tuple(member_names(values)))
        return to_class(chosen)

    # --- unions

    def _union(self, schema: JsonObject, keyword: str, branches: list[Json], place: Place, name: tuple[str, str]) -> JsonObject:
        base = {key: value for key, value in schema.items() if key != keyword}
        if all(isinstance(branch, dict) and not branch.keys() - _CONDITIONS for branch in branches):
            return self._simple(base, place, name)  # alternatives of what is required: no type says that
        constants = [branch.get("const") for branch in branches if isinstance(branch, dict)]
        if len(constants) == len(branches) > 1 and all(isinstance(value, str) for value in constants):
            return self._enum({**base, "enum": constants}, place, name, keyword)
        structural = {key: value for key, value in base.items() if key not in _BESIDE_REFERENCE and key != "discriminator"}
        found: list[JsonObject] = []
        for index, branch in enumerate(branches):
            where = place.below(keyword, str(index))
            whole: Json = branch
            if structural and isinstance(branch, dict):
                whole = self._merger.both(self._merger.merged(structural, place), self._merger.merged(branch, where))
            found.append(self._simple(whole, where, (name[0], f"{name[1]} {self._label(branch, branches)}".strip() or "Value")))
        if {} in found:
            return {}
        return _any_of(found)

    def _label(self, branch: Json, branches: list[Json]) -> str:
        """A word for one branch of a union: its title, its tag, the property that only it has; none when it is the only object."""
        objects = [other for other in branches if isinstance(other, dict) and ("properties" in other or other.get("type") == "object")]
        if not isinstance(branch, dict) or (len(objects) < 2 and _name_free(branch, branches)):
            return ""
        if title := _text(branch, "title"):
            return title
        properties = branch.get("properties")
        if not isinstance(properties, dict):
            return str(branch.get("type", "option"))
        for schema in properties.values():
            tag = schema.get("const", next(iter(cast("list[Json]", schema.get("enum", []))), None)) if isinstance(schema, dict) else None
            if isinstance(tag, str) and tag and "enum" not in cast(JsonObject, schema):
                return tag
        others = [other["properties"] for other in objects if other is not branch and isinstance(other.get("properties"), dict)]
        return next((f"with {key}" for key in properties if not any(key in cast(JsonObject, other) for other in others)), "option")

    # --- containers

    def _array(self, schema: JsonObject, place: Place, name: tuple[str, str]) -> JsonObject:
        kept = sizes(schema, "minItems", "maxItems")
        parent, label = name
        label = singular(label or "items")
        positional = schema.get("prefixItems", schema.get("items"))
        rest = schema.get("items") if "prefixItems" in schema else schema.get("additionalItems")
        if not isinstance(positional, list):
            return {"type": "array", "items": self._simple(schema.get("items", {}), place.below("items"), (parent, label)), **kept}
        items = [self._simple(item, place.below("items", str(index)), (parent, label)) for index, item in enumerate(positional)]
        if rest is False and schema.get("minItems") == len(items) and items:
            return {"type": "array", "prefixItems": list[Json](items), "items": False, "minItems": len(items), "maxItems": len(items)}
        if rest is False:
            kept["maxItems"] = len(items)
        else:
            items.append(self._simple({} if rest is None else rest, place.below("additionalItems"), (parent, label)))
        return {"type": "array", "items": {} if {} in items else _any_of(items), **kept}

    def _object(self, schema: JsonObject, place: Place, name: tuple[str, str]) -> JsonObject:
        properties, additional = schema.get("properties"), schema.get("additionalProperties", True)
        patterns = schema.get("patternProperties")
        is_root = name == (self._root, "")
        if not properties and additional is not False and not is_root:
            kept = sizes(schema, "minProperties", "maxProperties")
            if isinstance(additional, dict) and additional and not patterns:
                value = self._simple(additional, place.below("additionalProperties"), (name[0], singular(name[1])))
                return {"type": "object", "additionalProperties": value, **kept}
            return {"type": "object", **kept}
        chosen = self._underway.get(place) or (self._root if is_root else self._names.nested(*name, place, _words_about(schema)))
        if place in self._underway:
            self._underway[place] = chosen
        self._shapes[chosen] = ObjectShape(chosen, _text(schema, "description"), (), {})  # keeps the schema's order
        extra: JsonObject | None = {}
        if additional is False and not patterns:
            extra = None
        elif isinstance(additional, dict) and not patterns:
            extra = self._simple(additional, place.below("additionalProperties"), (chosen, "Value"))
        self._shapes[chosen] = ObjectShape(
            chosen, _text(schema, "description"), self._properties(schema, place, chosen), extra, _examples(schema)
        )
        return to_class(chosen)

    def _properties(self, schema: JsonObject, place: Place, owner: str) -> tuple[Property, ...]:
        properties = schema.get("properties")
        declared = dict(properties) if isinstance(properties, dict) else {}
        listed = schema.get("required")
        required = {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set[str]()
        for name in sorted(required - declared.keys()):
            declared[name] = {}
        fields, collisions = field_names(declared)
        for first, second in collisions:
            where = (place.below("properties", first), place.below("properties", second))
            self._collisions.append(Collision("field", first, second, fields[second], where))
        result: list[Property] = []
        for name, inner in declared.items():
            simple, nullable = _without_null(self._simple(inner, place.below("properties", name), (owner, name)))
            nullable = nullable or simple == {} or ANYTHING in cast("list[Json]", simple.get("anyOf", []))
            about: JsonObject = inner if isinstance(inner, dict) else {}
            default: Json | Missing = about.get("default", NO_DEFAULT)
            result.append(
                Property(
                    name,
                    fields[name],
                    simple,
                    # Draft 3 wrote `required: true` into the property; people still do, and it means nothing.
                    required=name in required,
                    nullable=nullable,
                    description=_text(about, "description") or _said_by_title(about, name),
                    default=default,
                    examples=_examples(about),
                    deprecated=about.get("deprecated") is True,
                    place=place.below("properties", name),
                )
            )
        return tuple(result)


def _name_free(branch: JsonObject, branches: Iterable[Json]) -> bool:
    """True when the branch needs no word of its own: no other branch of the union makes a class."""
    classes = [other for other in branches if isinstance(other, dict) and ("properties" in other or "enum" in other)]
    return len(classes) < 2 or branch not in classes


def _any_of(schemas: Sequence[JsonObject]) -> JsonObject:
    """One schema for several; those inside that are unions themselves are opened, null goes last."""
    flat: list[Json] = []
    for schema in schemas:
        inner = schema.get("anyOf")
        flat.extend(item for item in (inner if isinstance(inner, list) else [schema]) if item not in flat)
    if _NULL in flat:
        flat = [*(item for item in flat if item != _NULL), _NULL]
    if {} in flat:
        return {}
    return cast(JsonObject, flat[0]) if len(flat) == 1 else {"anyOf": flat}


def _opened(shape: Shape, root: str) -> Shape:
    """The shape with whatever is beside an object where it contains the message itself."""
    if isinstance(shape, ObjectShape):
        properties = tuple(
            replace(each, schema=(schema := _beside(each.schema, root)), nullable=each.nullable or schema != each.schema)
            for each in shape.properties
        )
        return replace(shape, properties=properties, extra=None if shape.extra is None else _beside(shape.extra, root))
    return replace(shape, schema=_beside(shape.schema, root)) if isinstance(shape, RootShape) else shape


def _beside(schema: JsonObject, root: str) -> JsonObject:
    if schema == to_class(root):
        return {"anyOf": [schema, ANYTHING]}
    result = dict(schema)
    for key in ("items", "additionalProperties"):
        if isinstance(inner := schema.get(key), dict):
            result[key] = _beside(inner, root)
    for key in ("anyOf", "prefixItems"):
        if isinstance(inners := schema.get(key), list):
            result[key] = [_beside(inner, root) if isinstance(inner, dict) else inner for inner in inners]
    return _any_of([result])


def _says_something(schema: JsonObject) -> bool:
    """False for text and numbers, which are their own JSON values."""
    return "$ref" in schema or "format" in schema or schema.get("type") in ("array", "object")


def _without_null(schema: JsonObject) -> tuple[JsonObject, bool]:
    branches = schema.get("anyOf")
    if not isinstance(branches, list) or _NULL not in branches:
        return schema, False
    return _any_of([cast(JsonObject, branch) for branch in branches if branch != _NULL]), True


def _text(schema: Json, key: str) -> str:
    value = schema.get(key) if isinstance(schema, dict) else None
    return value.strip() if isinstance(value, str) else ""


def _said_by_title(schema: JsonObject, name: str) -> str:
    """A title says something only when it isn't the name once more."""
    title = _text(schema, "title")
    return "" if title.replace(" ", "").replace("_", "").lower() == name.replace("_", "").lower() else title


def _words_about(schema: JsonObject) -> Iterator[str]:
    if title := _text(schema, "title"):
        yield title
    properties = schema.get("properties")
    yield from properties if isinstance(properties, dict) else ()


def _examples(schema: JsonObject) -> tuple[Json, ...]:
    examples = schema.get("examples")
    if isinstance(examples, list):
        return tuple(examples)
    return (schema["example"],) if "example" in schema else ()
