"""An Avro schema file checked: does it parse, is it a schema, which of its types can a model not say? Makes no model (avro_shapes.py)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ...diagnostics import Diagnostic, Location, Severity
from ...model.json import Json
from ...model.resources import SchemaFile
from ...source.avro import Path, Problem, problems
from ...source.json_text import place

_NANOS = ("timestamp-nanos", "local-timestamp-nanos")
_LOGICAL = frozenset(
    ("decimal", "uuid", "date", "time-millis", "time-micros", "timestamp-millis", "timestamp-micros", "local-timestamp-millis")
    + ("local-timestamp-micros", "duration")
)
_OPEN = "the message gets an open model that keeps whatever it is given"


@dataclass(frozen=True, slots=True)
class AvroReading:
    """`usable` is False when no model can be made."""

    usable: bool
    diagnostics: tuple[Diagnostic, ...]


def read_avro(schema: SchemaFile, tree: Json) -> AvroReading:
    found = list(problems(tree))
    fatal = [problem for problem in found if not _is_harmless(problem)]
    if fatal:
        return AvroReading(False, tuple(_broken(schema, problem, Severity.ERROR, _OPEN) for problem in fatal[:1]))
    diagnostics = [_broken(schema, problem, Severity.WARNING, _consequence(problem)) for problem in found]
    diagnostics += [_diagnostic(schema, problem, "payload/unchecked-keyword", Severity.NOTE, "") for problem in _unsaid(tree, ())]
    return AvroReading(True, tuple(diagnostics))


def _is_harmless(problem: Problem) -> bool:
    """True when the model only does without the part: a logical type that readers ignore, a default that can't be one."""
    return problem.path[-1:] in (("logicalType",), ("scale",), ("default",)) or "'precision'" in problem.message


def _consequence(problem: Problem) -> str:
    if problem.path[-1:] == ("default",):
        return "the model has no default for it"
    return "as the Avro specification demands, it is read as its underlying type"


def _broken(schema: SchemaFile, problem: Problem, severity: Severity, hint: str) -> Diagnostic:
    """Under the id, and with the words, that lint has for it."""
    if problem.ignored:
        return _diagnostic(schema, problem, "schema/logical-type", severity, hint)
    return _diagnostic(schema, replace(problem, message=f"not valid Avro: {problem.message}"), "schema/invalid", severity, hint)


def _diagnostic(schema: SchemaFile, problem: Problem, rule: str, severity: Severity, hint: str) -> Diagnostic:
    line, column = place(schema.content or "", problem.path)
    return Diagnostic(Location(schema.path, line, column), rule, severity, problem.message, hint=hint)


def _unsaid(tree: Json, path: Path) -> Iterator[Problem]:
    """What is valid and yet not in the model as its author meant it."""
    if isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from _unsaid(item, (*path, index))
    if not isinstance(tree, dict):
        return
    logical = tree.get("logicalType")
    if isinstance(logical, str):
        if logical in _NANOS:
            yield Problem((*path, "logicalType"), "Python's moments have no nanoseconds: the model has the whole number")
        elif path[-2:-1] == ("fields",):
            yield Problem((*path, "logicalType"), f"the logical type '{logical}' stands beside the type, where Avro ignores it")
        elif logical not in _LOGICAL:
            yield Problem((*path, "logicalType"), f"the logical type '{logical}' is not one of Avro's: the model has its underlying type")
    for key in ("type", "items", "values"):
        yield from _unsaid(tree.get(key), (*path, key))
    fields = tree.get("fields")
    if isinstance(fields, list):
        yield from _unsaid(fields, (*path, "fields"))


def is_record(tree: Json) -> bool:
    """True for JSON that is the schema of an Avro record, whatever its file is called."""
    return isinstance(tree, dict) and tree.get("type") in ("record", "error") and isinstance(tree.get("fields"), list)
