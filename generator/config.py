"""flowmart.yaml as one frozen value. Does not read the file: see source/configuration.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .diagnostics import Severity


@dataclass(frozen=True, slots=True)
class Environment:
    """A row of `environments`: `parameters` bind channel placeholders such as `{env}`. What only the runtime needs is not here."""

    name: str
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Config:
    """Paths are relative to the project folder. `emitters` has the switches that the file sets; an absent one is on.

    `fail_on` is the severity from which a command exits with 1. `dependencies` are ids that another catalog owns.
    """

    catalog: str = "catalog"
    output: str = "generated"
    services: str = "services"
    emitters: Mapping[str, bool] = field(default_factory=dict[str, bool])
    environments: tuple[Environment, ...] = (Environment("local", parameters={"env": "local"}),)
    dependencies: frozenset[str] = frozenset()
    fail_on: Severity = Severity.ERROR
