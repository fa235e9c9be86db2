"""What `eventcatalog.config.js` says that matters to a reader: ids that other catalogs own, and the people of v1.

The file is a program and is never run: only literals are read (script.py). What is computed goes into flowmart.yaml instead.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..diagnostics import Diagnostic, Location, Severity
from ..model.ids import ResourceType
from ..model.resources import Person
from .files import Folder
from .script import Literal, literals

_NAMES = ("eventcatalog.config.js", "eventcatalog.config.mjs", "eventcatalog.config.cjs", "eventcatalog.config.ts")
_LARGEST = 512 * 1024


@dataclass(frozen=True, slots=True)
class Site:
    """`dependencies` are the ids that other catalogs own; `people` the users that v1 lists here."""

    dependencies: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def read_site(folder: Folder) -> Site:
    path = next((name for name in _NAMES if name in folder), None)
    text = None if path is None else folder.text(path)
    if path is None or text is None or len(text) > _LARGEST:
        return Site()
    found = literals(text, ("dependencies", "users"))
    dependencies = found.get("dependencies")
    diagnostics = () if dependencies is None else tuple(_computed(path, dependencies))
    ids = () if dependencies is None else _ids(dependencies)
    return Site(frozenset(ids), tuple(_people(path, found.get("users"))), diagnostics)


def _ids(dependencies: Literal) -> Iterator[str]:
    for group in dependencies.entries().values():
        for entry in group.items():
            id = entry.text or _text(entry, "id")
            if id:
                yield id


def _computed(path: str, dependencies: Literal) -> Iterator[Diagnostic]:
    """A finding for each part of `dependencies` that is no literal."""
    parts: Iterable[Literal] = (dependencies, *dependencies.entries().values())
    entries = [entry for group in dependencies.entries().values() for entry in group.items()]
    for part in (*parts, *entries, *(entry.entries().get("id", entry) for entry in entries)):
        if part.value is None:
            hint = "list the ids under 'dependencies' in flowmart.yaml"
            message = "'dependencies' is computed here, and flowmart does not run this file"
            yield Diagnostic(Location(path, part.line, 1), "config/not-literal", Severity.WARNING, message, hint=hint)
            return


def _people(path: str, users: Literal | None) -> Iterator[Person]:
    for user in () if users is None else users.items():
        id, name, summary, role, email = (_text(user, key) for key in ("id", "name", "summary", "role", "email"))
        if id:
            place = Location(path, user.line, 1)
            yield Person(
                type=ResourceType.USER, id=id, name=name or id, location=place, summary=summary, role=role, email=email, legacy=True
            )


def _text(literal: Literal, key: str) -> str:
    entry = literal.entries().get(key)
    return "" if entry is None else entry.text
