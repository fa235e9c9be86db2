"""The id of a message or a service has no letter or digit, so no name of a class or module can be made of it.

Why: No code can be generated for it.

Bad:

    id: "→"

Good:

    id: OrderForwarded
"""

from collections.abc import Iterator

from ...diagnostics import Diagnostic, Severity
from ...graph.graph import Graph
from ...naming import class_name, module_name
from ..rule import Rule


def check(graph: Graph) -> Iterator[Diagnostic]:
    for resource in (*graph.messages, *graph.services):
        if class_name(resource.id) is None or module_name(resource.id) is None:
            message = f"the id '{resource.id}' has no letter or digit to make a name of"
            yield RULE.finding(resource.at("id"), message, subject=resource, hint="give it an id with letters")


RULE: Rule[Graph] = Rule("names/empty", Severity.ERROR, __doc__, check)
