"""Running the catalog's services, and listening to them."""

from pathlib import Path
from typing import Annotated

import typer

from flowmart.commands.console import say
from flowmart.commands.options import EnvironmentOption, LogFormat, ProjectOption, QuietOption


def run(
    services: Annotated[list[str] | None, typer.Argument(help="Which services (orders, gateway, simulators ...); all by default.")] = None,
    env: EnvironmentOption = "local",
    project: ProjectOption = Path("."),
    trace: Annotated[bool, typer.Option("--trace", help="Print a line for each handled message.")] = False,
    record: Annotated[
        Path | None, typer.Option("--record", help="Append each handled message to this file, for `check --traffic`.")
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="The gateway's port instead of the environment's; 0 takes a free one.")
    ] = None,
    operations_port: Annotated[
        int | None, typer.Option("--operations-port", min=0, max=65535, help="Serve health and metrics on this port; 0 takes a free one.")
    ] = None,
    log_format: Annotated[LogFormat, typer.Option("--log-format", help="How to write the log, to stderr.")] = LogFormat.TEXT,
    quiet: QuietOption = False,
) -> int:
    """Run the catalog's services, all in this process or those named, until Ctrl-C."""
    from dataclasses import replace

    from flowmart.runtime.environment import read_environment
    from flowmart.runtime.system import Notice, System, run_system
    from flowmart.runtime.trace import Trace

    _log_to_stderr(log_format)
    environment = read_environment(project, env)
    if port is not None:
        environment = replace(environment, port=port)
    if operations_port is not None:
        host = environment.operations[0] if environment.operations else "127.0.0.1"
        environment = replace(environment, operations=(host, operations_port))

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


def _log_to_stderr(log_format: LogFormat) -> None:
    """Why a handler failed is logged; a person at the terminal has nowhere else to read it."""
    import logging

    if log_format is LogFormat.TEXT:
        logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
        return
    from flowmart.runtime.operating.logs import JsonLines

    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler])
