"""Making a project, and the files that its catalog calls for."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from flowmart.commands.console import is_misconfigured, print_lines, print_report
from flowmart.commands.options import CatalogOption, ProjectOption, QuietOption


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
    if is_misconfigured(opened, quiet=quiet):
        return 2
    generation = pipeline.generate(opened, only=only or [], handlers=output is None)
    if check:
        return print_report(generation.outdated(), opened, quiet=quiet, asked=True)
    code = print_report(generation.report, opened, quiet=quiet)
    if diff:
        sys.stdout.writelines(generation.diff())
        return code
    if not dry_run:
        pipeline.write(generation)
    if not quiet:
        print_lines(generation.lines(dry_run=dry_run))
    return code


def init(
    folder: Annotated[Path, typer.Argument(help="The folder of the new project.")],
    example: Annotated[str, typer.Option("--example", help="Start from an example: flowmart.")] = "",
) -> int:
    """Start a project: an empty catalog, or a copy of the FlowMart example."""
    from flowmart.generator import pipeline

    written = pipeline.init(folder, example)
    print_lines([f"{folder}: {written} files", "", "next:", f"  cd {folder}", "  flowmart generate", "  flowmart run"])
    return 0
