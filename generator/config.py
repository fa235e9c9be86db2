"""flowmart.yaml as one frozen value. Does not read the file: see source/configuration.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .diagnostics import Location, Severity


@dataclass(frozen=True, slots=True)
class RowName:
    """What a key of an environment's row refers to: a channel, a service, or a service and its message."""

    path: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Environment:
    """A row of `environments`: `parameters` bind channel placeholders such as `{env}`. `channels` and `handled` are what the keys of
    `channels` and `handlers` name, to be compared with the catalog. What else only the runtime needs is not here."""

    name: str
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    channels: tuple[RowName, ...] = ()
    handled: tuple[RowName, ...] = ()


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


class Mode(StrEnum):
    """What a change of a schema must not break: Confluent's modes, and buf's categories for Protobuf."""

    BACKWARD = "BACKWARD"
    BACKWARD_TRANSITIVE = "BACKWARD_TRANSITIVE"
    FORWARD = "FORWARD"
    FORWARD_TRANSITIVE = "FORWARD_TRANSITIVE"
    FULL = "FULL"
    FULL_TRANSITIVE = "FULL_TRANSITIVE"
    NONE = "NONE"
    WIRE = "WIRE"
    WIRE_JSON = "WIRE_JSON"
    SOURCE = "SOURCE"

    @property
    def backward(self) -> bool:
        return self.value.startswith(("BACKWARD", "FULL"))

    @property
    def forward(self) -> bool:
        return self.value.startswith(("FORWARD", "FULL"))

    @property
    def transitive(self) -> bool:
        return self.value.endswith("_TRANSITIVE")

    @property
    def for_protobuf(self) -> bool:
        return self in (Mode.WIRE, Mode.WIRE_JSON, Mode.SOURCE)


@dataclass(frozen=True, slots=True)
class Approval:
    """A break that is expected. `rule` may be a group (`breaking`); `resource` an id; an empty `path` covers every field. Good until the end of the day `until`."""

    rule: str
    resource: str
    path: str
    reason: str
    until: date
    location: Location


@dataclass(frozen=True, slots=True)
class BreakingSettings:
    """`domains` and `messages` have modes by id; `unknown` is the severity of what could not be judged.

    `declared_content` and `filled_defaults` are the policies of docs/breaking.md.
    """

    mode: Mode = Mode.BACKWARD
    protobuf: Mode = Mode.WIRE_JSON
    domains: Mapping[str, Mode] = field(default_factory=dict[str, Mode])
    messages: Mapping[str, Mode] = field(default_factory=dict[str, Mode])
    unknown: Severity = Severity.ERROR
    declared_content: bool = False
    filled_defaults: bool = False
    approved: tuple[Approval, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """How messages become classes. `base` and the classes of `own` are spelled `package.module:Class`; `base` is empty for none.

    `own` and `exceptions` (the messages that are not as `frozen` says) are by id, or by id and version. `named` has the places.
    """

    base: str = ""
    frozen: bool = True
    exceptions: frozenset[str] = frozenset()
    own: Mapping[str, str] = field(default_factory=dict[str, str])
    named: tuple[tuple[str, Location], ...] = ()

    def own_of(self, id: str, version: str, *, is_current: bool) -> str:
        """The developer's class of a message, empty for a generated one. Without a version, the key is for the current one: a class has one version."""
        return self.own.get(f"{id} {version}") or (self.own.get(id, "") if is_current else "")

    def frozen_of(self, id: str, version: str) -> bool:
        return self.frozen != bool({id, f"{id} {version}"} & self.exceptions)


@dataclass(frozen=True, slots=True)
class Variable:
    """A `${NAME}` in the row of an environment. `place` is the key that it is below, with the next one where not every process needs
    all of that key (`clients.web`, `external.carrier`). `default` is None where there is none."""

    place: str
    name: str
    default: str | None


@dataclass(frozen=True, slots=True)
class DeploySettings:
    """`deploy`, and what the row of its environment says: its `transport` and `database` as written, its ports (0 for none), the
    variables that it reads, and which external systems are simulated in each process.

    `image` is the container image, `broker` the kind of broker that compose starts, empty to go by the channels.
    """

    environment: str = "production"
    image: str = "flowmart-app:latest"
    broker: str = ""
    transport: str = ""
    database: str = ""
    gateway_port: int = 8080
    operations_port: int = 0
    operations_host: str = ""
    variables: tuple["Variable", ...] = ()
    simulated: frozenset[str] = frozenset()
    location: Location = field(default_factory=lambda: Location("flowmart.yaml"))


@dataclass(frozen=True, slots=True)
class Config:
    """Paths are relative to the project folder. `emitters` has the switches that the file sets; the registry says what an absent one is.

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
    breaking: BreakingSettings = BreakingSettings()
    specs: tuple[SpecSource, ...] = ()
    models: ModelSettings = ModelSettings()
    deploy: DeploySettings = DeploySettings()
