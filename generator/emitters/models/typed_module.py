"""A module whose types are spelled already: what Avro and Protobuf give, where JSON Schema asks the code generator."""

from collections.abc import Iterable
from dataclasses import dataclass

from ...diagnostics import Diagnostic
from .annotations import PythonType
from .shapes import ModuleShape


@dataclass(frozen=True, slots=True)
class TypedModule:
    """`types` is by class and field name, as in `TypesOfModule`."""

    shape: ModuleShape
    types: dict[tuple[str, str], PythonType]
    diagnostics: tuple[Diagnostic, ...] = ()


def union_text(members: Iterable[str]) -> str:
    return " | ".join(dict.fromkeys(members))
