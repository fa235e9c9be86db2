"""FlowMart's own services in processes that can be killed by the hundred: everything is imported once, and each life is a fork.

Reads a line of JSON for each life from standard input, and writes `started`, `ready`, `crashed` and `exit` lines to standard output.
Ends with its standard input, and ends its children with it.
"""

import json
import logging
import os
import select
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from flowmart.runtime.engine import crash_points
from flowmart.runtime.engine.policy import Policy
from flowmart.runtime.environment import Environment, read_environment
from flowmart.runtime.project import load_project
from flowmart.runtime.system import System, run_system
from flowmart.runtime.transport import open_transport
from tests.chaos.faults import make_flaky, plant

_log = logging.getLogger("chaos")

ROOT = Path(__file__).parents[2]


def environment_of(settings: dict[str, Any], member: str = "worker") -> Environment:
    return replace(
        read_environment(ROOT, "test"),
        transport=settings["transport"].replace("{member}", member),
        database=settings["database"],
        external=settings["external"],
        port=settings["port"],
        lease=settings["lease"],
        policy=Policy(attempts=settings["attempts"], first_pause=0.05, longest_pause=settings["longest_pause"], timeout=8.0),
    )


def say(text: str) -> None:
    os.write(1, f"{text}\n".encode())


def crash_at(points: set[str], count: int) -> None:
    """SIGKILL from inside, the `count`-th time that one of the points is reached."""
    left = count

    def hook(point: str) -> None:
        nonlocal left
        if point in points:
            left -= 1
            if left == 0:
                say(f"crashed {os.getpid()} {point}")
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(10)

    crash_points.on_reach(hook)


def live(settings: dict[str, Any], life: dict[str, Any]) -> None:
    log = os.open(Path(settings["folder"]) / f"{life['name']}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 2)
    logging.basicConfig(level=logging.ERROR, format=f"%(asctime)s {os.getpid()} %(name)s %(levelname)s %(message)s")
    if life.get("points"):
        crash_at(set(life["points"]), life["count"])
    if settings.get("fault"):
        plant(settings["fault"])

    def ready(_: System) -> None:
        say(f"ready {os.getpid()}")

    run_system(environment_of(settings, life["name"]), services=life["services"], ready=ready)


def begin(settings: dict[str, Any], life: dict[str, Any]) -> int:
    """The process id of a new life."""
    pid = os.fork()
    if pid:
        say(f"started {life['number']} {pid}")
        return pid
    status = 1
    try:
        live(settings, life)
        status = 0
    except BaseException:  # noqa: BLE001  (whatever it was, the log has to say it before the process is gone)
        _log.exception("died")
    finally:
        os._exit(status)


def serve(settings: dict[str, Any]) -> None:
    environment = environment_of(settings)
    project = load_project(environment)
    for binding in project.bindings:
        project.handlers(binding)
    open_transport(environment.transport)
    make_flaky(Path(settings["folder"]) / "flaky")
    say("open 0")
    children: set[int] = set()
    waiting = b""
    while True:
        readable, _, _ = select.select([0], [], [], 0.02)
        if readable:
            text = os.read(0, 65536)
            if not text:
                break
            *lines, waiting = (waiting + text).split(b"\n")
            children.update(begin(settings, json.loads(line)) for line in lines)
        while children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                break
            children.discard(pid)
            say(f"exit {pid} {os.waitstatus_to_exitcode(status)}")
    for pid in children:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    serve(json.loads(sys.argv[1]))
