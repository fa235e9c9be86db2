"""A topic on JetStream: a stream of its own, made when it is first needed, trimmed behind all of its groups.

Retention by interest would do the trimming on the server, but nats-server 2.9 forgets, when it is killed and started again,
what a slow or absent group has not had yet. So the streams keep everything, and members purge what all groups have acknowledged.
"""

import re
from typing import Any

from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import NotFoundError

from ..failures import RuntimeFailure
from ..provisioning.resources import Resource

_PAGE = 256
_CHARACTERS = re.compile(r"[^A-Za-z0-9_-]")


def safe_name(text: str) -> str:
    """As a name of a stream or consumer; they have no dots, spaces or wildcards."""
    return _CHARACTERS.sub("_", text)


class Topics:
    """The streams of one namespace, in the hands of one connection."""

    def __init__(self, namespace: str, replicas: int) -> None:
        self._namespace = namespace
        self._replicas = replicas
        self._known: set[str] = set()

    def subject(self, topic: str) -> str:
        return f"{self._namespace}.t.{topic}"

    def stream(self, topic: str) -> str:
        return f"{self._namespace}--{safe_name(topic)}"

    async def make(self, manager: Any, topic: str) -> None:
        if topic in self._known:
            return
        name = self.stream(topic)
        try:
            found: Any = await manager.stream_info(name)
        except NotFoundError:
            found = await manager.add_stream(self._configuration(topic))
        if found.config.subjects != [self.subject(topic)]:
            raise RuntimeFailure(
                f"the stream {name} of {topic!r} has other subjects: {', '.join(found.config.subjects)}", "rename the channel"
            )
        self._known.add(topic)

    def forget(self) -> None:
        """The server may have lost them; the next look tells."""
        self._known.clear()

    async def survey(self, manager: Any, topic: str) -> Resource:
        """What may be lost is kept as well as what may not."""
        name, wanted = self.stream(topic), self._configuration(topic)
        settings = {
            "subject": self.subject(topic),
            "retention": "limits",
            "storage": "file",
            "discard": "new",
            "replicas": str(wanted.num_replicas),
        }
        try:
            found: Any = (await manager.stream_info(name)).config
        except NotFoundError:
            return Resource.compared("stream", name, settings, None)
        present = {
            "subject": ", ".join(found.subjects),
            "retention": plain(found.retention),
            "discard": plain(found.discard),
            "storage": plain(found.storage),
            "replicas": str(found.num_replicas),
        }
        return Resource.compared("stream", name, settings, present)

    def _configuration(self, topic: str) -> StreamConfig:
        return StreamConfig(
            name=self.stream(topic),
            subjects=[self.subject(topic)],
            retention=RetentionPolicy.LIMITS,
            # Whoever gives the stream a limit has publishing refused, instead of what nobody has handled thrown away.
            discard=DiscardPolicy.NEW,
            storage=StorageType.FILE,
            num_replicas=self._replicas,
        )


async def trim(manager: Any, stream: str, group: str) -> bool:
    """Purge what every group has acknowledged. False when the stream or the group is gone, and nothing can be said of it."""
    try:
        first: int = (await manager.stream_info(stream)).state.first_seq
        groups: list[Any] = []
        while page := await manager.consumers_info(stream, len(groups)):
            groups += page
            if len(page) < _PAGE:
                break
    except NotFoundError:
        return False
    if group not in {each.name for each in groups}:
        return False
    done = min(each.ack_floor.stream_seq for each in groups)
    if done >= first:
        await manager.purge_stream(stream, seq=done + 1)
    return True


def plain(value: Any) -> str:
    """The client gives its own enumerations back as text."""
    return str(getattr(value, "value", value))
