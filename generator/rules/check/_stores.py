"""What the rules about data stores share: whose table a use is of."""

import re
from collections.abc import Iterator

from ...conformance.facts import ServiceFacts, StoreUse
from ...conformance.subject import Subject
from ...emitters.service_code import ServiceCode

_TABLE = re.compile(r"\b(?:from|join|into|update|table)\s+[\"`\[]?(\w+)", re.IGNORECASE)


def uses(subject: Subject) -> Iterator[tuple[ServiceFacts, StoreUse, tuple[ServiceCode, ...]]]:
    """Each use of a store with the services whose database it is in; none for the service's own, or where it can't be told."""
    owners: dict[str, list[ServiceCode]] = {}
    for facts in subject.code.services:
        if facts.tables:
            owners.setdefault(facts.tables, []).append(facts.code)
    for facts in subject.written():
        for use in facts.effects.stores:
            others: list[ServiceCode] = []
            for base in _bases(subject, use):
                if base != facts.tables:
                    others += owners.get(base, ())
            yield facts, use, tuple(code for code in others if not _shares(subject, facts.code, code))


def _bases(subject: Subject, use: StoreUse) -> Iterator[str]:
    base = subject.code.tables.get(use.table)
    if base is not None:
        yield base
    for name in _TABLE.findall(use.sql):
        found = subject.code.table_names.get(name)
        if found is not None:
            yield found


def _shares(subject: Subject, code: ServiceCode, other: ServiceCode) -> bool:
    """True when both services work on one data store by their own entries."""
    return store(subject, other) in {found.id for found in subject.graph.stores(code.service)}


def store(subject: Subject, code: ServiceCode) -> str:
    from ...emitters.bindings import database

    return database(subject.graph, code.service, code.group)
