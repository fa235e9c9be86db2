"""Kafka's topics with their partitions, retention and durability."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from confluent_kafka.admin._config import ConfigResource

from .resources import DAY_MS, Resource, Wanted

LARGEST_MESSAGE = 8 << 20
"""Of a topic and of the producer, with its key and headers."""
_RETENTION = {"at-most-once": DAY_MS, "at-least-once": 7 * DAY_MS, "exactly-once": 7 * DAY_MS}


def topic_settings(guarantee: str, replication: int) -> dict[str, str]:
    """With three replicas and more, two have to have what was accepted; a message that may be lost need not wait for that."""
    in_sync = 2 if replication >= 3 and guarantee != "at-most-once" else 1
    return {
        "cleanup.policy": "delete",
        "max.message.bytes": str(LARGEST_MESSAGE),
        "min.insync.replicas": str(in_sync),
        "retention.ms": str(_RETENTION.get(guarantee, 7 * DAY_MS)),
    }


async def survey_topics(
    admin: Any, names: Mapping[str, str], wanted: Wanted, *, partitions: int, replication: int, prefix: str, seconds: float
) -> list[Resource]:
    """`names` are Kafka's names of the topics; a replication of -1 is the broker's own and is not compared."""
    metadata: Any = await asyncio.to_thread(admin.list_topics, timeout=seconds)
    there = [name for name in names.values() if name in metadata.topics]
    configurations = await _configurations(admin, there)
    found: list[Resource] = []
    for topic, name in names.items():
        settings = {"partitions": str(partitions)} | ({"replicas": str(replication)} if replication > 0 else {})
        settings |= topic_settings(wanted.topics[topic], replication)
        if name not in configurations:
            found.append(Resource.compared("topic", name, settings, None))
            continue
        places: Any = metadata.topics[name].partitions
        present = {"partitions": str(len(places)), "replicas": str(len(places[0].replicas))} | configurations[name]
        found.append(Resource.compared("topic", name, settings, present))
    return [
        *found,
        *(Resource.note("group", f"{prefix}.{group} is made by its first member, from the first message") for group in wanted.groups),
    ]


async def _configurations(admin: Any, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    asked: Any = admin.describe_configs([ConfigResource(ConfigResource.Type.TOPIC, name) for name in names])
    found: dict[str, dict[str, str]] = {}
    for resource, future in asked.items():
        entries: Any = await asyncio.wrap_future(future)
        found[resource.name] = {key: str(entry.value) for key, entry in entries.items()}
    return found
