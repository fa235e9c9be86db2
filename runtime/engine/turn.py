"""When a service works here: while this instance holds the lease in the service's database. The others stand by.

One turn is: wait for the lease, work, keep the lease alive, and hear when it was lost after all.
"""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from ..store import Database
from ..store.database import cursor_of
from ..store.lease import Lease, LeaseLost

_log = logging.getLogger("flowmart.turn")

_POLL_SECONDS = 0.1
LEASE_SECONDS = 10.0


class Turn:
    """`lost` is called on the event loop when another instance has taken over."""

    def __init__(self, database: Database, service: str, seconds: float, lost: Callable[[], None]) -> None:
        self.lease = Lease(service, seconds, database.sql, on_server=database.on_server)
        self._database = database
        self._lost = lost
        self._keeping: asyncio.Task[None] | None = None

    async def taken_at_once(self) -> bool:
        if not await self._database.read(lambda connection: self.lease.is_free(cursor_of(connection))):
            return False
        if not await self._database.write(self._take):
            return False
        self._keeping = asyncio.get_running_loop().create_task(self._keep())
        return True

    async def wait(self) -> None:
        taken = False
        while not taken:
            await asyncio.sleep(_POLL_SECONDS)
            try:
                taken = await self.taken_at_once()
            except SQLAlchemyError as error:
                _log.warning("the lease of %s cannot be looked at: %s", self.lease.name, error)

    async def confirm(self) -> None:
        """Raises LeaseLost when another instance has taken over."""
        await self._database.read(lambda connection: self.lease.check(cursor_of(connection)))

    async def give_back(self) -> None:
        self._stop_keeping()
        if self.lease.held:
            try:
                await self._database.write(self._free)
            except SQLAlchemyError:
                # The others wait until the lease runs out.
                self.lease.drop()

    def drop(self) -> None:
        """After it was lost."""
        self._stop_keeping()
        self.lease.drop()

    def _stop_keeping(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            self._keeping = None

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(self.lease.seconds / 4)
            try:
                await self._database.write(self._beat)
            except LeaseLost:
                self._lost()
                return
            except SQLAlchemyError as error:
                _log.warning("the lease of %s could not be renewed: %s", self.lease.name, error)

    def _take(self, connection: Connection) -> bool:
        with connection.begin():
            return self.lease.take(cursor_of(connection))

    def _beat(self, connection: Connection) -> None:
        with connection.begin():
            self.lease.beat(cursor_of(connection))

    def _free(self, connection: Connection) -> None:
        with connection.begin():
            self.lease.give_back(cursor_of(connection))
