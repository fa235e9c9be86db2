"""docs/rules.md: every rule of lint and of the models as its own file explains it. A test holds the page to what this gives."""

from collections.abc import Iterator, Sequence

from .lint import LINT_RULES
from .models import MODEL_RULES
from .rule import AnyRule

_OPENING = """# Lint rules

`flowmart lint` judges a catalog by these rules; `flowmart rule <id>` prints one of them. Each is a file in
`generator/rules/lint/`, and this page is made from those files (`make docs`). Severities are defaults: how to change them, for
all files or some, is in [configuration.md](configuration.md#lint); how to suppress a finding in a file, too.

An *essential* rule says that something can't be read or trusted at all. It can't be switched off, suppressed or put into a baseline.
"""


_MODELS = """# Findings of the models

`flowmart generate` finds these while it makes the models, in addition to those of lint that concern a schema (`schema/...` and `names/...`, which
both say alike). They say what a model loses, and `flowmart rule <id>` prints them too.
"""


def manual() -> Iterator[str]:
    """The page, a line at a time."""
    yield from _part(_OPENING, LINT_RULES)
    yield ""
    yield from _part(_MODELS, MODEL_RULES)


def _part(opening: str, rules: Sequence[AnyRule]) -> Iterator[str]:
    rules = tuple(rules)
    yield from opening.splitlines()
    yield ""
    yield "| rule | severity | finding |"
    yield "|---|---|---|"
    for rule in rules:
        essential = ", essential" if rule.essential else ""
        yield f"| [{rule.id}](#{_anchor(rule.id)}) | {rule.severity.label}{essential} | {rule.summary.replace('|', chr(92) + '|')} |"
    for rule in rules:
        yield ""
        yield f"## {rule.id}"
        yield ""
        yield from rule.help.splitlines()


def _anchor(heading: str) -> str:
    """What GitHub makes of a heading."""
    return heading.replace("/", "")
