"""The engines by their own client libraries, with batches: what a transport is measured against. Straight-line code, no reconnecting."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from typing import Any
from uuid import uuid4

from benchmarks.engines import PATIENCE, Rate, Watch
from flowmart.runtime.transport import Outgoing

Both = tuple[Rate, Rate]


async def kafka(url: str, messages: Sequence[Outgoing]) -> Both:
    return await asyncio.to_thread(_kafka, url.removeprefix("kafka://"), messages)


def _kafka(server: str, messages: Sequence[Outgoing]) -> Both:
    library: Any = import_module("confluent_kafka")
    administration: Any = import_module("confluent_kafka.admin")
    topic = f"raw.{uuid4().hex[:8]}"
    admin = administration.AdminClient({"bootstrap.servers": server})
    for future in admin.create_topics([administration.NewTopic(topic, num_partitions=3)]).values():
        future.result()
    producer = library.Producer({"bootstrap.servers": server, "enable.idempotence": True, "queue.buffering.max.messages": 1_000_000})
    watch = Watch(len(messages))
    watch.begin()
    for message in messages:
        producer.produce(topic, message.body, message.key)
        producer.poll(0)
    producer.flush()
    published = watch.rate()
    settings = {"bootstrap.servers": server, "group.id": topic, "auto.offset.reset": "earliest", "enable.auto.commit": False}
    consumer = library.Consumer(settings)
    consumer.subscribe([topic])
    watch = Watch(len(messages))
    while watch.seen < len(messages):
        batch = consumer.consume(500, 1.0)
        if batch:
            watch.begin()
            consumer.commit(asynchronous=False)
            watch.saw(len(batch))
    # As in `transport_alone`, where the last acknowledgement is known to be sent only when the group is left.
    consumer.close()
    consumed = watch.rate()
    return published, consumed


async def nats(url: str, messages: Sequence[Outgoing]) -> Both:
    name = f"raw-{uuid4().hex[:8]}"
    client: Any = await import_module("nats").connect(url)
    jetstream = client.jetstream(publish_async_max_pending=500)
    await jetstream.add_stream(name=name, subjects=[name])
    watch = Watch(len(messages))
    watch.begin()
    waiting = [await jetstream.publish_async(name, message.body) for message in messages]
    await asyncio.gather(*waiting)
    published = watch.rate()
    subscription = await jetstream.pull_subscribe(name, durable="raw", stream=name)
    watch = Watch(len(messages))
    while watch.seen < len(messages):
        batch = await subscription.fetch(100, timeout=5)
        watch.begin()
        for each in batch:
            await each.ack()
        watch.saw(len(batch))
    await client.flush()
    consumed = watch.rate()
    await client.close()
    return published, consumed


async def redis(url: str, messages: Sequence[Outgoing]) -> Both:
    name = f"raw:{uuid4().hex[:8]}"
    client: Any = import_module("redis.asyncio").Redis.from_url(url)
    await client.xgroup_create(name, "raw", id="0", mkstream=True)
    watch = Watch(len(messages))
    watch.begin()
    for start in range(0, len(messages), 200):
        pipeline = client.pipeline(transaction=False)
        for message in messages[start : start + 200]:
            pipeline.xadd(name, {"body": message.body})
        await pipeline.execute()
    published = watch.rate()
    watch = Watch(len(messages))
    while watch.seen < len(messages):
        [[_, batch]] = await client.xreadgroup("raw", "one", {name: ">"}, count=100)
        watch.begin()
        await client.xack(name, "raw", *[number for number, _ in batch])
        watch.saw(len(batch))
    consumed = watch.rate()
    await client.aclose()
    return published, consumed


async def rabbitmq(url: str, messages: Sequence[Outgoing]) -> Both:
    from aio_pika import DeliveryMode, Message, connect

    name = f"raw-{uuid4().hex[:8]}"
    connection = await connect(url)
    channel = await connection.channel(publisher_confirms=True)
    await channel.set_qos(prefetch_count=500)
    queue = await channel.declare_queue(name, durable=True, arguments={"x-queue-type": "quorum"})
    watch = Watch(len(messages))
    watch.begin()
    for start in range(0, len(messages), 200):
        made = [Message(each.body, delivery_mode=DeliveryMode.PERSISTENT) for each in messages[start : start + 200]]
        await asyncio.gather(*(channel.default_exchange.publish(each, name) for each in made))
    published = watch.rate()
    watch = Watch(len(messages))

    async def receive(message: Any) -> None:
        watch.saw()
        if watch.seen % 100 == 0 or watch.seen == len(messages):
            await message.ack(multiple=True)

    await queue.consume(receive)
    await asyncio.wait_for(watch.done.wait(), PATIENCE)
    consumed = watch.rate()
    await connection.close()
    return published, consumed


RAW: dict[str, Callable[[str, Sequence[Outgoing]], Coroutine[Any, Any, Both]]] = {
    "kafka": kafka,
    "nats": nats,
    "redis": redis,
    "rabbitmq": rabbitmq,
}
