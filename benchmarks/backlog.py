"""Does a long queue slow a service down? The same service on the embedded engine, with few messages waiting and with very many."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from benchmarks.engines import Counted, Rate, Watch
from benchmarks.workload import CLASSES, EVENTS, ORDERS, CoreOrders, Tables, commands
from flowmart.runtime.engine.engine import Engine, Surroundings
from flowmart.runtime.engine.requests import Requests
from flowmart.runtime.store import Database
from flowmart.runtime.transport import Outgoing, open_transport

_CHUNK = 1_000


async def handled(folder: Path, waiting: int, rounds: int, each: int) -> Rate:
    """The rate of `rounds` times `each` messages. With no more waiting than that, each round is published when the last one is done."""
    url = f"sqlite:{folder / 'bus.db'}"
    watch = Watch(each)
    transport = Counted(open_transport(url), watch)
    await transport.open()
    await transport.provision({"orders-service": [ORDERS], "audit": [EVENTS]})
    topped_up = waiting <= each
    await _fill(transport, waiting)
    database = Database(f"sqlite:{folder / 'orders.db'}")
    around = Surroundings(transport=transport, classes=CLASSES.__getitem__, known=CLASSES, requests=Requests(transport))
    engine = Engine(CoreOrders(), database, around)
    await database.prepare(Tables.metadata)
    watch.restart(each if topped_up else rounds * each)
    await engine.start()
    rates = [await watch.wait()]
    for _ in range(rounds - 1 if topped_up else 0):
        watch.restart(each)
        await _fill(transport, each)
        rates.append(await watch.wait())
    await engine.stop()
    await database.close()
    await transport.close()
    return Rate(rounds * each, sum(rate.seconds for rate in rates), sum(rate.cpu for rate in rates))


async def _fill(transport: Counted, count: int) -> None:
    for start in range(0, count, _CHUNK):
        await transport.inner.publish(list(_copies(min(_CHUNK, count - start))))


def _copies(count: int) -> Iterator[Outgoing]:
    """Orders that differ in their ids, faster than by making each of them."""
    [model] = commands(1)
    assert model.key is not None
    message_id = model.body.partition(b'"id":"')[2][:36]
    for _ in range(count):
        order = str(uuid4())
        body = model.body.replace(message_id, str(uuid4()).encode()).replace(model.key.encode(), order.encode())
        yield Outgoing(model.topic, order, body)
