"""What the models cost: making them, importing one, reading and writing a message. All in one run, the competitors in turn.

    python benchmarks/models.py            prints medians and ratios
    python benchmarks/models.py --check    and exits with 1 when a bar is missed

Making: `flowmart generate --only models`, `datamodel-codegen --formatters builtin`, and quicktype (by npx; n/a where it can't be had).
Reading and writing: FlowMart's generated models against hand-written ones of the same meaning (handwritten.py), and msgspec, shown.
Importing: one message of a package of 1,000 against `import pydantic` and the same model in one plain file, each in a cold process.
"""

import argparse
import gc
import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import handwritten
from benchmarks.generate import make_project
from flowmart.runtime import Message
from generated import messages

BARS = {"generate": 2.0, "validate": 1.15, "serialise": 1.15, "import": 1.3}
MESSAGES, PACKAGE = 60, 1_000
MEASURED = ("OrderConfirmed", "PlaceOrder", "OrderConfirmedV0")
_QUICKTYPE = "quicktype@24.0.2"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bar is missed")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", choices=("generate", "messages", "import"), action="append", help="measure a part")
    options = parser.parse_args()
    parts = options.only or ["generate", "messages", "import"]
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="flowmart-benchmark-") as name:
        if "generate" in parts:
            found["generate"] = _generation(Path(name), options.rounds)
        if "messages" in parts:
            found.update(_messages(options.rounds * 25))
        if "import" in parts:
            found["import"] = _importing(Path(name), options.rounds * 3)
    missed = [bar for bar, ratio in found.items() if ratio > BARS[bar]]
    print(f"\n{'bar':12}{'ratio':>8}{'limit':>8}")
    for bar, ratio in found.items():
        print(f"{bar:12}{ratio:8.2f}{BARS[bar]:8.2f}{'  missed' if bar in missed else ''}")
    return 1 if options.check and missed else 0


# --- making models


def _generation(folder: Path, rounds: int) -> float:
    schemas = folder / "schemas"
    schemas.mkdir()
    make_project(folder / "project", schemas, MESSAGES)
    programs = Path(sys.executable).parent
    ours = [str(programs / "flowmart"), "generate", "--quiet", "--only", "models", "--project", str(folder / "project")]
    peer = [str(programs / "datamodel-codegen"), "--input", str(schemas), "--output", str(folder / "peer"), "--disable-timestamp"]
    peer += ["--input-file-type", "jsonschema", "--output-model-type", "pydantic_v2.BaseModel", "--formatters", "builtin"]
    commands = {"flowmart": ours, "datamodel-codegen": peer}
    quicktype, why_not = _quicktype(folder)
    if quicktype is not None:
        commands["quicktype"] = [*quicktype, "--lang", "python", "--src-lang", "schema", "--out", str(folder / "quick.py"), str(schemas)]
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            shutil.rmtree(folder / "project" / "generated", ignore_errors=True)
            shutil.rmtree(folder / "peer", ignore_errors=True)
            began = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            times[name].append(time.perf_counter() - began)
            if done.returncode and name == "quicktype":
                why_not = f"it failed: {done.stderr.strip().splitlines()[0][:100] if done.stderr.strip() else done.returncode}"
            elif done.returncode:
                raise SystemExit(f"{' '.join(command)} exited with {done.returncode}: {done.stderr[-1000:]}")
    for name, taken in times.items():
        if name != "quicktype" or not why_not:
            print(f"generate {MESSAGES} messages   {name:20}{statistics.median(taken):8.3f} s", flush=True)
    if why_not:
        print(f"generate {MESSAGES} messages   quicktype                n/a ({why_not})", flush=True)
    return statistics.median(times["flowmart"]) / statistics.median(times["datamodel-codegen"])


def _quicktype(folder: Path) -> tuple[list[str] | None, str]:
    """The command of quicktype, installed into the folder; or None and why it can't be had."""
    npm = shutil.which("npm")
    if npm is None:
        return None, "no npm"
    home = folder / "quicktype"
    home.mkdir()
    try:
        words = [npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(home), _QUICKTYPE]
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=180)
    except subprocess.TimeoutExpired:
        return None, "npm took longer than three minutes"
    program = home / "node_modules" / ".bin" / "quicktype"
    if done.returncode or not program.exists():
        last = (done.stderr.strip().splitlines() or ["?"])[0]
        return None, f"npm could not install {_QUICKTYPE}: {last[:100]}"
    return [str(program)], ""


# --- reading and writing


def _messages(rounds: int) -> dict[str, float]:
    """The largest ratio of the messages."""
    worst = {"validate": 0.0, "serialise": 0.0}
    for name in MEASURED:
        ours: type[Message] = getattr(messages, name)
        theirs: Any = getattr(handwritten, name)
        struct: Any = getattr(handwritten, f"{name}Struct")
        data = _example(ours)
        decoder, encoder = msgspec.json.Decoder(struct), msgspec.json.Encoder()
        reading: list[Callable[[], object]] = [
            partial(ours.from_json, data),
            partial(theirs.model_validate_json, data),
            partial(decoder.decode, data),
        ]
        writing: list[Callable[[], object]] = [
            ours.from_json(data).to_json,
            partial(theirs.model_validate_json(data).model_dump_json, by_alias=True, exclude_unset=True),
            partial(encoder.encode, decoder.decode(data)),
        ]
        for what, competitors in (("validate", reading), ("serialise", writing)):
            times = _in_turn(competitors, rounds)
            ratio = statistics.median(times[0]) / statistics.median(times[1])
            worst[what] = max(worst[what], ratio)
            shown = "   ".join(f"{who} {statistics.median(taken) * 1e6:6.2f} µs" for who, taken in zip(_WHO, times, strict=True))
            print(f"{what:10}{name:18}{len(data):5} bytes   {shown}   ratio {ratio:5.2f}", flush=True)
    return worst


_WHO = ("flowmart", "pydantic", "msgspec")


def _example(message: type[Message]) -> bytes:
    """The catalog's own, as compact JSON."""
    version = "*" if message.meta.version.startswith("1") else f"versioned/{message.meta.version}"
    pattern = f"{message.meta.id}/examples/*.json" if version == "*" else f"{message.meta.id}/{version}/examples/*.json"
    path = min((ROOT / "catalog").glob(f"**/{pattern}"))
    return msgspec.json.format(path.read_bytes(), indent=-1)


def _in_turn(competitors: Sequence[Callable[[], object]], rounds: int, batch: int = 200) -> list[list[float]]:
    """Processor seconds per call, in short turns whose order changes: what else the machine does hits all alike."""
    found: list[list[float]] = [[] for _ in competitors]
    order = list(range(len(competitors)))
    chance = random.Random(1)
    gc.disable()
    for _ in range(rounds):
        chance.shuffle(order)
        for index in order:
            call = competitors[index]
            began = time.process_time()
            for _ in range(batch):
                call()
            found[index].append((time.process_time() - began) / batch)
    gc.enable()
    return found


# --- importing


def _importing(folder: Path, rounds: int) -> float:
    schemas = folder / "many"
    schemas.mkdir()
    project = folder / "large"
    make_project(project, schemas, PACKAGE)
    words = [str(Path(sys.executable).parent / "flowmart"), "generate", "--quiet", "--only", "models", "--project", str(project)]
    subprocess.run(words, check=True)
    module = sorted((project / "generated" / "messages").glob("*.py"))[PACKAGE // 2].stem
    name = "".join(word.title() for word in module.split("_"))
    plain = _plain((project / "generated" / "messages" / f"{module}.py").read_text())
    (project / "plain_model.py").write_text(plain)
    ours, peer = f"from generated.messages import {name}", f"from plain_model import {name}"
    times: list[list[float]] = [[], []]
    for _ in range(rounds + 1):
        for column, statement in zip(times, (ours, peer), strict=True):
            column.append(_cold(statement, project))
    one, other = (statistics.median(column[1:]) for column in times)  # the first run compiles the bytecode
    print(
        f"import {name} of {PACKAGE}   flowmart {one * 1000:.0f} ms   pydantic and one model {other * 1000:.0f} ms   ratio {one / other:.2f}"
    )
    return statistics.median(a / b for a, b in zip(times[0][1:], times[1][1:], strict=True))


def _plain(source: str) -> str:
    """The generated module with pydantic's own base class, as somebody would write it who does not know flowmart."""
    lines = [line for line in source.splitlines() if not line.startswith(("from flowmart", "#", "from .", "    from ."))]
    body = "\n".join(lines).replace("Omissible[", "Optional[").replace("OmissibleOrNull[", "Optional[")
    body = body.replace("(Model)", "(BaseModel)")
    for base in ("Event", "Command", "Query"):
        while f"({base}, " in body:
            start = body.index(f"({base}, ")
            body = body[:start] + "(BaseModel):" + body[body.index("):", start) + 2 :]
    return f"from typing import Optional\nfrom pydantic import BaseModel\n{body}\n"


def _cold(statement: str, folder: Path) -> float:
    """Processor seconds of a process that does nothing else."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    subprocess.run([sys.executable, "-c", statement], check=True, cwd=folder, env=environment)
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime - started.ru_utime - started.ru_stime


if __name__ == "__main__":
    sys.exit(main())
