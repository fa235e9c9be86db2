"""The outboxes of the services: what was sent may have to be sent again, when a broker has lost it."""

from pathlib import Path
from typing import Annotated

import typer

from flowmart.commands.console import print_lines
from flowmart.commands.options import EnvironmentOption, ProjectOption

app = typer.Typer(no_args_is_help=True, help="What the services have sent: send it again.")


@app.callback()
def outbox() -> None:
    """What the services have sent."""


@app.command()
def resend(
    since: Annotated[str, typer.Option("--since", help="From when: a date (2026-11-24T10:00) or how long ago (90m, 7d).")],
    service: Annotated[str | None, typer.Option("--service", "-s", help="Only what this service sent.")] = None,
    message: Annotated[str | None, typer.Option("--message", "-m", help="Only messages of this type.")] = None,
    env: EnvironmentOption = "local",
    project: ProjectOption = Path("."),
) -> int:
    """Send again what was sent since then, under the same ids: whoever has handled a message does not handle it twice."""
    from flowmart.runtime.dead_letters import Letters
    from flowmart.runtime.durations import moment
    from flowmart.runtime.environment import read_environment
    from flowmart.runtime.failures import RuntimeFailure

    environment = read_environment(project, env)
    if not environment.windows.outbox:
        hint = "set `outbox: {keep: 2h}` in its row, and from then on this can be done"
        raise RuntimeFailure(f"the environment {env!r} keeps no messages that were sent", hint)
    counts = Letters(environment).resend(moment(since), service=service, message=message)
    print_lines([f"{name}: {count} messages are sent again" for name, count in sorted(counts.items()) if count] or ["nothing was kept"])
    return 0
