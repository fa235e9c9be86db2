"""Requests into module views, a chunk at a time: shape, ask the code generator once, compose.

A schema that breaks the generator costs its own message only: the chunk is tried again one by one, and that message gets an
open model and a finding.
"""

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from ...diagnostics import Diagnostic, Location, Severity
from ..emitter import Made
from .annotations import TypesOfModule
from .bundling import bundled
from .compose import module_view
from .exactness import inexact
from .findings import Findings
from .library import Place
from .metaschemas import counts_siblings
from .python_types import python_types
from .reading import Reading, read_schema
from .requests import ModelRequest
from .shapes import ModuleShape, open_shape
from .shaping import shaped
from .wire import typed_module

# Big enough that the generator's start does not count, small enough that a chunk's classes fit into the cache.
CHUNK = 32


def generate(requests: Sequence[object]) -> Iterator[Made]:
    every = cast("Sequence[ModelRequest]", requests)
    for start in range(0, len(every), CHUNK):
        yield from _chunk(every[start : start + CHUNK])


@dataclass(slots=True)
class _Draft:
    request: ModelRequest
    shape: ModuleShape
    diagnostics: list[Diagnostic]
    types: TypesOfModule | None = None


def _chunk(requests: Sequence[ModelRequest]) -> Iterator[Made]:
    drafts = [_shaped(request) for request in requests]
    untyped = [draft for draft in drafts if draft.types is None]
    for draft, types in zip(untyped, _types(untyped), strict=True):
        draft.types = types
    for draft in drafts:
        view = module_view(draft.request.message, draft.shape, draft.types or {})
        yield Made(view, draft.diagnostics)


def _shaped(request: ModelRequest) -> _Draft:
    if request.schema is None:
        return _Draft(request, open_shape(request.message.name), [])
    path = request.schema.path
    findings = Findings(request.library, path, request.schema.content or "")
    reasons: Mapping[str, Place] = {}
    try:
        reading = read_schema(request.schema, request.library, request.message.id)
        if reading.language != "jsonschema":
            module = typed_module(request, reading)
            return _Draft(request, module.shape, [*findings.collisions(module.shape)], module.types)
        reasons = inexact(reading.tree, path, request.library, siblings=counts_siblings(reading.tree))
        shape = _checked(reading, request, path, reasons)
    except (RecursionError, ValueError, TypeError, KeyError, AttributeError) as error:
        return _Draft(request, open_shape(request.message.name), [_failure(path, error)])
    return _Draft(request, shape, [*findings.losses(shape, reading.tree, reasons), *findings.collisions(shape)])


def _checked(reading: Reading, request: ModelRequest, path: str, reasons: Mapping[str, Place]) -> ModuleShape:
    """The shapes, with the schema beside them where the types don't say all that it says."""
    tree, library, siblings = reading.tree, request.library, counts_siblings(reading.tree)
    shape = shaped(tree, path=path, root=request.message.name, library=library, siblings=siblings)
    if not reasons:
        return shape
    bundle, problem = bundled(tree, path, library, reading.files)
    if problem is not None:
        return replace(shape, unchecked=problem)
    return replace(shape, checks=tuple(sorted(reasons)), bundle=bundle)


def _types(drafts: Sequence[_Draft]) -> Iterable[TypesOfModule]:
    try:
        return _quietly([draft.shape for draft in drafts])
    except Exception as error:  # noqa: BLE001 - whatever a generator of a hundred thousand lines raises
        if len(drafts) > 1:
            return [types for draft in drafts for types in _types([draft])]
        (draft,) = drafts
        draft.shape = open_shape(draft.request.message.name)
        draft.diagnostics.append(_failure(draft.request.schema.path if draft.request.schema else "", error))
        return [{}]


def _quietly(shapes: Sequence[ModuleShape]) -> Sequence[TypesOfModule]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the generator warns on stderr about things that the shapes have settled
        return python_types(shapes)


def _failure(path: str, error: Exception) -> Diagnostic:
    reason = (str(error).splitlines() or [""])[0][:200]
    return Diagnostic(
        Location(path, 1, 1),
        "payload/no-model",
        Severity.WARNING,
        f"no model can be made of this schema: {type(error).__name__}: {reason}",
        hint="the message gets an open model that keeps whatever it is given",
    )
