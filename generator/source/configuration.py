"""flowmart.yaml into a `Config`. What is wrong in it is a finding with its place, like everything else that is read."""

from pathlib import Path

import yaml

from ..config import Config, Environment, LintOverride, LintSettings, RuleSetting, SpecSource
from ..diagnostics import Diagnostic, Location, Severity
from .block import Block, FileContext
from .breaking_settings import breaking_settings
from .composer import compose
from .deploy_settings import deploy_settings
from .environment_rows import environment
from .files import read_text
from .model_settings import model_settings

CONFIG = frozenset(
    {
        "catalog",
        "output",
        "services",
        "emitters",
        "environments",
        "dependencies",
        "fail-on",
        "lint",
        "breaking",
        "specs",
        "models",
        "deploy",
    }
)
LINT = frozenset({"rules", "overrides", "baseline"})
OVERRIDE = frozenset({"files", "resources", "rules"})
_SPECS = frozenset({"asyncapi", "openapi", "faststream"})
_SEVERITIES = {severity.label: severity for severity in Severity}


def read_config(path: Path, emitters: frozenset[str] = frozenset()) -> tuple[Config, tuple[Diagnostic, ...]]:
    """The configuration in `path`, the defaults when there is no such file. `emitters` are the names that may be switched."""
    text = read_text(path)
    if text is None:
        return Config(), ()
    node, problem = compose(text, path.name)
    if problem is not None:
        return Config(), (problem,)
    if node is None:
        return Config(), ()
    if not isinstance(node, yaml.MappingNode):
        place = Location(path.name, 1, 1)
        return Config(), (
            Diagnostic(
                place, "config/valid-type", Severity.ERROR, "the configuration must be keys with values", hint="see docs/configuration.md"
            ),
        )
    block = Block(node, FileContext(path.name))
    block.check_keys(CONFIG, rule="config/unknown-key", severity=Severity.ERROR)
    defaults = Config()
    config = Config(
        catalog=block.text("catalog") or defaults.catalog,
        output=block.text("output") or defaults.output,
        services=block.text("services") or defaults.services,
        emitters=_switches(block, emitters),
        environments=_environments(block) or defaults.environments,
        dependencies=_dependencies(block),
        fail_on=_severity(block),
        lint=_lint(block),
        breaking=breaking_settings(block),
        specs=_specs(block),
        models=model_settings(block, path.parent),
        deploy=deploy_settings(block),
    )
    return config, tuple(block.file.diagnostics)


def _switches(block: Block, emitters: frozenset[str]) -> dict[str, bool]:
    switches = block.block("emitters")
    if switches is None:
        return {}
    if emitters:
        switches.check_keys(emitters, rule="config/unknown-key", severity=Severity.ERROR)
    return {name: switches.flag(name, default=True) for name in switches}


def _environments(block: Block) -> tuple[Environment, ...]:
    rows = block.block("environments")
    if rows is None:
        return ()
    found: list[Environment] = []
    for name in rows:
        row = rows.block(name)
        found.append(Environment(name) if row is None else environment(name, row))
    return tuple(found)


def _dependencies(block: Block) -> frozenset[str]:
    """`dependencies: {services: [{id: X}], events: [...]}`, as in EventCatalog's own configuration."""
    groups = block.block("dependencies")
    if groups is None:
        return frozenset()
    return frozenset(id for key in groups for entry in groups.blocks(key) if (id := entry.required("id")))


def _specs(block: Block) -> tuple[SpecSource, ...]:
    """`specs: {OrdersService: {asyncapi: orders.yaml}}`: what services say of themselves, for `flowmart check`."""
    rows = block.block("specs")
    found: list[SpecSource] = []
    for service in rows or ():
        row = rows.block(service) if rows is not None else None
        if row is not None:
            row.check_keys(_SPECS, rule="config/unknown-key", severity=Severity.ERROR)
            found += [SpecSource(service, kind, row.text(kind)) for kind in sorted(_SPECS) if row.text(kind)]
    return tuple(found)


def _severity(block: Block) -> Severity:
    text = block.text("fail-on")
    if text and text not in _SEVERITIES:
        block.file.report(block.at("fail-on"), "config/valid-type", f"unknown severity '{text}'", "use error, warning or note")
    return _SEVERITIES.get(text, Severity.ERROR)


def _lint(block: Block) -> LintSettings:
    settings = block.block("lint")
    if settings is None:
        return LintSettings()
    settings.check_keys(LINT, rule="config/unknown-key", severity=Severity.ERROR)
    overrides: list[LintOverride] = []
    for entry in settings.blocks("overrides"):
        entry.check_keys(OVERRIDE, rule="config/unknown-key", severity=Severity.ERROR)
        overrides.append(LintOverride(entry.texts("files"), entry.texts("resources"), _rules(entry)))
    return LintSettings(_rules(settings), tuple(overrides), settings.text("baseline"))


def _rules(block: Block) -> tuple[RuleSetting, ...]:
    """`rules: {refs/orphan-messages: off, best-practices: note}`. YAML reads a bare `off` as false, which says the same."""
    rules = block.block("rules")
    if rules is None:
        return ()
    found: list[RuleSetting] = []
    for name in rules:
        text = rules.text(name, any_scalar=True).lower()
        if text in ("off", "false"):
            found.append(RuleSetting(name, None, rules.at(name)))
        elif text in _SEVERITIES:
            found.append(RuleSetting(name, _SEVERITIES[text], rules.at(name)))
        else:
            block.file.report(rules.at(name), "config/valid-type", f"unknown severity '{text}'", "use off, note, warning or error")
    return tuple(found)
