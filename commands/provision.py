"""Making what a broker and databases need to have before services start."""

from pathlib import Path
from typing import Annotated

import typer

from flowmart.commands.console import print_lines, say
from flowmart.commands.options import ProjectOption


def provision(
    environment: Annotated[str, typer.Option("--environment", "--env", "-e", help="The environment: a row of flowmart.yaml.")],
    project: ProjectOption = Path("."),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Create nothing; print what there is and what would be created.")] = False,
) -> int:
    """Create the topics, queues, streams, groups and tables that an environment needs; delete and alter nothing.

    Exits with 1 when something is there and differs from what is wanted.
    """
    import asyncio

    from flowmart.runtime.environment import read_environment
    from flowmart.runtime.provisioning.provision import provision as provision_environment

    resources = asyncio.run(provision_environment(read_environment(project, environment), dry_run=dry_run))
    print_lines(each.text for each in resources)
    counts = {state: sum(each.state == state for each in resources) for state in ("missing", "created", "there", "differs")}
    say(", ".join(f"{count} {state}" for state, count in counts.items() if count) or "nothing to provision")
    return 1 if counts["differs"] or (counts["missing"] and not dry_run) else 0
