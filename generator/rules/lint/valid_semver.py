"""The version of a resource has no order: it is neither semantic, nor one to three numbers.

Why: A pointer with a range (`^1.0.0`, `1.x`) reaches only versions that can be compared. With one that can't, the newest of a
resource's versions is decided by the alphabet.

Bad:

    version: latest-stable

Good:

    version: 1.2.0
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...graph.versions import is_comparable
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in graph.catalog.resources:
        if resource.version and not is_comparable(resource.version):
            message = f"version '{resource.version}' is not semantic"
            yield RULE.finding(resource.at("version"), message, subject=resource, hint="write it as major.minor.patch, such as 1.2.0")


RULE: Rule[Graph] = Rule("schema/valid-semver", Severity.WARNING, __doc__, check)
