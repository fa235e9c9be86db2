"""The formats of a report by name. A format's module is loaded when it is asked for."""

from collections.abc import Iterator

from .reporting import Reporting
from .text import text

FORMATS = ("text", "line", "json", "sarif", "junit", "github")


def rendered(format: str, reporting: Reporting) -> Iterator[str]:
    """The lines of a report. `format` is one of FORMATS."""
    match format:
        case "line":
            return text(reporting.report)
        case "json":
            from .json_report import json_report

            return json_report(reporting)
        case "sarif":
            from .sarif import sarif

            return sarif(reporting)
        case "junit":
            from .junit import junit

            return junit(reporting)
        case "github":
            from .github import github

            return github(reporting)
        case _:
            from .detailed import detailed

            return detailed(reporting)
