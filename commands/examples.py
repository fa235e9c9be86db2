"""Examples of messages, for tests, for documentation and for the command line of a broker."""

import json
from pathlib import Path
from typing import Annotated

import typer

from flowmart.commands.console import print_lines, print_report
from flowmart.commands.options import CatalogOption, ProjectOption


def example(
    message: Annotated[str, typer.Argument(help="The id of a message.")],
    version: Annotated[str | None, typer.Option("--version", help="Which version; the newest by default.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of made examples: the same seed gives the same example.")] = 0,
    count: Annotated[int, typer.Option("--count", "-n", min=1, help="How many: one is printed by itself, more as an array.")] = 1,
    all_fields: Annotated[bool, typer.Option("--all-fields", help="Of made examples: with every optional property.")] = False,
    generated: Annotated[bool, typer.Option("--generated", help="Make examples also where the catalog has some.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write each into a file of this folder, as test data, instead of printing it.")
    ] = None,
    project: ProjectOption = Path("."),
    catalog: CatalogOption = None,
) -> int:
    """Print an example of a message, in JSON: the catalog's own, or one that is made from its schema. Both are validated."""
    from flowmart.generator import pipeline

    opened = pipeline.open_project(project, catalog=catalog)
    found = pipeline.examples(opened, message, version, count=count, seed=seed, all_fields=all_fields, generated=generated)
    values = [payload.value for payload in found.payloads]
    if output is None:
        print_lines([json.dumps(values[0] if count == 1 else values, indent=2, ensure_ascii=False)])
    else:
        for number, value in enumerate(values, 1):
            name = f"{found.message.id}-{found.message.version}-{number}.json"
            pipeline.write_report([json.dumps(value, indent=2, ensure_ascii=False)], output / name)
    return print_report(found.report, opened, quiet=True)
