"""Answers: what there is, what can be said of it, and what rules and files mean."""

import json
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ..diagnostics import FlowmartError
from ..graph.facts import Fact, Row, facts, named, resource_types, rows
from ..graph.graph import Graph
from .project import Project, load

if TYPE_CHECKING:
    from ..rules.rule import AnyRule


def listing(project: Project, type: str = "") -> tuple[Row, ...]:
    """The current resources, of one type if `type` names one in the singular or plural. Raises FlowmartError for an unknown type."""
    return rows(load(project).graph, resource_types(type))


def show(project: Project, id: str, version: str | None = None) -> tuple[tuple[Fact, ...], ...]:
    """The facts of every resource with this id. Raises FlowmartError when there is none."""
    graph = load(project).graph
    found = named(graph, id, version)
    if not found:
        raise FlowmartError(_unknown(graph, id, version))
    return tuple(facts(graph, resource) for resource in found)


def explain(id: str) -> Iterator[str]:
    """A rule's documentation. Raises FlowmartError when there is no such rule."""
    from ..rules.breaking import BREAKING_RULES
    from ..rules.check import CHECK_RULES
    from ..rules.judge import LINT_BY_ID
    from ..rules.models import MODEL_RULES
    from ..rules.rule import by_id, explanation

    known: dict[str, AnyRule] = {**LINT_BY_ID, **by_id(MODEL_RULES), **by_id(BREAKING_RULES), **by_id(CHECK_RULES)}
    if id not in known:
        close = get_close_matches(id, known, n=1)
        raise FlowmartError(f"there is no rule '{id}': {f'did you mean {close[0]}?' if close else '`flowmart rule` lists them'}")
    return explanation(known[id])


def rule_list() -> Iterator[str]:
    """A line per rule: id, severity and what it finds."""
    from ..rules.breaking import BREAKING_RULES
    from ..rules.check import CHECK_RULES
    from ..rules.lint import LINT_RULES
    from ..rules.models import MODEL_RULES

    rules: tuple[AnyRule, ...] = (*LINT_RULES, *MODEL_RULES, *CHECK_RULES, *BREAKING_RULES)
    width = max(len(rule.id) for rule in rules)
    return (f"{rule.id.ljust(width)}  {rule.severity.label:7}  {rule.summary}" for rule in rules)


def editor_schema(name: str) -> Iterator[str]:
    """The JSON Schema of a resource type's front matter, or of flowmart.yaml; the names when there is no name."""
    from ..source.editor_schema import NAMES
    from ..source.editor_schema import editor_schema as made

    if not name:
        return iter(NAMES)
    schema = made(name)
    if schema is None:
        raise FlowmartError(f"there is no schema of '{name}': choose among {', '.join(NAMES)}")
    return iter([json.dumps(schema, indent=2, ensure_ascii=False)])


def _unknown(graph: Graph, id: str, version: str | None) -> str:
    versions = [resource.version for resource in graph.catalog.resources if resource.id == id]
    if versions:
        return f"no version of {id} matches '{version}': there is {', '.join(sorted(versions))}"
    close = get_close_matches(id, sorted({resource.id for resource in graph.catalog.resources}), n=1)
    hint = f"did you mean {close[0]}?" if close else "`flowmart list` names everything there is"
    return f"the catalog has no resource '{id}': {hint}"
