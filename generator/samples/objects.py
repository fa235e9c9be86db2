"""Grows objects: which properties are there, and what holds for each. What the values are is the grower's business (growing.py)."""

from collections.abc import Callable, Iterable, Sequence
from random import Random

from ..model.json import Json, JsonObject
from . import numbers, texts
from .parts import DEEP, Manner, Part, forbidden_by, object_of, property_parts, required_by


class ObjectGrower:
    """`value` grows what fits the parts at a depth, `joined` gives every schema that holds there."""

    def __init__(
        self,
        random: Random,
        manner: Manner,
        value: Callable[[Iterable[Part], int], Json],
        joined: Callable[[Iterable[Part], int], list[tuple[JsonObject, str]]],
    ) -> None:
        self._random, self._manner, self._value, self._joined = random, manner, value, joined

    def grown(self, joined: Sequence[tuple[JsonObject, str]], depth: int) -> Json:
        joined, present = list(joined), list[str]()
        for _ in range(20):  # what is there may bring further schemas, which may bring further properties
            present = self._names(joined, depth)
            more = [
                Part(inner, path)
                for schema, path in joined
                for keyword in ("dependentSchemas", "dependencies")
                for name, inner in object_of(schema.get(keyword)).items()
                if name in present and isinstance(inner, dict | bool) and (inner, path) not in joined
            ]
            more = [part for part in more if not isinstance(part.schema, dict) or all(part.schema is not schema for schema, _ in joined)]
            if not [part for part in more if part.schema is not True]:
                break
            joined += self._joined(more, depth)
        return {name: self._value(self._about(joined, name), depth + 1) for name in present}

    def _names(self, joined: Sequence[tuple[JsonObject, str]], depth: int) -> list[str]:
        """The properties that the object gets, in the order of the schema."""
        schemas = [schema for schema, _ in joined]
        declared = list(dict.fromkeys(name for schema in schemas for name in object_of(schema.get("properties"))))
        required = list(dict.fromkeys(name for schema in schemas for name in required_by(schema)))
        forbidden = {name for schema in schemas for name in forbidden_by(schema)}
        chance = 1.0 if self._manner.all_fields else self._manner.optional
        if depth > DEEP:
            chance = 0.0
        chosen = [name for name in declared if name in required or (name not in forbidden and self._random.random() < chance)]
        chosen = [name for name in chosen if name in required or self._is_possible(joined, name)]
        chosen += [name for name in required if name not in chosen]
        least = max((int(bound) for schema in schemas if (bound := numbers.exact(schema.get("minProperties"))) is not None), default=0)
        most = min((int(bound) for schema in schemas if (bound := numbers.exact(schema.get("maxProperties"))) is not None), default=None)
        self._lead_on(schemas, chosen)
        spare = [name for name in declared if name not in chosen and name not in forbidden and self._is_possible(joined, name)]
        while len(chosen) < least and spare:
            chosen.append(spare.pop(self._random.randrange(len(spare))))
        self._add_unnamed(joined, chosen, least, depth)
        while most is not None and len(chosen) > most and (free := [name for name in chosen if name not in required]):
            chosen.remove(self._random.choice(free))
        return chosen

    def _lead_on(self, schemas: Sequence[JsonObject], chosen: list[str]) -> None:
        """Adds what the presence of a property demands."""
        pending = list(chosen)
        while pending:
            name = pending.pop()
            for schema in schemas:
                for keyword in ("dependentRequired", "dependencies"):
                    demanded = object_of(schema.get(keyword)).get(name)
                    names = demanded if isinstance(demanded, list) else [demanded]
                    for other in names:
                        if isinstance(other, str) and other not in chosen:
                            chosen.append(other)
                            pending.append(other)

    def _add_unnamed(self, joined: Sequence[tuple[JsonObject, str]], chosen: list[str], least: int, depth: int) -> None:
        """Properties whose names the schema does not say: those of a map, those that are missing, and odd ones."""
        closed = any(schema.get("additionalProperties") is False or schema.get("unevaluatedProperties") is False for schema, _ in joined)
        patterns = [pattern for schema, _ in joined for pattern in object_of(schema.get("patternProperties"))]
        is_map = any(isinstance(schema.get("additionalProperties"), dict) for schema, _ in joined) or patterns
        wanted = least - len(chosen)
        if is_map and depth <= DEEP:
            wanted = max(wanted, self._random.choice((0, 1, 2)) if not self._manner.all_fields else 2)
        if self._manner.odd and not closed and self._random.random() < 0.2:
            wanted = max(wanted, 1)
        declared = {name for schema, _ in joined for name in object_of(schema.get("properties"))}
        named = [Part(schema["propertyNames"], path) for schema, path in joined if "propertyNames" in schema]
        for _ in range(wanted * 10 if wanted > 0 else 0):
            if len([name for name in chosen if name not in declared]) >= wanted and len(chosen) >= least:
                return
            name = self._new_name(named, patterns, closed=closed)
            if name is None:
                return
            if name not in chosen and name not in declared and self._is_possible(joined, name):
                chosen.append(name)

    def _new_name(self, named: Sequence[Part], patterns: Sequence[str], *, closed: bool) -> str | None:
        if patterns and (closed or self._random.random() < 0.6):
            return texts.of_patterns(self._random, [self._random.choice(patterns)])
        if closed:
            return None
        if named:
            found = self._value([*named, Part({"type": "string"}, named[0].path)], DEEP)
            return found if isinstance(found, str) else None
        return texts.text(self._random).replace(" ", "_")

    def _about(self, joined: Sequence[tuple[JsonObject, str]], name: str) -> list[Part]:
        """What the schemas say of the property."""
        return [part for schema, path in joined for part in property_parts(schema, path, name)]

    def _is_possible(self, joined: Sequence[tuple[JsonObject, str]], name: str) -> bool:
        return all(part.schema is not False for part in self._about(joined, name))
