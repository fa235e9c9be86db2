"""Samples of a JSON Schema, draft 3 to 2020-12: made from what the schema says, and given only when a validator takes them.

A value is grown from all schemas that hold at its place (`$ref` and `allOf` joined, one way of `oneOf` and `if` chosen). What can't be
grown (an odd `not`, `oneOf` whose branches overlap) is refused by the validator and grown again; in the end the search of
compatibility/json_schema is asked, which finds a value or proves that there is none.
"""

import json
from collections.abc import Iterator, Mapping
from random import Random

from ..compatibility.json_schema.dialect import Compiler, Policy
from ..compatibility.json_schema.documents import Documents, Place, UnreadableSchema
from ..compatibility.json_schema.outcomes import Found, Nothing
from ..compatibility.json_schema.search import Search
from ..compatibility.json_schema.values import plain
from ..emitters.models.library import Library
from ..model.json import Json
from .growing import Grower
from .outcome import DeadEnd, Mismatch, NoSample
from .parts import Manner
from .validation import Validator

_ATTEMPTS = 150


def sample(
    schema: Json,
    *,
    seed: int = 0,
    path: str = "schema.json",
    files: Mapping[str, str] | None = None,
    addresses: Mapping[str, Json] | None = None,
    all_fields: bool = False,
    odd: bool = False,
) -> Json:
    """A valid value of the schema. Raises NoSample with the reason when none was found.

    `path` is where the schema lies; `files` are the texts that relative references may lead to, by path; `addresses` schemas by
    absolute address. `all_fields` sets every optional property; `odd` prefers ends of ranges, strange texts and unknown properties.
    """
    return next(samples(schema, 1, seed=seed, path=path, files=files, addresses=addresses, all_fields=all_fields, odd=odd))


def samples(
    schema: Json,
    count: int,
    *,
    seed: int = 0,
    path: str = "schema.json",
    files: Mapping[str, str] | None = None,
    addresses: Mapping[str, Json] | None = None,
    all_fields: bool = False,
    odd: bool = False,
) -> Iterator[Json]:
    """`count` samples, those of the seeds from `seed` on; the schema is compiled once. As `sample`."""
    sampler = JsonSampler(schema, path, files or {}, addresses or {})
    for number in range(seed, seed + count):
        yield sampler.sample(number, all_fields=all_fields, odd=odd)


class JsonSampler:
    """Samples of one schema."""

    def __init__(
        self,
        schema: Json,
        path: str = "schema.json",
        files: Mapping[str, str] | None = None,
        addresses: Mapping[str, Json] | None = None,
    ) -> None:
        self._schema, self._path, self._files, self._addresses = schema, path, dict(files or {}), dict(addresses or {})
        for address, tree in self._addresses.items():
            self._files.setdefault(address, json.dumps(tree))
        self._library = Library(self._files).with_file(path, schema)
        if self._files and '"$ref"' in json.dumps(schema):
            self._addresses.update(_named(self._files, self._library))
        self._validator = Validator(schema, path, self._library, self._addresses)

    def accepts(self, value: Json) -> bool:
        return self._validator.accepts(value)

    def problem(self, value: Json) -> Mismatch | None:
        return self._validator.problem(value)

    def sample(self, seed: int, *, all_fields: bool = False, odd: bool = False) -> Json:
        """Raises NoSample."""
        reason = ""
        for attempt in range(_ATTEMPTS):
            # The later, the plainer: what is not asked for is what most often makes a value wrong.
            manner = Manner(
                all_fields=all_fields and attempt < _ATTEMPTS // 2,
                odd=odd and attempt < _ATTEMPTS // 3,
                optional=(0.7, 0.5, 0.2, 0.0)[attempt * 4 // _ATTEMPTS],
                examples=attempt < 10 and not odd,
            )
            try:
                value = Grower(self._library, Random(f"{seed}/{attempt}"), manner).grown(self._schema, self._path)
            except DeadEnd as dead:
                reason = str(dead) or reason
                continue
            except RecursionError:
                reason = "the schema has no end: each value needs another one inside"
                continue
            problem = self._validator.problem(value)
            if problem is None:
                return value
            reason = str(problem)
        return self._found_by_search(reason)

    def _found_by_search(self, reason: str) -> Json:
        """The same value for every seed."""
        documents = Documents({**self._files, self._path: json.dumps(self._schema)})
        try:
            documents.root(self._path)
            node = Compiler(documents, Policy(), writing=True, side="sample").node(Place(self._path, ""))
            outcome = Search().find(frozenset({(node, True)}))
        except (UnreadableSchema, RecursionError):
            raise NoSample(f"no valid value was found; the last one failed: {reason}") from None
        if isinstance(outcome, Nothing):
            raise NoSample("no value at all is valid under the schema: it contradicts itself")
        if isinstance(outcome, Found) and self._validator.accepts(value := plain(outcome.value)):
            return value
        raise NoSample(f"no valid value was found in {_ATTEMPTS} attempts; the last one failed: {reason}")


def _named(files: Mapping[str, str], library: Library) -> Iterator[tuple[str, Json]]:
    """The files that give themselves an address; they are parsed, because only then the library finds them by it."""
    for path, text in files.items():
        tree = library.tree(path) if '"$id"' in text or '"id"' in text else None
        identifier = tree.get("$id", tree.get("id")) if isinstance(tree, dict) else None
        if isinstance(identifier, str):
            yield identifier.rstrip("#"), tree
