"""Whole-process `flowmart lint`, all rules on, against EventCatalog's linter on the same catalogs in the same run.

    python benchmarks/lint.py [--check] [--runs 5]

Catalogs: flowmart-v4 from FLOWMART_CORPORA, and synthetic ones of 1,000, 10,000 and 50,000 events, with a service per ten
events, a JSON Schema each, channels and owners. Bars: at most 0.7 times the other linter's time on the first and at 10,000
events, at most 300 MB there, time and memory linear from there to 50,000. `--check` exits with 1 when one does not hold.

The other linter is installed once, by npm, into a cache folder outside of the repository. Both run from warm files; the first run
of each is not counted.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "flowmart-benchmarks"
LINTER = "@eventcatalog/linter"
MOST_TIME = 0.7
MOST_MEGABYTES = 300
MOST_GROWTH = 1.25
"""How much dearer a message may be in the largest catalog than in the one before, start-up taken off."""


@dataclass(frozen=True, slots=True)
class Measured:
    """`seconds` by the clock, `work` of the processor (which does not grow when the machine is busy with something else)."""

    seconds: float
    work: float
    megabytes: int


def main() -> int:
    arguments = _arguments()
    other = _other_linter()
    held = True
    with tempfile.TemporaryDirectory() as folder:
        catalogs: list[tuple[str, Path, int]] = []
        corpora = os.environ.get("FLOWMART_CORPORA")
        if corpora:
            catalogs.append(("flowmart-v4", Path(corpora) / "flowmart-v4", 0))
        base = measure(_own(synthetic(Path(folder) / "one", 1)), 3)  # first: a child's peak is at least what this process has then
        for events in (1_000, 10_000, 50_000):
            catalogs.append((f"{events} events", synthetic(Path(folder) / str(events), events), events))
        print(f"{'catalog':16} {'flowmart':>10} {'MB':>5} {'other':>10} {'MB':>5} {'ratio':>6}")
        own: dict[int, Measured] = {}
        for name, catalog, events in catalogs:
            runs = arguments.runs if events <= 10_000 else 1
            mine = measure(_own(catalog), runs)
            own[events] = mine
            theirs = measure([*other, str(catalog)], runs) if other and events <= 10_000 else None
            print(_row(name, mine, theirs))
            if theirs is not None and events != 1_000:
                held &= mine.seconds <= MOST_TIME * theirs.seconds
            held &= events != 10_000 or mine.megabytes <= MOST_MEGABYTES
    held &= _is_linear(own[10_000], own[50_000], base)
    print("all bars hold" if held else "a bar does not hold")
    return 0 if held or not arguments.check else 1


def measure(command: Sequence[str], runs: int) -> Measured:
    """The median time of some runs after one that does not count, and the most memory that any of them took."""
    times: list[float] = []
    works: list[float] = []
    most = 0
    for _ in range(runs + 1):
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())
        _, status, usage = os.wait4(process.pid, 0)
        times.append(time.perf_counter() - started)
        works.append(usage.ru_utime + usage.ru_stime)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
        most = max(most, usage.ru_maxrss // 1024)
    return Measured(statistics.median(times[1:]), min(works), most)


def synthetic(folder: Path, events: int) -> Path:
    """A catalog without findings but notes: `events` events, a service per ten, a domain per hundred, fifty channels."""
    services, domains = max(events // 10, 1), max(events // 100, 1)
    _put(folder / "teams/team.mdx", "id: team\nname: The team\nemail: team@example.com")
    for number in range(50):
        _put(
            folder / f"channels/channel-{number}/index.mdx",
            f"id: channel-{number}\nname: Channel {number}\nversion: 1.0.0\nsummary: A channel\nowners: [team]\naddress: topic.{number}\nprotocols: [kafka]",
        )
    for number in range(events):
        home = folder / f"events/Event{number}"
        _put(
            home / "index.mdx",
            f"id: Event{number}\nname: Event {number}\nversion: 1.0.0\nsummary: Something happened\nowners: [team]\nschemaPath: schema.json\n"
            f"badges:\n  - content: Broker:Kafka\n    backgroundColor: blue\n    textColor: blue",
        )
        (home / "schema.json").write_text(_SCHEMA % number, encoding="utf-8")
    for number in range(services):
        sends = "".join(
            f"  - id: Event{event}\n    version: 1.0.0\n    to: [{{id: channel-{event % 50}}}]\n"
            for event in range(number * 10, min(number * 10 + 10, events))
        )
        receives = "".join(f"  - id: Event{(number * 37 + step * 101) % events}\n    version: ^1.0.0\n" for step in range(15))
        _put(
            folder / f"services/Service{number}/index.mdx",
            f"id: Service{number}\nname: Service {number}\nversion: 1.0.0\nsummary: Does something\nowners: [team]\nsends:\n{sends}receives:\n{receives}",
        )
    for number in range(domains):
        members = "".join(f"  - id: Service{service}\n    version: 1.0.0\n" for service in range(number, services, domains))
        _put(
            folder / f"domains/Domain{number}/index.mdx",
            f"id: Domain{number}\nname: Domain {number}\nversion: 1.0.0\nsummary: A domain\nowners: [team]\nservices:\n{members}",
        )
    return folder


_SCHEMA = """{
  "$schema": "http://json-schema.org/draft-07/schema#",
  "title": "Event %d",
  "type": "object",
  "properties": {
    "id": {"type": "string", "format": "uuid"},
    "occurredAt": {"type": "string", "format": "date-time"},
    "amount": {"type": "number", "minimum": 0},
    "status": {"type": "string", "enum": ["new", "open", "done"]},
    "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {"type": "string"}, "quantity": {"type": "integer"}}}}
  },
  "required": ["id", "occurredAt"]
}
"""


def _put(path: Path, front_matter: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\n{front_matter.rstrip()}\n---\n\n## Overview\n\nWhat it is for, and when to use it.\n", encoding="utf-8")


def _own(catalog: Path) -> list[str]:
    beside = Path(sys.executable).with_name("flowmart")
    command = [str(beside)] if beside.exists() else [sys.executable, "-m", "flowmart.cli"]
    return [*command, "lint", "--project", str(catalog.parent), "--catalog", str(catalog)]


def _environment() -> dict[str, str]:
    """An installed flowmart is compiled to bytecode; a checkout must be allowed to keep it too."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _other_linter() -> list[str] | None:
    """The command of the other linter; None, with a word about it, when it can't be had."""
    command = CACHE / "node_modules/.bin/eventcatalog-linter"
    if not command.exists():
        npm = shutil.which("npm")
        if npm is None:
            print("npm is not installed: only flowmart is measured")
            return None
        CACHE.mkdir(parents=True, exist_ok=True)
        done = subprocess.run([npm, "install", "--silent", "--prefix", str(CACHE), LINTER], capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{LINTER} can't be installed: only flowmart is measured")
            return None
    return [str(command)]


def _is_linear(small: Measured, large: Measured, base: Measured) -> bool:
    """What an event costs, less what an almost empty catalog takes, does not grow from 10,000 to 50,000 events."""
    seconds = (large.work - base.work) / (small.work - base.work) / 5
    megabytes = (large.megabytes - base.megabytes) / (small.megabytes - base.megabytes) / 5
    print(f"10000 -> 50000: each event costs {seconds:.2f} times the time and {megabytes:.2f} times the memory")
    return seconds <= MOST_GROWTH and megabytes <= MOST_GROWTH


def _row(name: str, mine: Measured, theirs: Measured | None) -> str:
    row = f"{name:16} {mine.seconds:9.3f}s {mine.megabytes:5}"
    return row if theirs is None else f"{row} {theirs.seconds:9.3f}s {theirs.megabytes:5} {mine.seconds / theirs.seconds:6.2f}"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bar does not hold")
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
