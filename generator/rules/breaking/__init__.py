"""The breaking rules, by hand and in the order in which docs/breaking.md has them. They judge a `Review` of two catalogs."""

from ..review import Review
from ..rule import Rule
from . import (
    address_changed,
    approval_expired,
    approval_stale,
    classification_lowered,
    contract_changed,
    delivery_weakened,
    deprecation_skipped,
    format_changed,
    key_changed,
    operation_changed,
    party_removed,
    pinned_version_gone,
    protocol_removed,
    removed,
    schemas,
    version_bump,
)

BREAKING_RULES: tuple[Rule[Review], ...] = (
    removed.RULE,
    deprecation_skipped.RULE,
    party_removed.RULE,
    pinned_version_gone.RULE,
    version_bump.RULE,
    format_changed.RULE,
    operation_changed.RULE,
    key_changed.RULE,
    address_changed.RULE,
    protocol_removed.RULE,
    delivery_weakened.RULE,
    classification_lowered.RULE,
    contract_changed.RULE,
    approval_stale.RULE,
    approval_expired.RULE,
    *schemas.RULES,
)

__all__ = ["BREAKING_RULES"]
