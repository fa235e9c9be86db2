"""How long `flowmart generate` takes, against `datamodel-codegen --formatters builtin` on the same schemas in the same run.

    python benchmarks/generate.py            prints medians, ratios and peak memory
    python benchmarks/generate.py --check    and exits with 1 when a bar is missed

The schemas are made here, seeded: as long and as deep as those of real catalogs (1 KB in the mean). Every measurement is a
cold process; the tools take turns, so that a slow minute of the machine hits both.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

BARS = {"cold": 2.0, "unchanged": 1.0, "large": 2.0, "growth": 1.25}
SMALL, MIDDLE, LARGE = 60, 1_000, 10_000
_NOUNS = [
    "order",
    "payment",
    "shipment",
    "invoice",
    "customer",
    "product",
    "basket",
    "refund",
    "carrier",
    "address",
    "account",
    "voucher",
    "delivery",
    "stock",
    "price",
    "plan",
]
_VERBS = [
    "placed",
    "confirmed",
    "captured",
    "declined",
    "created",
    "amended",
    "cancelled",
    "shipped",
    "returned",
    "renewed",
    "reserved",
    "released",
    "adjusted",
    "sent",
]


@dataclass(frozen=True, slots=True)
class Run:
    seconds: float
    megabytes: float


def main() -> int:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="flowmart-benchmark-") as name:
        results = _measure(Path(name), options)
    print(f"\n{'bar':12}{'ratio':>8}{'limit':>8}")
    missed = [bar for bar, ratio in results.items() if ratio > BARS[bar]]
    for bar, ratio in results.items():
        print(f"{bar:12}{ratio:8.2f}{BARS[bar]:8.2f}{'  missed' if bar in missed else ''}")
    return 1 if options.check and missed else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bar is missed")
    parser.add_argument("--repeats", type=int, default=7, help="runs of the small measurements (the large ones: a third of it)")
    parser.add_argument("--only", action="append", default=[], help="passed on to flowmart generate")
    parser.add_argument("--small", action="store_true", help="leave out the 1,000 and 10,000 messages")
    return parser.parse_args()


def _measure(folder: Path, options: argparse.Namespace) -> dict[str, float]:
    results: dict[str, float] = {}
    small = _Project(folder / "small", SMALL, options.only)
    cold, peer, again = _in_turn([small.generate, small.peer, small.check], options.repeats, warm_up=1)
    _show("60 messages, cold", cold, peer)
    _show("60 messages, unchanged --check", again, peer)
    results["cold"] = _median(cold) / _median(peer)
    results["unchanged"] = _median(again) / _median(peer)
    if options.small:
        return results
    repeats = max(1, options.repeats // 3)  # long runs warm themselves
    middle, large = (_Project(folder / str(count), count, options.only) for count in (MIDDLE, LARGE))
    cold_middle, peer_middle = _in_turn([middle.generate, middle.peer], repeats)
    _show("1,000 messages, cold", cold_middle, peer_middle)
    cold_large, peer_large, again_large = _in_turn([large.generate, large.peer, large.check], repeats)
    _show("10,000 messages, cold", cold_large, peer_large)
    _show("10,000 messages, unchanged --check", again_large, peer_large)
    results["large"] = _median(cold_large) / _median(peer_large)
    # Ten times the messages may cost ten times the time and the memory, start included, and a quarter more.
    times = _median(cold_large) / _median(cold_middle) / (LARGE / MIDDLE)
    memory = _peak(cold_large) / _peak(cold_middle) / (LARGE / MIDDLE)
    print(f"per message, 10,000 against 1,000: time {times:.2f}, memory {memory:.2f}")
    results["growth"] = max(times, memory)
    return results


class _Project:
    """`count` schemas, as the catalog of a flowmart project and as a flat folder for the peer."""

    def __init__(self, folder: Path, count: int, only: Sequence[str]) -> None:
        self._folder, self._only = folder, [word for name in only for word in ("--only", name)]
        self._schemas = folder / "schemas"
        self._schemas.mkdir(parents=True)
        make_project(folder / "project", self._schemas, count)

    def generate(self) -> Run:
        shutil.rmtree(self._folder / "project" / "generated", ignore_errors=True)
        shutil.rmtree(self._folder / "project" / "services", ignore_errors=True)
        return _timed(["flowmart", "generate", "--quiet", "--project", str(self._folder / "project"), *self._only])

    def check(self) -> Run:
        return _timed(["flowmart", "generate", "--check", "--quiet", "--project", str(self._folder / "project"), *self._only])

    def peer(self) -> Run:
        output = self._folder / "peer"
        shutil.rmtree(output, ignore_errors=True)
        words = ["--input-file-type", "jsonschema", "--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.11"]
        paths = ["--input", str(self._schemas), "--output", str(output)]
        return _timed(["datamodel-codegen", *paths, *words, "--formatters", "builtin", "--disable-timestamp"])


def make_project(project: Path, schemas: Path, count: int) -> None:
    """A catalog of `count` messages with twenty messages a service, and the same schemas in one flat folder."""
    chance = random.Random(2026)
    catalog = project / "catalog"
    services = max(1, count // 20)
    sent: dict[int, list[str]] = {}
    for index in range(count):
        name = f"{chance.choice(_NOUNS)} {chance.choice(_VERBS)} {_letters(index)}".title().replace(" ", "")
        kind = chance.choices(("events", "commands", "queries"), (6, 3, 1))[0]
        text = json.dumps(_schema(chance, name), indent=2)
        home = catalog / kind / name
        home.mkdir(parents=True)
        (home / "schema.json").write_text(text)
        (home / "index.mdx").write_text(
            f"---\nid: {name}\nname: {name}\nversion: 1.0.0\nsummary: What happens when {name} does.\nschemaPath: schema.json\n---\n\nText.\n"
        )
        (schemas / f"{_snake(name)}.json").write_text(text)
        sent.setdefault(index % services, []).append(name)
    for number, names in sent.items():
        home = catalog / "services" / f"Service{_letters(number)}"
        home.mkdir(parents=True)
        pointers = "\n".join(f"  - id: {name}" for name in names)
        (home / "index.mdx").write_text(f"---\nid: {home.name}\nname: {home.name}\nversion: 1.0.0\nsends:\n{pointers}\n---\n")
    (project / "flowmart.yaml").write_text("catalog: catalog\n")


def _schema(chance: random.Random, title: str) -> dict[str, object]:
    properties: dict[str, object] = {}
    for noun in chance.sample(_NOUNS, chance.randint(3, 5)):
        name, inner = _property(chance, noun)
        properties[name] = inner
    required = [name for name in properties if chance.random() < 0.6]
    schema: dict[str, object] = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "title": title,
        "properties": properties,
    }
    return {**schema, "required": required} if required else schema


def _property(chance: random.Random, noun: str) -> tuple[str, dict[str, object]]:
    about = {"description": f"The {noun} that this is about, as the service knows it"}
    kinds: list[tuple[str, dict[str, object]]] = [
        (f"{noun}Id", {"type": "string", "format": "uuid", **about}),
        (f"{noun}At", {"type": "string", "format": "date-time", **about}),
        (f"{noun}Count", {"type": "integer", "minimum": 1}),
        (f"{noun}Total", {"type": "number", "minimum": 0, **about}),
        (f"{noun}Note", {"type": "string", "maxLength": 200}),
        (f"{noun}Status", {"type": "string", "enum": ["open", "done", "failed"]}),
        (f"{noun}Codes", {"type": "array", "items": {"type": "string"}}),
        (f"is{noun.title()}", {"type": "boolean"}),
    ]
    if chance.random() < 0.2:
        inner = dict(chance.sample(kinds, 3))
        nested: dict[str, object] = {"type": "object", "properties": inner, "required": list(inner)[:2]}
        return (f"{noun}s", {"type": "array", "items": nested}) if chance.random() < 0.5 else (noun, nested)
    return chance.choice(kinds)


def _letters(number: int) -> str:
    """0, 1, ... as words without digits: names stay what a person would write."""
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(ord("a") + digit) + text
        if not number:
            return f"x{text}"


def _snake(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")


def _timed(command: Sequence[str]) -> Run:
    program = Path(sys.executable).parent / command[0]
    began = time.perf_counter()
    process = subprocess.Popen([str(program), *command[1:]], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(command)} exited with {process.returncode}:\n{errors.decode(errors='replace')[-2000:]}")
    return Run(seconds, usage.ru_maxrss / (1024 * (1024 if sys.platform == "darwin" else 1)))


def _in_turn(measurements: Sequence[Callable[[], Run]], repeats: int, *, warm_up: int = 0) -> list[list[Run]]:
    """The runs of each measurement, without the first `warm_up`, which fill the disk's cache and compile the bytecode."""
    runs = [[measure() for measure in measurements] for _ in range(repeats + warm_up)]
    return [list(column) for column in zip(*runs[warm_up:], strict=True)]


def _median(runs: Sequence[Run]) -> float:
    return statistics.median(run.seconds for run in runs)


def _peak(runs: Sequence[Run]) -> float:
    return statistics.median(run.megabytes for run in runs)


def _show(title: str, ours: Sequence[Run], peer: Sequence[Run]) -> None:
    print(
        f"{title:36} flowmart {_median(ours):7.3f} s {_peak(ours):6.0f} MB   datamodel-codegen {_median(peer):7.3f} s "
        f"{_peak(peer):6.0f} MB   ratio {_median(ours) / _median(peer):5.2f}",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
