"""Versions: comparing, sorting and matching by the one rule of EventCatalog 4.8 and later (see docs/catalog-format.md).

A version is comparable when it is strict semver, or one to three numbers with an optional `v`. A reference matches the
newest (`latest` or absent), the same text, an equal comparable version, a version within an npm range, or by a `.x` prefix.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # loading it takes 20 ms, and most catalogs point at exact versions only
    from semantic_version import NpmSpec, Version

from ..model.ids import LATEST

_STRICT = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*))?(?:\+([0-9A-Za-z.-]+))?"
)
_RELEASE = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)
_PLAIN = re.compile(r"[vV]?\d+(\.\d+){0,2}")


@lru_cache(maxsize=8192)
def comparable(version: str) -> "Version | None":
    """The version as semver, None when it has no order: `1` is 1.0.0, `V2.1` is 2.1.0, `2024-01-01` has none."""
    from semantic_version import Version

    if _STRICT.fullmatch(version):
        return Version(version)
    if _PLAIN.fullmatch(version):
        numbers = [str(int(part)) for part in version.lstrip("vV").split(".")]
        return Version(".".join((numbers + ["0", "0"])[:3]))
    return None


def is_comparable(version: str) -> bool:
    """True for a version that has an order."""
    return bool(_STRICT.fullmatch(version) or _PLAIN.fullmatch(version))


@lru_cache(maxsize=8192)
def version_range(text: str) -> "NpmSpec | None":
    """The npm range that `text` is, None when it is none."""
    from semantic_version import NpmSpec

    for candidate in (text, re.sub(r"[vV](?=\d)", "", text)):
        try:
            return NpmSpec(candidate)
        except ValueError:
            continue
    return None


def is_latest(reference: str | None) -> bool:
    return reference is None or reference == LATEST


def matches(version: str, reference: str) -> bool:
    """True when `reference` (not `latest`) points at `version`."""
    if version == reference:
        return True
    actual, wanted = comparable(version), comparable(reference)
    if actual is not None and actual == wanted:
        return True
    allowed = version_range(reference)
    if actual is not None and allowed is not None and actual in allowed:
        return True
    return reference.endswith(".x") and f"{version}.".startswith(reference[:-1])


def newest_first(versions: Iterable[str]) -> list[str]:
    """Sorted by semver when all are comparable, else by text, newest first."""
    every = sorted(set(versions), reverse=True)
    if len(every) < 2:
        return every
    if all(_RELEASE.fullmatch(version) for version in every):
        return sorted(every, key=lambda version: [int(part) for part in version.split(".")], reverse=True)
    keys = {version: key for version in every if (key := comparable(version)) is not None}
    if len(keys) == len(every):
        every.sort(key=lambda version: keys[version], reverse=True)
    return every


def select(versions: Sequence[str], reference: str | None) -> str | None:
    """The version that `reference` points at among `versions` (newest first), None when no one matches: exact text first, then the highest match."""
    if not versions:
        return None
    if is_latest(reference) or reference is None:
        return versions[0]
    if reference in versions:
        return reference
    return next((version for version in versions if matches(version, reference)), None)
