"""Every pointer to a channel that exists, whoever has it: `to` and `from`, routes, and the `channels` of older message files."""

from collections.abc import Iterable, Iterator

from ..graph.graph import Graph
from ..model.ids import ResourceType
from ..model.resources import Channel, ChannelReference, Message, Participant, Resource


def channel_pointers(graph: Graph) -> Iterator[tuple[Resource, ChannelReference, Channel]]:
    """The resource that has the pointer, the pointer, and the channel that it reaches, in the order of the files."""
    for resource in graph.catalog.resources:
        for pointer in _pointers(resource):
            channel = graph.index.find((ResourceType.CHANNEL,), pointer.id, pointer.version)
            if isinstance(channel, Channel):
                yield resource, pointer, channel


def _pointers(resource: Resource) -> Iterable[ChannelReference]:
    if isinstance(resource, Participant):
        return (channel for pointer in (*resource.sends, *resource.receives) for channel in pointer.channels)
    if isinstance(resource, Channel):
        return resource.routes
    return resource.channels if isinstance(resource, Message) else ()
