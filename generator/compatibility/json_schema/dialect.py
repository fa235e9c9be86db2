"""Schemas of draft 3 to 2020-12 into nodes: one meaning for every spelling of it.

What a draft does not know and what can't be judged becomes an `Opaque` constraint, so that it never counts as "no constraint".
"""

from dataclasses import dataclass

from . import nodes as n
from .documents import Documents, Place
from .keywords import Reading
from .values import Value

_DRAFTS = (("draft-03", 3), ("draft-04", 4), ("draft-06", 6), ("draft-07", 7), ("2019-09", 8), ("2020-12", 9))


@dataclass(frozen=True, slots=True)
class Policy:
    """How schemas are read. By default as a validator does, which is also Confluent's strict policy.

    `declared_content`: a writer sends only the properties that its schema declares, though the schema does not forbid others
    (Confluent's lenient policy). `filled_defaults`: a reader fills in the default of a required property that is absent.
    """

    declared_content: bool = False
    filled_defaults: bool = False


class Compiler:
    """The nodes of one side. `writing` tells in which role, which matters to a policy only."""

    def __init__(self, documents: Documents, policy: Policy, *, writing: bool, side: str) -> None:
        self._documents = documents
        self._closed = writing and policy.declared_content
        self._filled = not writing and policy.filled_defaults
        self._side = side
        self._nodes: dict[Place, n.Node] = {}
        self._drafts: dict[str, int] = {}

    def node(self, place: Place) -> n.Node:
        found = self._nodes.get(place)
        if found is None:
            found = self._nodes[place] = n.Node(place.document, place.pointer, self._constraints)
        return found

    def value(self, node: n.Node) -> Value:
        """The schema as it is written."""
        return self._documents.value(Place(node.document, node.pointer))

    def _draft(self, document: str) -> int:
        """3 to 9; 0 where the document does not say, which is read as newest first and forgiving."""
        if document not in self._drafts:
            root = self._documents.value(Place(document, ""))
            named = root.get("$schema") if isinstance(root, dict) else None
            self._drafts[document] = next((draft for text, draft in _DRAFTS if isinstance(named, str) and text in named), 0)
        return self._drafts[document]

    def _constraints(self, node: n.Node) -> tuple[n.Constraint, ...]:
        schema = self.value(node)
        if schema is True:
            return ()
        if schema is False:
            return (n.Never(node.document, node.pointer),)
        if not isinstance(schema, dict):
            return (n.Opaque(node.document, node.pointer, "schema", f"{self._side}{node.pointer}"),)
        return tuple(Reading(self, self._documents, node, schema, self._draft(node.document)).constraints())

    @property
    def closes_content(self) -> bool:
        return self._closed

    @property
    def fills_defaults(self) -> bool:
        return self._filled

    @property
    def side(self) -> str:
        return self._side
