"""The command `flowmart`: parses arguments, calls one pipeline or runtime function, reports, and chooses the exit code.

Exit codes: 0 clean, 1 findings at or above the chosen severity, 2 flowmart could not do what was asked.
Each command imports what it needs itself, so that none pays for the others.
"""

import gc
import json
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from flowmart.generator.diagnostics import Report
    from flowmart.generator.graph.graph import Graph
    from flowmart.generator.pipeline import Project

_LONG_LIVED = frozenset({"run", "demo"})

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

ProjectOption = Annotated[Path, typer.Option("--project", "-p", help="The project's folder, with flowmart.yaml.")]
CatalogOption = Annotated[Path | None, typer.Option("--catalog", help="Read this catalog folder instead of the project's.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but findings.")]


_INTERRUPTED = 130
"""What shells give a program that Ctrl-C ended; typer gives it too."""


class AnswerFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    TEXT = "text"
    LINE = "line"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class BreakingFormat(StrEnum):
    TEXT = "text"
    LINE = "line"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


FormatOption = Annotated[AnswerFormat, typer.Option("--format", help="How to print the answer.")]


def main() -> NoReturn:
    """Runs the command of this process's arguments and ends the process."""
    from flowmart.generator.diagnostics import FlowmartError

    code = 2
    try:
        code = app(standalone_mode=False, prog_name="flowmart") or 0
    except FlowmartError as error:
        _say(f"flowmart: {error}")
    except typer.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except BrokenPipeError:  # `flowmart list | head`: the reader has seen enough
        sys.stderr.close()
        code = 0
    except Exception as error:  # noqa: BLE001 - the last place that can explain it
        code = _explain(error)
    finally:
        gc.enable()  # for a process that goes on after this: the tests
    if code == _INTERRUPTED:
        _say("flowmart: stopped")
    sys.exit(code)


@app.callback(invoke_without_command=True)
def flowmart(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Compile an architecture catalog into running services, and keep the two in agreement."""
    if context.invoked_subcommand not in _LONG_LIVED:
        gc.disable()  # a command ends with everything that it made: looking for garbage takes a fifth of its time and finds none
    if version:
        from flowmart.generator.pipeline import flowmart_version

        print(f"flowmart {flowmart_version()}")
        raise typer.Exit()


@app.command()
def generate(
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here instead of the project's output folder.")] = None,
    only: Annotated[list[str] | None, typer.Option("--only", help="Only this emitter (may be repeated).")] = None,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit with 1 and a list when anything would change.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; print what would change as a patch.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; list what would change.")] = False,
    quiet: QuietOption = False,
) -> int:
    """Write the generated files that the catalog calls for, and remove those that it no longer does."""
    from flowmart.generator import pipeline

    opened = pipeline.open_project(project, catalog=catalog, output=output)
    if _is_misconfigured(opened, quiet=quiet):
        return 2
    generation = pipeline.generate(opened, only=only or [], handlers=output is None)
    if check:
        return _report(generation.outdated(), opened, quiet=quiet, asked=True)
    code = _report(generation.report, opened, quiet=quiet)
    if diff:
        sys.stdout.writelines(generation.diff())
        return code
    if not dry_run:
        pipeline.write(generation)
    if not quiet:
        _print(generation.lines(dry_run=dry_run))
    return code


@app.command()
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
    from flowmart.generator.diagnostics import Severity

    opened = pipeline.open_project(project, catalog=catalog)
    linting = pipeline.lint(opened, only=rule or (), without=exclude or (), baseline=baseline, write_baseline=write_baseline, fix=fix)
    if not quiet:
        for mended in linting.fixed:
            _say(f"{mended.location}: fixed[{mended.rule}] {mended.message}")
    _write(pipeline.lint_report(linting, format, color=output is None and sys.stdout.isatty()), output)
    if format in ("text", "line") and not quiet:
        _say(linting.summary)
    return 1 if linting.report.fails_at(Severity[fail_on.name] if fail_on else opened.config.fail_on) else 0


@app.command()
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
    from flowmart.generator.diagnostics import FlowmartError, Severity
    from flowmart.generator.reporters.text import summary

    named = {"asyncapi": asyncapi, "openapi": openapi, "faststream": faststream}
    specs = [
        SpecSource(service, kind, str(Path(path).absolute()) if kind != "faststream" else path) for kind, path in named.items() if path
    ]
    if specs and not service:
        raise FlowmartError("whose specification is it? name the service by --service")
    opened = pipeline.open_project(project, catalog=catalog)
    if _is_misconfigured(opened, quiet=quiet):
        return 2
    report = pipeline.check(opened, specs=specs, traffic=traffic or ())
    _write(pipeline.check_report(report, format, color=output is None and sys.stdout.isatty()), output)
    if format in ("text", "line") and not quiet:
        _say(summary(report) or "no findings")
    return 1 if report.fails_at(Severity[fail_on.name] if fail_on else opened.config.fail_on) else 0


@app.command()
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
    from flowmart.generator.diagnostics import Severity
    from flowmart.generator.reporters.text import summary

    opened = pipeline.open_project(project, catalog=catalog)
    today = datetime.now(UTC).date()
    found = pipeline.breaking(opened, against, today=today, consumers_only=consumers_only, only=rule or (), without=exclude or ())
    _write(pipeline.breaking_report(found, format, color=output is None and sys.stdout.isatty()), output)
    if format in ("text", "line") and not quiet:
        _say(summary(found.report) or "no changes")
    return 1 if found.report.fails_at(Severity[fail_on.name] if fail_on else opened.config.fail_on) else 0


@app.command("rule")
def rule_(id: Annotated[str, typer.Argument(help="The id of a rule; all are listed without one.")] = "") -> int:
    """Explain a rule: what it finds, why that is bad, and what is good."""
    from flowmart.generator import pipeline

    _print(pipeline.explain(id) if id else pipeline.rule_list())
    return 0


@app.command()
def schema(
    type: Annotated[str, typer.Argument(help="A resource type (event, service, domain ...), or `flowmart` for flowmart.yaml.")] = "",
) -> int:
    """Print the JSON Schema of a catalog file's front matter, for editors. Without a type: the names of all."""
    from flowmart.generator import pipeline

    _print(pipeline.editor_schema(type))
    return 0


@app.command("list")
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
        _print([json.dumps([row.to_json() for row in rows], indent=2, ensure_ascii=False)])
    else:
        _print(listing(rows))
    return 0


@app.command()
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
        _print([json.dumps([{fact.label: list(fact.values) for fact in facts} for facts in found], indent=2, ensure_ascii=False)])
    else:
        _print(description(id, found))
    return 0


@app.command()
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
    return _answer(format, [hit.to_json() for hit in found], impacts(found))


@app.command()
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
    return _answer(format, [[hop.to_json() for hop in way] for way in found], ways(found))


@app.command()
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
    return _answer(format, [crossing.to_json() for crossing in found], crossings(found))


@app.command()
def orphans(project: ProjectOption = Path("."), catalog: CatalogOption = None, format: FormatOption = AnswerFormat.TEXT) -> int:
    """List what nothing leads to or from: messages nobody receives, services without messages, unused channels and stores."""
    from flowmart.generator.graph.boundary import orphans as orphans_of
    from flowmart.generator.reporters.questions import orphans as lines

    found = orphans_of(_graph(project, catalog))
    return _answer(format, [orphan.to_json() for orphan in found], lines(found))


@app.command()
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
    return _answer(format, found.to_json(), lines(found))


@app.command()
def run(
    services: Annotated[list[str] | None, typer.Argument(help="Which services (orders, gateway ...); all by default.")] = None,
    env: Annotated[str, typer.Option("--env", "-e", help="The environment: a row of flowmart.yaml.")] = "local",
    project: ProjectOption = Path("."),
    trace: Annotated[bool, typer.Option("--trace", help="Print a line for each handled message.")] = False,
    record: Annotated[
        Path | None, typer.Option("--record", help="Append each handled message to this file, for `check --traffic`.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", help="The gateway's port instead of the environment's; 0 takes a free one.")] = None,
    quiet: QuietOption = False,
) -> int:
    """Run the catalog's services, all in this process or those named, until Ctrl-C."""
    import logging
    from dataclasses import replace

    from flowmart.runtime.environment import read_environment
    from flowmart.runtime.system import Notice, System, run_system
    from flowmart.runtime.trace import Trace

    # Why a handler failed is logged; a person at the terminal has nowhere else to read it.
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    environment = read_environment(project, env)
    if port is not None:
        environment = replace(environment, port=port)

    def notice(found: Notice) -> None:
        if found.kind == "no-handlers":
            _say(f"warning: {found.text}")
        elif not quiet:
            print(f"{found.kind.replace('-', ' ')}: {found.text}", flush=True)

    def ready(system: System) -> None:
        if not quiet:
            print(f"ready ({env}){f', gateway at {system.gateway_url}' if system.gateway_url else ''}; Ctrl-C stops", flush=True)

    lines = Trace(lambda line: print(line, flush=True)) if trace else None
    if record is None:
        run_system(environment, services=services or (), observer=lines, notice=notice, ready=ready)
        return 0
    from flowmart.runtime.record import Recorder

    with Recorder(record, lines) as recorder:
        run_system(environment, services=services or (), observer=recorder, notice=notice, ready=ready)
    return 0


@app.command()
def record(
    file: Annotated[Path, typer.Argument(help="The recording; what is there is appended to.")],
    env: Annotated[str, typer.Option("--env", "-e", help="The environment: a row of flowmart.yaml.")] = "local",
    project: ProjectOption = Path("."),
    quiet: QuietOption = False,
) -> int:
    """Record what passes the environment's broker, for `check --traffic`, until Ctrl-C."""
    from flowmart.runtime.environment import read_environment
    from flowmart.runtime.record import listen

    def ready(addresses: int) -> None:
        if not quiet:
            print(f"recording {addresses} addresses ({env}); Ctrl-C stops", flush=True)

    listen(read_environment(project, env), file, ready)
    return 0


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="The folder of the new project.")],
    example: Annotated[str, typer.Option("--example", help="Start from an example: flowmart.")] = "",
) -> int:
    """Start a project: an empty catalog, or a copy of the FlowMart example."""
    from flowmart.generator import pipeline

    written = pipeline.init(folder, example)
    _print([f"{folder}: {written} files", "", "next:", f"  cd {folder}", "  flowmart generate", "  flowmart run"])
    return 0


def _graph(project: Path, catalog: Path | None) -> "Graph":
    from flowmart.generator import pipeline

    return pipeline.load(pipeline.open_project(project, catalog=catalog)).graph


def _answer(format: AnswerFormat, value: object, lines: Iterable[str]) -> int:
    _print([json.dumps(value, indent=2, ensure_ascii=False)] if format is AnswerFormat.JSON else lines)
    return 0


def _is_misconfigured(project: "Project", *, quiet: bool) -> bool:
    """True, and said, when flowmart.yaml has errors: then nothing is done on its word."""
    from flowmart.generator.diagnostics import Report, Severity

    report = Report(project.diagnostics)
    if report.fails_at(Severity.ERROR):
        _report(report, project, quiet=quiet)
        return True
    return False


def _report(report: "Report", project: "Project", *, quiet: bool, asked: bool = False) -> int:
    """Prints the findings, one line each, and gives the exit code that they call for.

    They go to stdout where they are what was asked for, else to stderr, so that they don't mix with the answer.
    """
    from flowmart.generator.reporters.text import summary, text

    stream = sys.stdout if asked else sys.stderr
    for line in text(report):
        print(line, file=stream)
    if len(report) and not quiet:
        print(summary(report), file=stream)
    return 1 if report.fails_at(project.config.fail_on) else 0


def _explain(error: Exception) -> int:
    """Wrong usage is the caller's to mend (2); anything else is our mistake, and then the traceback is what helps."""
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return 2
    from flowmart.runtime.failures import RuntimeFailure

    if isinstance(error, RuntimeFailure):
        _say(f"flowmart: {error}")
        return 2
    raise error


def _write(lines: Iterable[str], output: Path | None) -> None:
    if output is None:
        _print(lines)
        return
    from flowmart.generator import pipeline

    pipeline.write_report(lines, output)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def _say(line: str) -> None:
    print(line, file=sys.stderr)


if __name__ == "__main__":
    main()
