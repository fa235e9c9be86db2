"""The outside world in a process of its own, so that charges, parcels and e-mails are counted where no kill reaches them.

Prints the addresses as one line of JSON, and ends with its standard input.
"""

import asyncio
import json
import sys

from flowmart.runtime.simulators import Simulators

SYSTEMS = ("card-gateway", "carrier", "email-provider", "sms-provider")


async def stand_by() -> None:
    simulators = Simulators()
    urls = await simulators.start(dict.fromkeys(SYSTEMS, 0))
    print(json.dumps(urls), flush=True)
    await asyncio.to_thread(sys.stdin.read)
    await simulators.stop()


if __name__ == "__main__":
    asyncio.run(stand_by())
