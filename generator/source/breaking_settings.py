"""The section `breaking` of flowmart.yaml."""

from collections.abc import Iterable
from datetime import date

from ..config import Approval, BreakingSettings, Mode
from ..diagnostics import Severity
from .block import Block

BREAKING = frozenset({"mode", "protobuf", "domains", "messages", "unknown", "open-content", "defaults", "approved"})
APPROVAL = frozenset({"rule", "resource", "path", "reason", "until"})
_SEVERITIES = {severity.label: severity for severity in Severity}


def breaking_settings(block: Block) -> BreakingSettings:
    settings = block.block("breaking")
    if settings is None:
        return BreakingSettings()
    settings.check_keys(BREAKING, rule="config/unknown-key", severity=Severity.ERROR)
    defaults = BreakingSettings()
    unknown = _choice(settings, "unknown", _SEVERITIES)
    return BreakingSettings(
        mode=_mode(settings, "mode") or defaults.mode,
        protobuf=_mode(settings, "protobuf") or defaults.protobuf,
        domains=_modes(settings, "domains"),
        messages=_modes(settings, "messages"),
        unknown=_SEVERITIES.get(unknown, defaults.unknown),
        declared_content=_choice(settings, "open-content", ("strict", "declared")) == "declared",
        filled_defaults=_choice(settings, "defaults", ("ignored", "filled")) == "filled",
        approved=tuple(found for entry in settings.blocks("approved") if (found := _approval(entry)) is not None),
    )


def _choice(block: Block, key: str, known: Iterable[str]) -> str:
    text = block.text(key)
    if text and text not in known:
        block.file.report(block.at(key), "config/valid-type", f"unknown value '{text}' of '{key}'", f"use {', '.join(known)}")
    return text


def _mode(block: Block, key: str) -> Mode | None:
    text = _choice(block, key, tuple(Mode))
    return Mode(text) if text in tuple(Mode) else None


def _modes(block: Block, key: str) -> dict[str, Mode]:
    rows = block.block(key)
    return {} if rows is None else {id: mode for id in rows if (mode := _mode(rows, id)) is not None}


def _approval(entry: Block) -> Approval | None:
    """None, with a finding, for one without a rule, a reason, or a date: an approval is for some time, and somebody answers for it."""
    entry.check_keys(APPROVAL, rule="config/unknown-key", severity=Severity.ERROR)
    rule, reason, until = entry.required("rule"), entry.required("reason"), entry.required("until", any_scalar=True)
    if not (rule and reason and until):
        return None
    try:
        day = date.fromisoformat(until)
    except ValueError:
        entry.file.report(entry.at("until"), "config/valid-type", f"'{until}' is no date", "write it as 2026-12-31")
        return None
    return Approval(rule, entry.text("resource"), entry.text("path"), reason, day, entry.location)
