"""The email of a team or a user is no address.

Why: Nobody who needs them reaches them, and EventCatalog refuses the file.

Bad:

    email: orders-team

Good:

    email: orders-team@example.com
"""

import re
from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...model.resources import Person
from ..rule import Rule

_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def check(graph: Graph) -> Iterator[Diagnostic]:
    for person in graph.catalog.resources:
        if isinstance(person, Person) and person.email and not _ADDRESS.fullmatch(person.email):
            yield RULE.finding(person.at("email"), f"'{person.email}' is no email address", subject=person, hint="write name@host")


RULE: Rule[Graph] = Rule("schema/valid-email", Severity.ERROR, __doc__, check)
