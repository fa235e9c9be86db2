"""What is wrong: in the catalog, between catalog and code, and between two states of the catalog."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowmart.commands.console import is_misconfigured, print_lines, say, write_lines
from flowmart.commands.options import BreakingFormat, CatalogOption, FailOn, ProjectOption, QuietOption, ReportFormat

if TYPE_CHECKING:
    from flowmart.generator.diagnostics import Report
    from flowmart.generator.pipeline import Project


def lint(
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule, or group of rules (may be repeated).")] = None,
    exclude: Annotated[list[str] | None, typer.Option("--exclude", help="Not this rule, or group of rules (may be repeated).")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend in the files what has one safe answer, and say what it was.")] = False,
    baseline: Annotated[Path | None, typer.Option("--baseline", help="Count only findings that this file does not have.")] = None,
    write_baseline: Annotated[bool, typer.Option("--write-baseline", help="Write the baseline with what is found now.")] = False,
    format: Annotated[ReportFormat, typer.Option("--format", help="How to report.")] = ReportFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="The severity from which to exit with 1.")] = None,
    quiet: QuietOption = False,
) -> int:
    """Say what is wrong with the catalog. `flowmart rule <id>` explains a finding."""
    from flowmart.generator import pipeline

    opened = pipeline.open_project(project, catalog=catalog)
    linting = pipeline.lint(opened, only=rule or (), without=exclude or (), baseline=baseline, write_baseline=write_baseline, fix=fix)
    if not quiet:
        for mended in linting.fixed:
            say(f"{mended.location}: fixed[{mended.rule}] {mended.message}")
    write_lines(pipeline.lint_report(linting, format, color=output is None and sys.stdout.isatty()), output)
    if format in ("text", "line") and not quiet:
        say(linting.summary)
    return _exit_code(linting.report, fail_on, opened)


def check(
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    service: Annotated[str, typer.Option("--service", help="The service that the given specification is of.")] = "",
    asyncapi: Annotated[str, typer.Option("--asyncapi", help="An AsyncAPI 2 or 3 document to compare with the catalog.")] = "",
    openapi: Annotated[str, typer.Option("--openapi", help="An OpenAPI 3 document to compare with the catalog.")] = "",
    faststream: Annotated[str, typer.Option("--faststream", help="A FastStream application, as package.module:app.")] = "",
    traffic: Annotated[
        list[Path] | None, typer.Option("--traffic", help="A recording of `flowmart run --record` (may be repeated).")
    ] = None,
    format: Annotated[ReportFormat, typer.Option("--format", help="How to report.")] = ReportFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="The severity from which to exit with 1.")] = None,
    quiet: QuietOption = False,
) -> int:
    """Say where the catalog and the code disagree: generated files, handlers, specifications, recorded traffic."""
    from flowmart.generator import pipeline
    from flowmart.generator.config import SpecSource
    from flowmart.generator.diagnostics import FlowmartError
    from flowmart.generator.reporters.text import summary

    named = {"asyncapi": asyncapi, "openapi": openapi, "faststream": faststream}
    specs = [
        SpecSource(service, kind, str(Path(path).absolute()) if kind != "faststream" else path) for kind, path in named.items() if path
    ]
    if specs and not service:
        raise FlowmartError("whose specification is it? name the service by --service")
    opened = pipeline.open_project(project, catalog=catalog)
    if is_misconfigured(opened, quiet=quiet):
        return 2
    report = pipeline.check(opened, specs=specs, traffic=traffic or ())
    write_lines(pipeline.check_report(report, format, color=output is None and sys.stdout.isatty()), output)
    if format in ("text", "line") and not quiet:
        say(summary(report) or "no findings")
    return _exit_code(report, fail_on, opened)


def breaking(
    against: Annotated[
        str, typer.Option("--against", help="What to compare with: a git revision, or a folder with a catalog or a project.")
    ],
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    consumers_only: Annotated[bool, typer.Option("--consumers-only", help="Fail only where a consumer of the catalog is hurt.")] = False,
    rule: Annotated[list[str] | None, typer.Option("--rule", help="Only this rule, or group of rules (may be repeated).")] = None,
    exclude: Annotated[list[str] | None, typer.Option("--exclude", help="Not this rule, or group of rules (may be repeated).")] = None,
    format: Annotated[BreakingFormat, typer.Option("--format", help="How to report.")] = BreakingFormat.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to this file.")] = None,
    fail_on: Annotated[FailOn | None, typer.Option("--fail-on", help="The severity from which to exit with 1.")] = None,
    quiet: QuietOption = False,
) -> int:
    """Say what a change of the catalog breaks, and for whom. `flowmart rule <id>` explains a finding."""
    from datetime import UTC, datetime

    from flowmart.generator import pipeline
    from flowmart.generator.reporters.text import summary

    opened = pipeline.open_project(project, catalog=catalog)
    today = datetime.now(UTC).date()
    found = pipeline.breaking(opened, against, today=today, consumers_only=consumers_only, only=rule or (), without=exclude or ())
    write_lines(pipeline.breaking_report(found, format, color=output is None and sys.stdout.isatty()), output)
    if format in ("text", "line") and not quiet:
        say(summary(found.report) or "no changes")
    return _exit_code(found.report, fail_on, opened)


def rule(id: Annotated[str, typer.Argument(help="The id of a rule; all are listed without one.")] = "") -> int:
    """Explain a rule: what it finds, why that is bad, and what is good."""
    from flowmart.generator import pipeline

    print_lines(pipeline.explain(id) if id else pipeline.rule_list())
    return 0


def schema(
    type: Annotated[str, typer.Argument(help="A resource type (event, service, domain ...), or `flowmart` for flowmart.yaml.")] = "",
) -> int:
    """Print the JSON Schema of a catalog file's front matter, for editors. Without a type: the names of all."""
    from flowmart.generator import pipeline

    print_lines(pipeline.editor_schema(type))
    return 0


def _exit_code(report: "Report", fail_on: FailOn | None, project: "Project") -> int:
    """1 for a finding from the severity on that the command line names, else the configuration."""
    from flowmart.generator.diagnostics import Severity

    return 1 if report.fails_at(Severity[fail_on.name] if fail_on else project.config.fail_on) else 0
