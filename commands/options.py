"""Options and formats that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

ProjectOption = Annotated[Path, typer.Option("--project", "-p", help="The project's folder, with flowmart.yaml.")]
CatalogOption = Annotated[Path | None, typer.Option("--catalog", help="Read this catalog folder instead of the project's.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but findings.")]
EnvironmentOption = Annotated[str, typer.Option("--env", "-e", help="The environment: a row of flowmart.yaml.")]


class AnswerFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class ReportFormat(StrEnum):
    TEXT = "text"
    LINE = "line"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class BreakingFormat(StrEnum):
    TEXT = "text"
    LINE = "line"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    MARKDOWN = "markdown"


class LogFormat(StrEnum):
    TEXT = "text"
    JSON = "json"


class FailOn(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


FormatOption = Annotated[AnswerFormat, typer.Option("--format", help="How to print the answer.")]
