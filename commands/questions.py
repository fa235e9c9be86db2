"""Questions to the catalog: what it has, who sends and receives what, what hangs on what."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowmart.commands.console import print_answer, print_lines
from flowmart.commands.options import AnswerFormat, CatalogOption, FormatOption, ProjectOption

if TYPE_CHECKING:
    from flowmart.generator.graph.graph import Graph


def list_(
    type: Annotated[str, typer.Argument(help="Only this type: event, service, domain ... (singular or plural).")] = "",
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """List what the catalog has."""
    from flowmart.generator import pipeline
    from flowmart.generator.reporters.answers import listing

    rows = pipeline.listing(pipeline.open_project(project, catalog=catalog), type)
    if format is AnswerFormat.JSON:
        print_lines([json.dumps([row.to_json() for row in rows], indent=2, ensure_ascii=False)])
    else:
        print_lines(listing(rows))
    return 0


def show(
    id: Annotated[str, typer.Argument(help="The id of a resource.")],
    version: Annotated[
        str | None, typer.Option("--version", help="Which version; the newest by default. npm ranges are understood.")
    ] = None,
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """Show one resource: who sends and receives it, over which channel, owned by whom."""
    from flowmart.generator import pipeline
    from flowmart.generator.reporters.answers import description

    found = pipeline.show(pipeline.open_project(project, catalog=catalog), id, version)
    if format is AnswerFormat.JSON:
        print_lines([json.dumps([{fact.label: list(fact.values) for fact in facts} for facts in found], indent=2, ensure_ascii=False)])
    else:
        print_lines(description(id, found))
    return 0


def impact(
    id: Annotated[str, typer.Argument(help="The id of anything in the catalog.")],
    version: Annotated[str | None, typer.Option("--version", help="Only this version goes; all of them by default.")] = None,
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """Show what may break if a resource goes, directly and through others."""
    from flowmart.generator.graph.questions import impact_of
    from flowmart.generator.reporters.questions import impacts

    found = impact_of(_graph(project, catalog), id, version)
    return print_answer(format, [hit.to_json() for hit in found], impacts(found))


def path(
    start: Annotated[str, typer.Argument(help="The id of a service.")],
    end: Annotated[str, typer.Argument(help="The id of another.")],
    most: Annotated[int, typer.Option("--most", min=1, help="How many ways to show.")] = 10,
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """Show the ways from one service to another, message by message, shortest first."""
    from flowmart.generator.graph.questions import paths_between
    from flowmart.generator.reporters.questions import ways

    found = paths_between(_graph(project, catalog), start, end, most=most)
    return print_answer(format, [[hop.to_json() for hop in way] for way in found], ways(found))


def boundary(
    domain: Annotated[str, typer.Argument(help="The id of a domain.")],
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """Show the messages that enter and leave a domain."""
    from flowmart.generator.graph.questions import boundary_of
    from flowmart.generator.reporters.questions import crossings

    found = boundary_of(_graph(project, catalog), domain)
    return print_answer(format, [crossing.to_json() for crossing in found], crossings(found))


def orphans(project: ProjectOption = Path("."), catalog: CatalogOption = None, format: FormatOption = AnswerFormat.TEXT) -> int:
    """List what nothing leads to or from: messages nobody receives, services without messages, unused channels and stores."""
    from flowmart.generator.graph.boundary import orphans as orphans_of
    from flowmart.generator.reporters.questions import orphans as lines

    found = orphans_of(_graph(project, catalog))
    return print_answer(format, [orphan.to_json() for orphan in found], lines(found))


def fields(
    message: Annotated[str, typer.Argument(help="The id of a message.")],
    version: Annotated[str | None, typer.Option("--version", help="Which version; the newest by default.")] = None,
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """Show who reads and writes which field of a message."""
    from flowmart.generator.graph.questions import fields_of
    from flowmart.generator.reporters.questions import fields as lines

    found = fields_of(_graph(project, catalog), message, version)
    return print_answer(format, found.to_json(), lines(found))


def _graph(project: Path, catalog: Path | None) -> "Graph":
    from flowmart.generator import pipeline

    return pipeline.load(pipeline.open_project(project, catalog=catalog)).graph
