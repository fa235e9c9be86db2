"""What commands print, and where: answers to stdout, everything about them to stderr."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flowmart.commands.options import AnswerFormat

if TYPE_CHECKING:
    from flowmart.generator.diagnostics import Report
    from flowmart.generator.pipeline import Project


def print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
    sys.stdout.flush()


def say(line: str) -> None:
    print(line, file=sys.stderr)


def write_lines(lines: Iterable[str], output: Path | None) -> None:
    if output is None:
        print_lines(lines)
        return
    from flowmart.generator import pipeline

    pipeline.write_report(lines, output)


def print_answer(format: AnswerFormat, value: object, lines: Iterable[str]) -> int:
    print_lines([json.dumps(value, indent=2, ensure_ascii=False)] if format is AnswerFormat.JSON else lines)
    return 0


def print_report(report: "Report", project: "Project", *, quiet: bool, asked: bool = False) -> int:
    """Prints the findings, one line each, and gives the exit code that they call for.

    They go to stdout where they are what was asked for, else to stderr, so that they don't mix with the answer.
    """
    from flowmart.generator.reporters.text import summary, text

    stream = sys.stdout if asked else sys.stderr
    for line in text(report):
        print(line, file=stream)
    if len(report) and not quiet:
        print(summary(report), file=stream)
    return 1 if report.fails_at(project.config.fail_on) else 0


def is_misconfigured(project: "Project", *, quiet: bool) -> bool:
    """True, and said, when flowmart.yaml has errors: then nothing is done on its word."""
    from flowmart.generator.diagnostics import Report, Severity

    report = Report(project.diagnostics)
    if report.fails_at(Severity.ERROR):
        print_report(report, project, quiet=quiet)
        return True
    return False
