"""Examples of messages: the catalog's own, then made ones, each valid under the message's schema."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ..diagnostics import Diagnostic, FlowmartError, Report
from ..graph.graph import Graph
from ..model.resources import Message
from ..samples.examples import Payload, catalog_examples, message_sampler
from ..samples.outcome import NoSample
from .project import Project, in_catalog, load


@dataclass(frozen=True, slots=True)
class Examples:
    """The payloads of one message. `report` has what is wrong with examples of the catalog, which are not among the payloads."""

    message: Message
    payloads: Sequence[Payload]
    report: Report = field(default_factory=Report)


def examples(
    project: Project,
    id: str,
    version: str | None = None,
    *,
    count: int = 1,
    seed: int = 0,
    all_fields: bool = False,
    generated: bool = False,
) -> Examples:
    """`count` examples of the message, its newest version by default. Raises FlowmartError when there is no such message, or no sample."""
    graph = load(project).graph
    message = _message(graph, id, version)
    try:
        sampler = message_sampler(graph, message)
        found: list[Payload] = []
        wrong: list[Diagnostic] = []
        for each in () if generated else catalog_examples(message, sampler):
            if isinstance(each, Payload):
                found.append(each)
            else:
                wrong.append(each)
        while len(found) < count:
            found.append(Payload(sampler.sample(seed, all_fields=all_fields), f"seed {seed}"))
            seed += 1
    except NoSample as error:
        raise FlowmartError(f"there is no example of {message.id} {message.version}: {error}") from None
    return Examples(message, found[:count], Report(in_catalog(project, wrong)))


def _message(graph: Graph, id: str, version: str | None) -> Message:
    found = [message for message in graph.messages if message.id == id and version in (None, message.version)]
    if found:
        return next((message for message in found if graph.is_current(message)), found[-1])
    known = sorted({message.version for message in graph.messages if message.id == id})
    if known:
        raise FlowmartError(f"{id} has no version '{version}': there is {', '.join(known)}")
    raise FlowmartError(f"the catalog has no message '{id}'")
