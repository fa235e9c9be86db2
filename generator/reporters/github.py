"""A report as workflow commands of GitHub Actions, which shows them at the lines of a pull request."""

from collections.abc import Iterator

from ..diagnostics import Diagnostic, Severity
from .reporting import Reporting

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(reporting: Reporting) -> Iterator[str]:
    for diagnostic in reporting.report:
        yield _command(diagnostic)


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    properties = [f"file={_property(place.path)}"]
    if place.line:
        properties.append(f"line={place.line}")
    if place.column:
        properties.append(f"col={place.column}")
    properties.append(f"title={_property(diagnostic.rule)}")
    text = f"{diagnostic.message} ({diagnostic.hint})" if diagnostic.hint else diagnostic.message
    if diagnostic.related:  # an annotation has one place; the others are told
        text += f"\nsee {', '.join(map(str, diagnostic.related))}"
    return f"::{_COMMANDS[diagnostic.severity]} {','.join(properties)}::{_message(text)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
