"""flowmart.yaml as one frozen value. Does not read the file: see source/configuration.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .diagnostics import Location, Severity


@dataclass(frozen=True, slots=True)
class Environment:
    """A row of `environments`: `parameters` bind channel placeholders such as `{env}`. What only the runtime needs is not here."""

    name: str
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class RuleSetting:
    """A line of `rules`: the id of a rule, a group of rules (`refs`) or `all`, and its severity; None is off."""

    name: str
    severity: Severity | None
    location: Location


@dataclass(frozen=True, slots=True)
class LintOverride:
    """Other severities for some files (globs below the catalog) or resources (ids, with or without a version). Empty means all."""

    files: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    rules: tuple[RuleSetting, ...] = ()


@dataclass(frozen=True, slots=True)
class LintSettings:
    """`baseline` is a path relative to the project folder, empty for none. Of two overrides that apply the later one counts."""

    rules: tuple[RuleSetting, ...] = ()
    overrides: tuple[LintOverride, ...] = ()
    baseline: str = ""


@dataclass(frozen=True, slots=True)
class SpecSource:
    """Where the specification of a service comes from that flowmart did not generate. `kind` is `asyncapi`, `openapi` or `faststream`;
    `path` a file relative to the project folder, or the application as `package.module:name`."""

    service: str
    kind: str
    path: str


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
    lint: LintSettings = LintSettings()
    specs: tuple[SpecSource, ...] = ()
