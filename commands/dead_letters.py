"""Dead letters: what no handler could do, to look at, to replay and to discard."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flowmart.commands.console import print_answer, print_lines, say
from flowmart.commands.options import AnswerFormat, EnvironmentOption, FormatOption, ProjectOption

if TYPE_CHECKING:
    from flowmart.runtime.dead_letters import Found, Letters, Listing

app = typer.Typer(no_args_is_help=True, help="Messages that were given up: list, show, replay, discard.")

ServiceOption = Annotated[str | None, typer.Option("--service", "-s", help="Only of this service (orders, OrdersService).")]
MessageOption = Annotated[str | None, typer.Option("--message", "-m", help="Only messages of this type.")]
SinceOption = Annotated[str | None, typer.Option("--since", help="Only since then: a date (2026-11-24T10:00) or how long ago (90m, 7d).")]
NamesArgument = Annotated[list[str] | None, typer.Argument(help="Which, as `list` names them: orders:7.")]
AllOption = Annotated[bool, typer.Option("--all", help="All that the filters choose.")]


@app.command("list")
def list_(
    service: ServiceOption = None,
    message: MessageOption = None,
    since: SinceOption = None,
    env: EnvironmentOption = "local",
    project: ProjectOption = Path("."),
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """List them, the oldest of each service first; exits with 2 when a database could not be asked, after what the others have."""
    listing = _listing(_letters(project, env), service, message, since)
    lines = [_line(each) for each in listing.found]
    if not lines and not listing.failures:
        lines = ["no dead letters"]
    print_answer(format, [_facts(each) for each in listing.found], lines)
    return _code(listing)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Which, as `list` names it: orders:7.")],
    env: EnvironmentOption = "local",
    project: ProjectOption = Path("."),
    format: FormatOption = AnswerFormat.TEXT,
) -> int:
    """Show one: why it died, every attempt, and the message itself."""
    from flowmart.runtime.durations import shown

    found = _letters(project, env).one(name)
    letter = found.letter
    envelope = letter.envelope.decode(errors="replace")
    history = [{"attempt": each.attempt, "at": shown(each.at), "error": each.error} for each in found.history]
    lines = [_line(found), f"channel: {letter.topic}", f"message: {letter.message_id}", ""]
    for each in found.history:
        lines += [f"attempt {each.attempt} at {shown(each.at)}", *(f"    {line}" for line in each.error.splitlines()), ""]
    if not found.history:
        lines += [*letter.detail.splitlines(), ""]
    facts = {**_facts(found), "detail": letter.detail, "history": history, "envelope": envelope}
    return print_answer(format, facts, [*lines, envelope])


@app.command()
def replay(
    names: NamesArgument = None,
    everything: AllOption = False,
    service: ServiceOption = None,
    message: MessageOption = None,
    since: SinceOption = None,
    env: EnvironmentOption = "local",
    project: ProjectOption = Path("."),
) -> int:
    """Have them handled again, each once, by whichever instance works; exits with 1 when one was replayed or discarded already."""
    letters = _letters(project, env)
    chosen, code = _names(letters, names, everything, service, message, since)
    return max(code, _each(chosen, letters.replay, "will be handled again"))


@app.command()
def discard(
    names: NamesArgument = None,
    everything: AllOption = False,
    service: ServiceOption = None,
    message: MessageOption = None,
    since: SinceOption = None,
    env: EnvironmentOption = "local",
    project: ProjectOption = Path("."),
) -> int:
    """Remove them for good."""
    letters = _letters(project, env)
    chosen, code = _names(letters, names, everything, service, message, since)
    return max(code, _each(chosen, letters.discard, "discarded"))


def _letters(project: Path, env: str) -> "Letters":
    from flowmart.runtime.dead_letters import Letters
    from flowmart.runtime.environment import read_environment

    return Letters(read_environment(project, env))


def _listing(letters: "Letters", service: str | None, message: str | None, since: str | None) -> "Listing":
    from flowmart.runtime.durations import moment

    return letters.listing(service=service, message=message, since=0.0 if since is None else moment(since))


def _names(
    letters: "Letters", names: list[str] | None, everything: bool, service: str | None, message: str | None, since: str | None
) -> tuple[list[str], int]:
    """What the caller means, and the exit code when not all of it could be found."""
    from flowmart.runtime.failures import RuntimeFailure

    if bool(names) == everything:
        raise RuntimeFailure("which dead letters?", "name them (orders:7), or give --all, with --service, --message or --since to choose")
    if not everything:
        return list(names or ()), 0
    listing = _listing(letters, service, message, since)
    return [each.name for each in listing.found], _code(listing)


def _code(listing: "Listing") -> int:
    for failure in listing.failures:
        say(f"flowmart: {failure}")
    return 2 if listing.failures else 0


def _each(names: list[str], end: Callable[[str], str | None], said: str) -> int:
    code = 0
    for name in names:
        problem = end(name)
        if problem is None:
            print_lines([f"{name}: {said}"])
        else:
            say(f"flowmart: {problem}")
            code = 1
    return code


def _line(found: "Found") -> str:
    from flowmart.runtime.durations import shown

    letter = found.letter
    tried = f", {letter.attempts} attempts" if letter.attempts else ""
    last = letter.detail.strip().splitlines()[-1] if letter.detail.strip() else ""
    return f"{found.name}  {shown(letter.died_at)}  {letter.message_type or '?'} in {letter.handler} ({letter.reason}{tried}): {last}"


def _facts(found: "Found") -> dict[str, object]:
    from flowmart.runtime.durations import shown

    letter = found.letter
    return {
        "name": found.name,
        "service": letter.service,
        "number": found.number,
        "handler": letter.handler,
        "message": letter.message_type,
        "messageId": letter.message_id,
        "channel": letter.topic,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "diedAt": shown(letter.died_at),
    }
