"""A member of a group in a process of its own: `python -m tests.runtime.transport_process URL GROUP TOPIC FILE LIMIT SECONDS`.

Writes a line for each message to FILE: `began N` when it gets it, `handled N` once SECONDS are over for its batch, and
`memory BYTES`, the most that it has needed. SIGTERM stops it as a service is stopped; the tests kill it or stop it short.
"""

import asyncio
import logging
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))

from flowmart.runtime.transport import Delivery, open_transport


async def work(url: str, group: str, topic: str, file: str, limit: int, seconds: float) -> None:
    out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(word: str, numbers: Sequence[bytes]) -> None:
        os.write(out, b"".join(b"%s %s\n" % (word.encode(), number) for number in numbers))

    async def on_batch(batch: Sequence[Delivery]) -> None:
        numbers = [each.body.partition(b" ")[0] for each in batch]
        note("began", numbers)
        await asyncio.sleep(seconds)
        note("handled", numbers)
        note("memory", [b"%d" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)])

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    transport = open_transport(url)
    await transport.open()
    await transport.consume(group, [topic], on_batch, limit=limit)
    note("memory", [b"%d" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)])
    await stop.wait()
    await transport.close()


if __name__ == "__main__":
    logging.disable(logging.CRITICAL)
    url, group, topic, file, limit, seconds = sys.argv[1:]
    asyncio.run(work(url, group, topic, file, int(limit), float(seconds)))
