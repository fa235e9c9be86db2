"""How long `flowmart check` and `flowmart breaking` take: check on FlowMart against `flowmart generate --check`, both on catalogs of growing size.

    python benchmarks/check.py            prints medians and ratios
    python benchmarks/check.py --check    and exits with 1 when a bar is missed

Every measurement is a cold process: nothing is kept from one run to the next but Python's own bytecode, which a first run that does not count writes,
as installing a package does. The two commands take turns, so that a slow minute of the machine hits both. The large catalogs are made here: ten messages
for each service, and for each service a handler file with helpers, tables and a send per handler. For `breaking` a hundred of the largest one's schemas
are narrowed; the process counts which schema texts it parses.
"""

import argparse
import json
import math
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BARS = {"ratio": 1.3, "growth": 1.3, "breaking growth": 1.3, "breaking reads": 1.0}
"""`ratio`: check to `generate --check` on FlowMart. `growth`: time per message of the largest catalog to that of one a fifth as large. `breaking reads`:
the most often that a schema's text was parsed; and none of a schema that is the same on both sides may be."""

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
MIDDLE, LARGE, CHANGED = 2_000, 10_000, 100


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="exit with 1 when a bar is missed")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--small-only", action="store_true", help="leave out the large catalogs")
    options = parser.parse_args(arguments)
    found = {"ratio": _flowmart(options.rounds)}
    if not options.small_only:
        found["growth"], found["breaking growth"], found["breaking reads"] = _growth()
    missed = [name for name, value in found.items() if value > BARS[name]]
    for name, value in found.items():
        print(f"{name}: {value:.2f} (at most {BARS[name]}){'  MISSED' if name in missed else ''}")
    return 1 if options.check and missed else 0


def _flowmart(rounds: int) -> float:
    check: list[float] = []
    generate: list[float] = []
    _seconds(ROOT, "check", "--quiet")
    for _ in range(rounds):
        generate.append(_seconds(ROOT, "generate", "--check", "--quiet"))
        check.append(_seconds(ROOT, "check", "--quiet"))
    print(f"FlowMart: check {statistics.median(check):.2f} s, generate --check {statistics.median(generate):.2f} s of processor time")
    return statistics.median(one / other for one, other in zip(check, generate, strict=True))


def _growth() -> tuple[float, float, float]:
    check: list[float] = []
    breaking: list[float] = []
    reads = 0.0
    for messages in (MIDDLE, LARGE):
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "new"
            _write(project, messages)
            _seconds(project, "generate", "--quiet")
            seconds = _seconds(project, "check", "--quiet")
            generate = _seconds(project, "generate", "--check", "--quiet")
            print(f"{messages} messages, {messages // 10} services: check {seconds:.1f} s, generate --check {generate:.1f} s")
            check.append(seconds / messages)
            shutil.copytree(project / "catalog", Path(folder) / "old")
            changed = {_narrow(project, number * (messages // CHANGED)) for number in range(CHANGED)}
            seconds = _seconds(project, "breaking", "--against", "../old", "--quiet", finds=True)
            print(f"{messages} messages, {CHANGED} changed: breaking {seconds:.1f} s")
            breaking.append(seconds / messages)
            reads = max(reads, _most_reads(project, changed))
    return check[1] / check[0], breaking[1] / breaking[0], reads


def _narrow(project: Path, number: int) -> str:
    """The schema of a message accepts less than before, in a text that no other message has. Gives the new text."""
    place = project / f"catalog/events/E{number}/schema.json"
    text = place.read_text().replace('"type": "integer"', f'"type": "integer", "minimum": {number}')
    place.write_text(text)
    return text


def _most_reads(project: Path, changed: set[str]) -> float:
    """How often the most read schema text was parsed while comparing; infinite when one was that had not changed."""
    counted = subprocess.run([sys.executable, "-c", _COUNTED], cwd=project, capture_output=True, text=True, check=True)
    reads: dict[str, int] = json.loads(counted.stdout)
    before = {re.sub(r', "minimum": \d+', "", text) for text in changed}
    if set(reads) - changed - before or not changed <= set(reads):
        return math.inf
    print(
        f"breaking parsed {len(reads)} schema texts: {len(changed)} new ones and {len(reads) - len(changed)} old, each at most {max(reads.values())} times"
    )
    return float(max(reads.values()))


_COUNTED = """
import collections, json
from datetime import date
from pathlib import Path
from flowmart.generator.compatibility.json_schema import documents
from flowmart.generator.pipeline import breaking, open_project

reads, parse = collections.Counter(), documents.parse

def counted(text, **rest):
    reads[text] += 1
    return parse(text, **rest)

documents.parse = counted
breaking(open_project(Path(".")), "../old", today=date(2026, 1, 1))
print(json.dumps(reads))
"""


def _seconds(project: Path, *words: str, finds: bool = False) -> float:
    """Processor time of the process and its children. Raises when the command does not find what it should: nothing, or something."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, "-m", "flowmart.cli", *words], cwd=project, capture_output=True, text=True, check=False, env=_ENVIRONMENT
    )
    if done.returncode != finds:
        raise SystemExit(f"flowmart {' '.join(words)} gave {done.returncode}: {(done.stdout + done.stderr)[:2000]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _write(project: Path, messages: int) -> None:
    """Service n owns ten events and receives two of each of the five services before it."""
    services = messages // 10
    for number in range(messages):
        titled = {"title": f"Event {number}"} if number % 200 else {}  # most schemas are like no other
        schema = {**titled, "type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "amount": {"type": "integer"}}}
        _put(
            project,
            f"catalog/events/E{number}/index.mdx",
            f"---\nid: Event{number}\nname: Event {number}\nversion: 1.0.0\nschemaPath: schema.json\n---\n",
        )
        _put(project, f"catalog/events/E{number}/schema.json", json.dumps(schema))
    for service in range(services):
        sends = range(service * 10, service * 10 + 10)
        receives = [((service - back) % services) * 10 + each for back in range(1, 6) for each in (0, 5)]
        head = f"---\nid: Number{service}Service\nname: Service {service}\nversion: 1.0.0\nwritesTo: [{{id: db{service}}}]\nreadsFrom: [{{id: db{service}}}]\n"
        entries = "".join(
            f"  - id: Event{number}\n    fields: [id]\n    triggers: [{{id: Event{sends[place]}}}]\n"
            for place, number in enumerate(receives)
        )
        sent = "".join(f"  - id: Event{number}\n" for number in sends)
        _put(project, f"catalog/services/S{service}/index.mdx", f"{head}receives:\n{entries}sends:\n{sent}---\n")
        _put(
            project,
            f"catalog/containers/D{service}/index.mdx",
            f"---\nid: db{service}\nname: Database {service}\nversion: 1.0.0\ncontainer_type: database\n---\n",
        )
        _put(project, f"services/number{service}_service.py", _handlers(service, receives, list(sends)))


def _handlers(service: int, receives: list[int], sends: list[int]) -> str:
    names = ", ".join(f"Event{number}" for number in sorted({*receives, *sends}))
    lines = [
        f"from generated.messages import {names}",
        f"from generated.services.number{service}_service import Number{service}Service",
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column",
        "class Base(DeclarativeBase): ...",
        "class Row(Base):",
        f"    __tablename__ = 'rows{service}'",
        "    id: Mapped[str] = mapped_column(primary_key=True)",
        "    count: Mapped[int]",
        "def counted(tx, id):",
        "    row = tx.db.get_one(Row, id)",
        "    row.count += 1",
        "    return row",
        f"class Number{service}(Number{service}Service):",
        "    tables = Base.metadata",
    ]
    for place, number in enumerate(receives):
        lines += [
            f"    def on_event{number}(self, event, tx):",
            "        row = counted(tx, event.id)",
            "        for _ in range(row.count):",
            "            pass",
            f"        tx.emit(Event{sends[place]}(id=row.id))",
        ]
    return "\n".join(lines) + "\n"


def _put(project: Path, path: str, text: str) -> None:
    place = project / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)


if __name__ == "__main__":
    sys.exit(main())
