"""Inheritance as OpenAPI writes it: schemas that extend one with a `discriminator` (`allOf` with a `$ref` to it), and the union that it means.

The base becomes the union of its heirs, each with its tag; the heirs extend what it was. Where that can't be told - a mapping that leads
out of the file, nothing that extends the base - the `discriminator` stays where it is, and whoever finds it there says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..model.json import Json, JsonObject, with_references

ITSELF = "itself"
CONTAINERS = (("components", "schemas"), ("definitions",), ("$defs",))
_ABOUT = ("title", "description", "nullable", "deprecated", "default", "example", "examples", "externalDocs", "xml")
_IN_PLACE = ("allOf", "anyOf", "oneOf", "not", "if", "then", "else")


@dataclass(frozen=True, slots=True)
class Family:
    """`property` is the discriminator's; `members` are names of schemas with the tags that mean them, the base itself last where it is one."""

    property: str
    members: tuple[tuple[str, tuple[str, ...]], ...]


def families(schemas: Mapping[str, Json], prefix: str) -> dict[str, Family]:
    """The bases among named schemas. `prefix` is what a `$ref` to one of them has before its name."""
    return {name: family for name in schemas if (family := _family(name, schemas, prefix)) is not None}


def united(tree: JsonObject) -> JsonObject:
    """The document with each base as the union of its heirs."""
    for path in CONTAINERS:
        holder: Json = tree
        for step in path[:-1]:
            holder = holder.get(step) if isinstance(holder, dict) else None
        schemas = holder.get(path[-1]) if isinstance(holder, dict) else None
        prefix = f"#/{'/'.join(path)}/"
        found = families(schemas, prefix) if isinstance(schemas, dict) else {}
        if found and isinstance(schemas, dict):
            made = _Unions(schemas, prefix, found).schemas()
            if not any(_comes_back(name, made, prefix) for name in found):
                moved = _moved_refs(_replaced(tree, path, made), tuple(f"{prefix}{_escaped(name)}/" for name in found))
                tree = moved if isinstance(moved, dict) else tree
    return tree


def branch(title: str, reference: str, property: str, tags: tuple[str, ...]) -> JsonObject:
    """A branch of a union that says its tag."""
    tag: JsonObject = {"const": tags[0]} if len(tags) == 1 else {"enum": list[Json](tags)}
    return {"title": title, "type": "object", "properties": {property: tag}, "required": [property], "allOf": [{"$ref": reference}]}


# --- who is in a family


def _family(name: str, schemas: Mapping[str, Json], prefix: str) -> Family | None:
    schema = schemas[name]
    if not isinstance(schema, dict) or "oneOf" in schema or "anyOf" in schema:
        return None
    discriminator = schema.get("discriminator")
    written = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    property = discriminator.get("propertyName") if isinstance(discriminator, dict) else discriminator
    mapping = {tag: _named(target, schemas, prefix) for tag, target in written.items()} if isinstance(written, dict) else {}
    if not isinstance(property, str) or None in mapping.values():
        return None
    named = [target for target in mapping.values() if target is not None]
    heirs = [heir for heir in dict.fromkeys((*named, *_heirs(name, schemas, prefix))) if heir != name]
    if not heirs:
        return None
    if not mapping or name in mapping.values():
        heirs.append(name)
    return Family(property, tuple((each, tuple(tag for tag, target in mapping.items() if target == each) or (each,)) for each in heirs))


def _named(target: Json, schemas: Mapping[str, Json], prefix: str) -> str | None:
    """The schema that an entry of a mapping means: a reference to it, or its bare name."""
    if not isinstance(target, str):
        return None
    return next((name for name in schemas if target in (name, prefix + _escaped(name))), None)


def _heirs(base: str, schemas: Mapping[str, Json], prefix: str) -> list[str]:
    """What extends the base, and what extends that, in the order of the file."""
    found = {base}
    grows = True
    while grows:
        wanted = {prefix + _escaped(name) for name in found}
        more = {name for name, schema in schemas.items() if name not in found and isinstance(schema, dict) and _extends(schema, wanted)}
        found |= more
        grows = bool(more)
    return [name for name in schemas if name in found and name != base]


def _extends(schema: JsonObject, wanted: set[str]) -> bool:
    """True for a part of the schema that refers to one of them and something beside it; a reference alone is a wrapper."""
    parts = schema.get("allOf")
    if not isinstance(parts, list):
        return False
    is_more = len(parts) > 1 or "properties" in schema or "required" in schema
    refers = any(isinstance(part, dict) and part.get("$ref") in wanted for part in parts)
    return (is_more and refers) or any(isinstance(part, dict) and _extends(part, wanted) for part in parts)


# --- the unions


@dataclass(frozen=True, slots=True)
class _Unions:
    named: JsonObject
    prefix: str
    found: Mapping[str, Family]

    def schemas(self) -> JsonObject:
        result: JsonObject = {}
        for name, schema in self.named.items():
            bases = {self._ref(base): self._itself(base) for base, family in self.found.items() if self._is_heir(name, base, family)}
            own = _extending(schema, bases)
            result[name] = self._union(self.found[name], own) if name in self.found and isinstance(own, dict) else own
        return result

    def _union(self, family: Family, own: JsonObject) -> JsonObject:
        about: JsonObject = {key: own[key] for key in _ABOUT if key in own}
        itself: JsonObject = {key: value for key, value in own.items() if key not in about and key != "discriminator"}
        branches: list[Json] = [
            branch(member, self._itself(member) if member in self.found else self._ref(member), family.property, tags)
            for member, tags in family.members
        ]
        return {**about, "oneOf": branches, "definitions": {ITSELF: itself}}

    def _is_heir(self, name: str, base: str, family: Family) -> bool:
        return name != base and any(member == name for member, _ in family.members)

    def _ref(self, name: str) -> str:
        return self.prefix + _escaped(name)

    def _itself(self, name: str) -> str:
        return f"{self._ref(name)}/definitions/{ITSELF}"


def _extending(schema: Json, bases: Mapping[str, str]) -> Json:
    """The schema with what it extends, in its allOf and those inside, replaced."""
    parts = schema.get("allOf") if isinstance(schema, dict) else None
    if not isinstance(schema, dict) or not isinstance(parts, list) or not bases:
        return schema
    return {**schema, "allOf": [_extending(_replaced_ref(part, bases), bases) for part in parts]}


def _replaced_ref(part: Json, bases: Mapping[str, str]) -> Json:
    reference = part.get("$ref") if isinstance(part, dict) else None
    return {**part, "$ref": bases[reference]} if isinstance(part, dict) and isinstance(reference, str) and reference in bases else part


def _replaced(tree: JsonObject, path: tuple[str, ...], schemas: JsonObject) -> JsonObject:
    first, *more = path
    inner = tree[first]
    return {**tree, first: _replaced(inner, tuple(more), schemas) if more and isinstance(inner, dict) else schemas}


def _moved_refs(node: Json, bases: tuple[str, ...]) -> Json:
    """References into a base lead into what it was."""

    def lead(reference: str) -> str:
        base = next((base for base in bases if reference.startswith(base)), None)
        if base is None or reference.startswith(f"{base}definitions/{ITSELF}"):
            return reference
        return f"{base}definitions/{ITSELF}/{reference.removeprefix(base)}"

    return with_references(node, lead)


# --- no union may contain itself


def _comes_back(base: str, schemas: Mapping[str, Json], prefix: str) -> bool:
    """True where a value of the base would have to be one of the base first: a union of something that still refers to it, maybe by way of a file."""
    start = prefix + _escaped(base)
    pending, seen = list(_in_place(schemas[base])), set[str]()
    while pending:
        reference = pending.pop()
        if reference == start or (reference.endswith(start) and not reference.startswith("#")):
            return True
        if reference not in seen:
            seen.add(reference)
            pending += _in_place(_at(schemas, reference, prefix))
    return False


def _at(schemas: Mapping[str, Json], reference: str, prefix: str) -> Json:
    node: Json = dict(schemas) if reference.startswith(prefix) else None
    for step in reference.removeprefix(prefix).split("/"):
        node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
    return node


def _in_place(schema: Json) -> Iterator[str]:
    """The references that concern the very value that the schema does."""
    if not isinstance(schema, dict):
        return
    if isinstance(reference := schema.get("$ref"), str):
        yield reference
    for keyword in _IN_PLACE:
        inner = schema.get(keyword)
        for each in inner if isinstance(inner, list) else [inner]:
            yield from _in_place(each)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
