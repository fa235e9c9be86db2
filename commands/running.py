"""Running the catalog's services, and listening to them."""

from pathlib import Path
from typing import Annotated

import typer

from flowmart.commands.console import say
from flowmart.commands.options import EnvironmentOption, ProjectOption, QuietOption


def run(
    services: Annotated[list[str] | None, typer.Argument(help="Which services (orders, gateway ...); all by default.")] = None,
    env: EnvironmentOption = "local",
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
            say(f"warning: {found.text}")
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


def record(
    file: Annotated[Path, typer.Argument(help="The recording; what is there is appended to.")],
    env: EnvironmentOption = "local",
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
