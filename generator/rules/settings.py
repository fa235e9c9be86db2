"""Which severity a finding gets: by its rule, by flowmart.yaml, and by the overrides for folders and resources there."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache

from ..config import LintSettings, RuleSetting
from ..diagnostics import Diagnostic, Severity
from ..model.resources import Resource
from .rule import AnyRule, covers


class Weights:
    """Answers for one configuration. Essential rules keep their severity, whatever the file says."""

    def __init__(self, settings: LintSettings, rules: Mapping[str, AnyRule]) -> None:
        self._settings = settings
        self._rules = rules
        self._general: dict[str, Severity | None] = {}

    @property
    def by_resource(self) -> bool:
        """True when an override names resources, so that the resources of a finding have to be known."""
        return any(override.resources for override in self._settings.overrides)

    def may_find(self, rule: AnyRule) -> bool:
        """False for a rule that is off everywhere, which need not run."""
        if rule.essential or self._of_rule(rule) is not None:
            return True
        return any(
            setting.severity is not None and covers(setting.name, rule)
            for override in self._settings.overrides
            for setting in override.rules
        )

    def severity(self, diagnostic: Diagnostic, resources: Iterable[Resource]) -> Severity | None:
        """None when the finding is switched off. A finding of no known rule keeps the severity that it came with."""
        rule = self._rules.get(diagnostic.rule)
        if rule is None or rule.essential:
            return diagnostic.severity if rule is None else rule.severity
        weight = self._of_rule(rule)
        for override in self._settings.overrides:
            setting = _most_specific(override.rules, rule)
            if setting is not None and _applies(override.files, override.resources, diagnostic, resources):
                weight = setting.severity
        return weight

    def _of_rule(self, rule: AnyRule) -> Severity | None:
        if rule.id not in self._general:
            setting = _most_specific(self._settings.rules, rule)
            self._general[rule.id] = rule.severity if setting is None else setting.severity
        return self._general[rule.id]


def unknown_settings(settings: LintSettings, rules: Mapping[str, AnyRule]) -> Iterator[tuple[RuleSetting, str]]:
    """Settings that change nothing, with the reason: no such rule, or one that can't be changed."""
    for setting in (*settings.rules, *(setting for override in settings.overrides for setting in override.rules)):
        rule = rules.get(setting.name)
        if rule is not None and rule.essential:
            yield setting, f"'{setting.name}' can't be switched off or weighed otherwise"
        elif rule is None and not any(covers(setting.name, known) for known in rules.values()):
            reason = _elsewhere(setting.name)
            if reason:
                yield setting, reason


def _elsewhere(name: str) -> str:
    """What is wrong with a name that lint does not have: nothing where it is one of `check`. Loads other rules only when one may be meant."""
    group = name.partition("/")[0]
    if group == "check":
        from .check import CHECK_RULES

        if any(covers(name, rule) for rule in CHECK_RULES):
            return ""
    if group == "breaking":
        from .breaking import BREAKING_RULES

        if any(covers(name, rule) for rule in BREAKING_RULES):
            return f"'{name}' takes its severity from the mode of the message, and from 'approved' under 'breaking:'"
    return f"there is no rule '{name}'"


def _most_specific(settings: Iterable[RuleSetting], rule: AnyRule) -> RuleSetting | None:
    """A setting of the rule goes before one of its group, and that before `all`, in whatever order the file has them."""
    found: tuple[int, RuleSetting] | None = None
    for setting in settings:
        if covers(setting.name, rule):
            rank = 0 if setting.name == "all" else 2 if "/" in setting.name else 1
            if found is None or rank >= found[0]:
                found = rank, setting
    return None if found is None else found[1]


def _applies(files: tuple[str, ...], resources: tuple[str, ...], diagnostic: Diagnostic, known: Iterable[Resource]) -> bool:
    if files and not any(_glob(pattern).fullmatch(diagnostic.location.path) for pattern in files):
        return False
    return not resources or any(
        fnmatchcase(name, pattern) for pattern in resources for resource in known for name in (resource.id, str(resource.key))
    )


@lru_cache(maxsize=256)
def _glob(pattern: str) -> re.Pattern[str]:
    """`*` is anything within a folder, `**` any folders; a folder stands for everything in it."""
    pattern = pattern.removeprefix("./").rstrip("/")
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern)
    words = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(words.get(part) or re.escape(part) for part in parts) + r"(?:/.*)?", re.DOTALL)
