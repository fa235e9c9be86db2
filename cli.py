"""The command `flowmart`: lists the commands, runs one, and chooses the exit code.

Exit codes: 0 clean, 1 findings at or above the chosen severity, 2 flowmart could not do what was asked.
Each command imports what it needs itself, so that none pays for the others.
"""

import gc
import sys
from typing import Annotated, NoReturn

import typer

from flowmart.commands import dead_letters, examples, generating, judging, outbox, provision, questions, running
from flowmart.commands.console import say

_LONG_LIVED = frozenset({"run", "record"})

_INTERRUPTED = 130
"""What shells give a program that Ctrl-C ended; typer gives it too."""

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


def main() -> NoReturn:
    """Runs the command of this process's arguments and ends the process."""
    from flowmart.generator.diagnostics import FlowmartError

    code = 2
    try:
        code = app(standalone_mode=False, prog_name="flowmart") or 0
    except FlowmartError as error:
        say(f"flowmart: {error}")
    except typer.Exit as stop:
        code = stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = _INTERRUPTED
    except BrokenPipeError:  # `flowmart list | head`: the reader has seen enough
        sys.stderr.close()
        code = 0
    except Exception as error:  # noqa: BLE001 - the last place that can explain it
        code = _explain(error)
    finally:
        gc.enable()  # for a process that goes on after this: the tests
    if code == _INTERRUPTED:
        say("flowmart: stopped")
    sys.exit(code)


@app.callback(invoke_without_command=True)
def flowmart(context: typer.Context, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """Compile an architecture catalog into running services, and keep the two in agreement."""
    if context.invoked_subcommand not in _LONG_LIVED:
        gc.disable()  # a command ends with everything that it made: looking for garbage takes a fifth of its time and finds none
    if version:
        from flowmart.generator.pipeline import flowmart_version

        print(f"flowmart {flowmart_version()}")
        raise typer.Exit()


for command in (
    generating.generate,
    judging.lint,
    judging.check,
    judging.breaking,
    judging.rule,
    judging.schema,
    questions.list_,
    questions.show,
    questions.impact,
    questions.path,
    questions.boundary,
    questions.orphans,
    questions.fields,
    examples.example,
    running.run,
    running.record,
    provision.provision,
    generating.init,
):
    app.command(command.__name__.rstrip("_"))(command)


app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(outbox.app, name="outbox")


def _explain(error: Exception) -> int:
    """Wrong usage is the caller's to mend (2); anything else is our mistake, and then the traceback is what helps."""
    show = getattr(error, "show", None)
    if callable(show):
        show()
        return 2
    from flowmart.runtime.failures import RuntimeFailure

    if isinstance(error, RuntimeFailure):
        say(f"flowmart: {error}")
        return 2
    raise error


if __name__ == "__main__":
    main()
