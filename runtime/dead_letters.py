"""The dead letters of a whole environment, for an operator: found, shown, replayed, discarded.

They are rows in the services' own databases; nothing has to run for looking at them or for marking them,
and whichever instance works next handles a replayed one.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from .bindings import ServiceBinding, short_name
from .environment import Environment
from .failures import RuntimeFailure
from .project import load_project
from .store import Database, DeadLetter, DeadLetters, Outbox
from .store.database import Cursor, cursor_of
from .store.dead_letters import Attempt

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Found:
    """A dead letter with its name: the service and its number there."""

    number: int
    letter: DeadLetter
    history: tuple[Attempt, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.letter.service}:{self.number}"


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found, and why some databases could not be asked."""

    found: list[Found]
    failures: list[RuntimeFailure]


class Letters:
    """Those of the services in an environment."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._bindings = load_project(environment).bindings

    def listing(self, *, service: str | None = None, message: str | None = None, since: float = 0.0) -> Listing:
        """Service by service, oldest first. One database that is not there does not hide what is in the others."""
        listing = Listing([], [])
        for binding in self._chosen(service):
            try:
                listing.found.extend(
                    self._within(binding, lambda cursor, letters: letters.listed(cursor, message=message, since=since), _found, [])
                )
            except RuntimeFailure as failure:
                listing.failures.append(failure)
        return listing

    def one(self, name: str) -> Found:
        """With its history. Raises RuntimeFailure when there is none of this name."""
        binding, number = self._named(name)

        def look(cursor: Cursor, letters: DeadLetters) -> Found | None:
            letter = letters.one(cursor, number)
            return None if letter is None else Found(number, letter, tuple(letters.history(cursor, letter)))

        found = self._within(binding, look, lambda each: each, None)
        if found is None:
            raise RuntimeFailure(self._gone(binding, number), "see `flowmart dead-letters list`")
        return found

    def replay(self, name: str) -> str | None:
        """None when it is on its way, else why it is not."""
        return self._ended(name, lambda cursor, letters, number: letters.replay(cursor, number))

    def discard(self, name: str) -> str | None:
        return self._ended(name, lambda cursor, letters, number: letters.discard(cursor, number))

    def resend(self, since: float, *, service: str | None = None, message: str | None = None) -> dict[str, int]:
        """How many kept messages were put into the outbox again, by service."""
        counts: dict[str, int] = {}
        for binding in self._chosen(service):
            with self._database(binding) as database:
                if database is not None:
                    outbox = Outbox(database, binding.service)
                    counts[binding.service] = _within(database, lambda cursor, box=outbox: box.resend(cursor, since, message))  # type: ignore[misc]
        return counts

    def _ended(self, name: str, end: Callable[[Cursor, DeadLetters, int], bool]) -> str | None:
        binding, number = self._named(name)
        done = self._within(binding, lambda cursor, letters: end(cursor, letters, number), bool, False)
        return None if done else self._gone(binding, number)

    def _gone(self, binding: ServiceBinding, number: int) -> str:
        ended = self._within(binding, lambda cursor, letters: letters.ended(cursor, number), lambda each: each, None)
        name = f"{binding.service}:{number}"
        return f"no dead letter {name}" if ended is None else f"{name} was {ended.ending} already"

    def _chosen(self, service: str | None) -> Sequence[ServiceBinding]:
        if service is None:
            return [binding for binding in self._bindings if binding.subscriptions or binding.publications]
        chosen = [binding for binding in self._bindings if short_name(binding.service) == short_name(service)]
        if not chosen:
            raise RuntimeFailure(f"no service {service!r}", f"there are: {', '.join(each.service for each in self._bindings)}")
        return chosen

    def _named(self, name: str) -> tuple[ServiceBinding, int]:
        service, _, number = name.rpartition(":")
        if not service or not number.isdecimal():
            raise RuntimeFailure(f"{name!r} names no dead letter", "write the service and the number, as in orders:7")
        return self._chosen(service)[0], int(number)

    def _within(self, binding: ServiceBinding, work: Callable[[Cursor, DeadLetters], T], read: Callable[[T], R], nothing: R) -> R:
        with self._database(binding) as database:
            if database is None:
                return nothing
            letters = DeadLetters(database, binding.service)
            return read(_within(database, lambda cursor: work(cursor, letters)))

    @contextmanager
    def _database(self, binding: ServiceBinding) -> Generator[Database | None]:
        """None when no service has made the database yet."""
        database = Database(self._environment.database_url(binding.database))
        if database.in_memory or (database.path is not None and not database.path.exists()):
            yield None
            return
        try:
            database.prepare_now()
            yield database
        finally:
            database.close_now()


def _within(database: Database, work: Callable[[Cursor], T]) -> T:
    def run(connection: Connection) -> T:
        with connection.begin():
            return work(cursor_of(connection))

    try:
        with database.connection() as connection:
            return run(connection)
    except SQLAlchemyError as error:
        raise RuntimeFailure(f"cannot work on the database {database.shown}: {error}") from error


def _found(rows: list[tuple[int, DeadLetter]]) -> list[Found]:
    return [Found(number, letter) for number, letter in rows]
