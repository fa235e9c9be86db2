"""What a change of the catalog breaks, as a Markdown summary for a pull request: findings, who is affected, and a picture of that part."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Report, Severity
from ..graph.graph import Graph
from ..model.resources import Message
from .text import summary

_MOST_ROWS = 100
_MOST_DRAWN = 20


@dataclass(frozen=True, slots=True)
class Affected:
    """A finding with the consumers of its message: id, teams, and whether it uses the field (None: not declared)."""

    diagnostic: Diagnostic
    message: Message | None
    consumers: tuple[tuple[str, str, bool | None], ...]
    approval: str = ""


def markdown(report: Report, affected: Sequence[Affected], graph: Graph) -> Iterator[str]:
    serious = [found for found in affected if found.diagnostic.severity > Severity.NOTE]
    approved = [found for found in affected if found.approval]
    others = [found for found in affected if found.diagnostic.severity is Severity.NOTE and not found.approval]
    yield "## Architecture changes"
    yield ""
    yield _verdict(report, serious)
    yield from _table("Breaking", serious)
    yield from _who(serious)
    yield from _table("Approved", approved, approved=True)
    yield from _table("Other changes", others)
    beside = [found for found in report if found not in {entry.diagnostic for entry in affected}]
    if beside:
        yield from ("", "### Configuration", "")
        yield from (f"- `{found.location}` {_text(found.message)}" for found in beside)
    yield from _picture(serious or others, graph)


def _verdict(report: Report, serious: Sequence[Affected]) -> str:
    if not len(report):
        return "Nothing in the catalog changed that anybody could notice."
    count = summary(report)
    return f"**{'This change breaks something' if serious else 'Nothing breaks'}**: {count}."


def _table(title: str, found: Sequence[Affected], *, approved: bool = False) -> Iterator[str]:
    if not found:
        return
    yield from ("", f"### {title}", "")
    yield f"| where | what | rule |{' approved |' if approved else ''}"
    yield f"| --- | --- | --- |{' --- |' if approved else ''}"
    for entry in found[:_MOST_ROWS]:
        diagnostic = entry.diagnostic
        end = f" {_text(entry.approval)} |" if approved else ""
        yield f"| `{_code(str(diagnostic.location))}` | {_text(diagnostic.message)} | {_code(diagnostic.rule)} |{end}"
    if len(found) > _MOST_ROWS:
        yield f"| | and {len(found) - _MOST_ROWS} more | |{' |' if approved else ''}"


def _who(found: Sequence[Affected]) -> Iterator[str]:
    rows: dict[tuple[str, str], dict[str, bool | None]] = {}
    for entry in found:
        for id, teams, uses in entry.consumers:
            known = rows.setdefault((id, teams), {})
            name = "" if entry.message is None else entry.message.id
            before = known.get(name, False)
            known[name] = True if True in (before, uses) else None if None in (before, uses) else False
    if not rows:
        return
    yield from ("", "### Who is affected", "", "| consumer | team | message | uses what changed |", "| --- | --- | --- | --- |")
    words = {True: "yes", False: "no", None: "not declared"}
    for (id, teams), messages in sorted(rows.items()):
        for name, uses in sorted(messages.items()):
            yield f"| {_text(id)} | {_text(teams) or '-'} | {_text(name)} | {words[uses]} |"


def _picture(found: Sequence[Affected], graph: Graph) -> Iterator[str]:
    """Producers, the changed messages, and consumers; those that are hurt stand out."""
    messages = list({entry.message.key: entry.message for entry in found if entry.message is not None}.values())[:_MOST_DRAWN]
    if not messages:
        return
    yield from ("", "### The part that changed", "", "```mermaid", "flowchart LR")
    hurt: dict[str, None] = {}
    for message in messages:
        node = _node(f"m-{message.id}")
        yield f'  {node}["{_label(message.id)}"]:::changed'
        for link in graph.producers(message):
            yield f'  {_node(link.participant.id)}["{_label(link.participant.id)}"] --> {node}'
        entries = [entry for entry in found if entry.message is not None and entry.message.key == message.key]
        for id in dict.fromkeys(id for entry in entries for id, _, _ in entry.consumers):
            yield f'  {node} --> {_node(id)}["{_label(id)}"]'
            if any(uses is not False for entry in entries for other, _, uses in entry.consumers if other == id):
                hurt.setdefault(_node(id))
    for name in hurt:
        yield f"  class {name} hurt"
    yield "  classDef changed fill:#fff3bf,stroke:#e67700,color:#000"
    yield "  classDef hurt fill:#ffe3e3,stroke:#c92a2a,color:#000"
    yield "```"


def _node(id: str) -> str:
    return "n_" + re.sub(r"\W", lambda match: f"_{ord(match.group()):x}_", id)


def _label(text: str) -> str:
    return re.sub(r"[\"<>&#`\n\r]", lambda match: f"#{ord(match.group())};", text)


def _text(text: str) -> str:
    """Text that stays text in a table: what is markup is escaped."""
    flat = " ".join(text.split())
    return re.sub(r"([\\`*_{}\[\]<>|~#@])", r"\\\1", flat)


def _code(text: str) -> str:
    return text.replace("`", "'").replace("|", "\\|").replace("\n", " ")
