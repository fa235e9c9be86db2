"""One database and the two threads that touch it: one writes, one reads what is committed.

Rows of the runtime go through the driver's cursor, because SQLAlchemy's statement machinery costs
more than the row; the domain's rows go through a Session on the same connection. Knows no tables.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from ..bulk import BulkInsert
from ..failures import RuntimeFailure
from ..wal import BUSY_SECONDS, write_ahead
from ..work_thread import WorkThread
from .tables import METADATA

T = TypeVar("T")


class Cursor(Protocol):
    """What the runtime uses of a DB-API cursor."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, statement: str, parameters: Sequence[Any] = ..., /) -> Any: ...
    def executemany(self, statement: str, parameters: Sequence[Sequence[Any]], /) -> Any: ...
    def fetchall(self) -> Sequence[Any]: ...


class Database:
    """`sqlite:<path>`, `sqlite::memory:` or a `postgresql://` URL. Open until `close`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.in_memory = url == "sqlite::memory:"
        self._engine = _engine(url, begin="BEGIN IMMEDIATE")
        self._reading = self._engine if self.in_memory else _engine(url, begin="BEGIN")
        self._placeholder = "?" if self._engine.dialect.paramstyle == "qmark" else "%s"
        self._writer = WorkThread("flowmart-writer")
        self._reader = self._writer if self.in_memory else WorkThread("flowmart-reader")
        self._local = threading.local()
        self._opened: list[Connection] = []

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database; None for a server's and for one in memory."""
        return Path(self.url.removeprefix("sqlite:")) if self.url.startswith("sqlite:") and not self.in_memory else None

    @property
    def on_server(self) -> bool:
        return self._engine.dialect.name == "postgresql"

    def connection(self) -> Connection:
        """One more connection, for whoever needs a session of its own and closes it."""
        return self._engine.connect()

    def sql(self, statement: str) -> str:
        """A statement written with `?`, in the driver's own placeholder."""
        return statement if self._placeholder == "?" else statement.replace("?", self._placeholder)

    def bulk_insert(self, opening: str, columns: int, closing: str = "") -> BulkInsert:
        return BulkInsert(opening, columns, closing, place=self._placeholder)

    async def write(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the writer's thread. The work begins and commits its own transactions."""
        return await self._writer.run(lambda: self._with_connection(self._engine, work))

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Run `work` on the reader's thread, in a transaction that sees only what was committed before."""
        return await self._reader.run(lambda: self._in_transaction(work))

    async def read_session(self, work: Callable[[Session], T]) -> T:
        def on_session(connection: Connection) -> T:
            with Session(connection, autoflush=False) as session:
                return work(session)

        return await self.read(on_session)

    async def prepare(self, tables: MetaData | None) -> None:
        """Create the tables that are missing: the runtime's and the domain's."""
        await self.prepare_only(METADATA, *([] if tables is None else [tables]))

    async def prepare_only(self, *tables: MetaData) -> None:
        """Create those of the tables that are missing, and no others."""
        try:
            await self.write(lambda connection: self._create(connection, tables))
        except SQLAlchemyError as error:
            raise RuntimeFailure(f"cannot open the database {self.shown}: {_cause(error)}", "check the environment's `database`") from error

    def prepare_now(self) -> None:
        """The runtime's tables, from a program without an event loop."""
        try:
            with self.connection() as connection:
                self._create(connection, [METADATA])
        except SQLAlchemyError as error:
            raise RuntimeFailure(f"cannot open the database {self.shown}: {_cause(error)}", "check the environment's `database`") from error

    def _create(self, connection: Connection, tables: Sequence[MetaData]) -> None:
        with connection.begin():
            if self.on_server:
                # Two processes that create the same table at once would fail.
                connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7311)")
            for each in tables:
                each.create_all(connection)

    @property
    def shown(self) -> str:
        """The URL without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.close_now)

    def close_now(self) -> None:
        for thread in (self._writer, self._reader):
            thread.end()
            thread.join()
        for connection in self._opened:
            connection.close()
        self._engine.dispose()
        self._reading.dispose()

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        def transacted(connection: Connection) -> T:
            transaction = connection.begin()
            try:
                return work(connection)
            finally:
                transaction.rollback()

        return self._with_connection(self._reading, transacted)

    def _with_connection(self, engine: Engine, work: Callable[[Connection], T]) -> T:
        # One connection a thread for the database's whole life: checking out of a pool costs more than a small read.
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.invalidated or connection.closed:
            connection = engine.connect()
            self._local.connection = connection
            self._opened.append(connection)
        return work(connection)


def cursor_of(connection: Connection) -> Cursor:
    """The driver's cursor inside the connection's present transaction."""
    cursor: Cursor = connection.connection.cursor()
    return cursor


def _engine(url: str, *, begin: str) -> Engine:
    def begin_it(connection: Any) -> None:
        connection.cursor().execute(begin)

    if url.startswith("postgresql:"):
        try:
            return create_engine(url.replace("postgresql:", "postgresql+psycopg:", 1), pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise RuntimeFailure(
                f"PostgreSQL needs the package {error.name!r}, which is not installed", "pip install 'flowmart[postgresql]'"
            ) from error
    if not url.startswith("sqlite:"):
        raise RuntimeFailure(f"unknown database {url.split(':', 1)[0]!r}", "use sqlite:<path> or postgresql://...")
    path = url.removeprefix("sqlite:")
    shared = {"check_same_thread": False, "timeout": BUSY_SECONDS, "isolation_level": None}
    if path == ":memory:":
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=shared)
    else:
        _make_folder(path)
        engine = create_engine(f"sqlite:///{path}", connect_args=shared)
    event.listen(engine, "connect", _set_up_sqlite)
    # Without this the driver begins by itself, too late for savepoints and for the write lock to be taken in time.
    # Not by an event: an engine that has one asks for listeners around every statement.
    dialect: Any = engine.dialect
    dialect.do_begin = begin_it
    return engine


def _make_folder(path: str) -> None:
    try:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RuntimeFailure(f"cannot create the folder of the database {path}: {error.strerror}") from error


def _set_up_sqlite(connection: Any, _record: object) -> None:
    write_ahead(connection)
    connection.execute("PRAGMA foreign_keys=ON")


def _cause(error: SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error)
