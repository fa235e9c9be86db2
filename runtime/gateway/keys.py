"""Idempotency keys that were used, and for which request: a key that comes again with another request is refused.

A row for each key in the gateway's own database, written before the request is sent on, so that it counts after a restart and for
every gateway that shares the database. What the first answer was is not kept here: the service's inbox repeats it.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Column, Connection, Float, Index, MetaData, Table, Text
from sqlalchemy.exc import SQLAlchemyError

from ..store import Database
from ..store.clearing import Windows
from ..store.database import Cursor, cursor_of
from .problems import Problem

_log = logging.getLogger("flowmart.gateway")

DATABASE = "gateway"
"""What stands for `{database}` in the environment's `database`."""
TABLES = MetaData()

_KEYS = Table(
    "flowmart_idempotency_keys",
    TABLES,
    Column("message_id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("used_at", Float, nullable=False),
)
"""The id of the message that a client's key became, and what was asked for with it."""
Index("flowmart_idempotency_keys_used_at", _KEYS.c.used_at)

_BATCH = 500
_CLEARED_EVERY, _CLEARED_ROWS = 100, 200


@dataclass(frozen=True, slots=True)
class _Claim:
    message_id: str
    fingerprint: str
    answer: "asyncio.Future[str]"


class UsedKeys:
    """Those of one gateway. `keep` is for how many seconds: as long as an inbox remembers the message."""

    def __init__(self, database: Database, keep: float = Windows().inbox) -> None:
        self._database = database
        self._keep = keep
        self._under_way: dict[str, str] = {}
        self._pending: list[_Claim] = []
        self._writing: asyncio.Task[None] | None = None
        self._written = 0

    async def open(self) -> None:
        """Creates the table. Raises RuntimeFailure when the database is not to be had."""
        await self._database.prepare_only(TABLES)

    @asynccontextmanager
    async def used(self, message_id: str, fingerprint: str) -> AsyncGenerator[None, None]:
        """Around the work on a request. Raises Problem: 422 when its key was used for another one, 409 while the first one is
        under way in this process."""
        first = self._under_way.get(message_id)
        if first is not None:
            raise _reused() if first != fingerprint else _in_progress()
        self._under_way[message_id] = fingerprint
        try:
            if await self._claimed(message_id, fingerprint) != fingerprint:
                raise _reused()
            yield
        finally:
            del self._under_way[message_id]

    async def _claimed(self, message_id: str, fingerprint: str) -> str:
        """The fingerprint that the key stands for from now on: this one, or that of an earlier request."""
        loop = asyncio.get_running_loop()
        claim = _Claim(message_id, fingerprint, loop.create_future())
        self._pending.append(claim)
        if self._writing is None:
            self._writing = loop.create_task(self._write())
        try:
            return await claim.answer
        except SQLAlchemyError as error:
            _log.error("cannot note down idempotency keys in %s: %s", self._database.shown, error)
            again = {"Retry-After": "1"}
            raise Problem(503, "unavailable", "the gateway cannot reach its database; try again", headers=again) from None

    async def _write(self) -> None:
        """Many requests in one transaction: each commit waits for the disk."""
        try:
            while self._pending:
                batch, self._pending = self._pending[:_BATCH], self._pending[_BATCH:]
                await self._write_batch(batch)
        finally:
            self._writing = None

    async def _write_batch(self, batch: Sequence[_Claim]) -> None:
        try:
            found = await self._database.write(lambda connection: self._claim(connection, batch))
        except Exception as error:  # noqa: BLE001  (each request has to end, whatever it was)
            for claim in batch:
                if not claim.answer.done():
                    claim.answer.set_exception(error)
            return
        for claim in batch:
            if not claim.answer.done():
                claim.answer.set_result(found[claim.message_id])

    def _claim(self, connection: Connection, batch: Sequence[_Claim]) -> dict[str, str]:
        now = time.time()
        with connection.begin():
            cursor = cursor_of(connection)
            # In one order everywhere: two gateways must not wait for each other.
            rows = sorted((claim.message_id, claim.fingerprint, now) for claim in batch)
            statement = "INSERT INTO flowmart_idempotency_keys (message_id, fingerprint, used_at) VALUES (?,?,?) ON CONFLICT DO NOTHING"
            cursor.executemany(self._database.sql(statement), rows)
            self._clear(cursor, len(batch), now)
            places = ",".join("?" * len(batch))
            statement = f"SELECT message_id, fingerprint FROM flowmart_idempotency_keys WHERE message_id IN ({places})"
            cursor.execute(self._database.sql(statement), [claim.message_id for claim in batch])
            return {message_id: fingerprint for message_id, fingerprint in cursor.fetchall()}

    def _clear(self, cursor: Cursor, written: int, now: float) -> None:
        """A few old rows at a time, and faster than new ones come."""
        self._written += written
        if self._written < _CLEARED_EVERY:
            return
        self._written = 0
        statement = (
            "DELETE FROM flowmart_idempotency_keys WHERE message_id IN"
            " (SELECT message_id FROM flowmart_idempotency_keys WHERE used_at<? ORDER BY used_at LIMIT ?)"
        )
        cursor.execute(self._database.sql(statement), (now - self._keep, _CLEARED_ROWS + 2 * written))


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """The same for the same path, query and body, in whatever order and however it is spaced."""
    return sha256(to_json(_sorted(content))).hexdigest()


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return [_sorted(each) for each in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownVariableType]


def _reused() -> Problem:
    return Problem(
        422,
        "idempotency-key-reused",
        "this Idempotency-Key was used for a request with other content, and nothing was done now: "
        "send a new request with a new key, or repeat the first one unchanged to get its answer",
    )


def _in_progress() -> Problem:
    return Problem(
        409,
        "idempotency-key-in-progress",
        "the first request with this Idempotency-Key is still under way: repeat it, with the same key, to get its answer",
        headers={"Retry-After": "1"},
    )
