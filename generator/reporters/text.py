"""A report for people: a line per finding, and a line that sums up."""

from collections.abc import Iterator

from ..diagnostics import Report, Severity


def text(report: Report) -> Iterator[str]:
    """`events/OrderPlaced/index.mdx:7:3: error[rule] message (hint)`, one line each, in the order of the places."""
    for diagnostic in report:
        yield printable(str(diagnostic))


def printable(text: str) -> str:
    """The text without control characters: what a catalog file holds must not reach the terminal, or begin a line of its own."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)


def summary(report: Report) -> str:
    """`2 errors, 1 warning`; empty for a clean report."""
    counts = [(report.count(severity), severity.label) for severity in reversed(Severity)]
    return ", ".join(f"{count} {label}{'s' if count != 1 else ''}" for count, label in counts if count)
