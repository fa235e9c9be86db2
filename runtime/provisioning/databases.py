"""The databases of services on a PostgreSQL server, and the tables in them."""

from collections.abc import Sequence

from sqlalchemy import MetaData, create_engine, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ..failures import RuntimeFailure
from .resources import Resource

_NO_SUCH_DATABASE = "does not exist"
# Without them a commit may be lost, with messages that were acknowledged. Others than `off` and `local` are stronger than `on`.
_DURABLE = {"fsync": ("on",), "full_page_writes": ("on",), "synchronous_commit": ("on", "remote_apply", "remote_write", "local")}


def survey_database(url: str, tables: Sequence[MetaData]) -> list[Resource]:
    """The database, and each table with its columns as setting."""
    address = _address(url)
    wanted = {
        name: ", ".join(sorted(column.name for column in table.columns)) for metadata in tables for name, table in metadata.tables.items()
    }
    found = _found(address)
    database = address.database or ""
    resources = [Resource.compared("database", database, {}, None if found is None else {})]
    for name, columns in sorted(wanted.items()):
        there = None if found is None else found.get(name)
        resources.append(
            Resource.compared("table", f"{database}.{name}", {"columns": columns}, None if there is None else {"columns": there})
        )
    return resources


def survey_server(url: str) -> Resource:
    """Whether the server writes what it commits to the disk. That is its operator's to decide: it is compared, and never set."""
    address = _address(url)
    engine = create_engine(address.set(database="postgres"))
    try:
        with engine.connect() as connection:
            said = {name: str(connection.execute(text(f"SHOW {name}")).scalar()) for name in _DURABLE}
    except SQLAlchemyError:
        return Resource.note("server", f"does not let this user read its settings; see that it has {', '.join(_DURABLE)} on")
    finally:
        engine.dispose()
    wanted = {name: said[name] if said[name] in fitting else fitting[0] for name, fitting in _DURABLE.items()}
    return Resource.compared("server", f"{address.host}:{address.port or 5432}", wanted, said)


def make_database(url: str) -> None:
    """Only if it is not there; needs the right to create one, or somebody who creates it beforehand."""
    address = _address(url)
    if _found(address) is not None:
        return
    engine = create_engine(address.set(database="postgres"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            name = engine.dialect.identifier_preparer.quote_identifier(address.database or "")
            connection.execute(text(f"CREATE DATABASE {name}"))
    except SQLAlchemyError as error:
        raise RuntimeFailure(
            f"cannot create the database {address.database!r}: {type(error).__name__}", "create it, or let this user create databases"
        ) from None
    finally:
        engine.dispose()


def _address(url: str) -> URL:
    return make_url(url).set(drivername="postgresql+psycopg")


def _found(address: URL) -> dict[str, str] | None:
    """The columns of each table; None when there is no such database."""
    engine = create_engine(address)
    try:
        with engine.connect() as connection:
            inspector = inspect(connection)
            return {
                name: ", ".join(sorted(column["name"] for column in inspector.get_columns(name)))
                for name in [*inspector.get_table_names(), *inspector.get_view_names()]
            }
    except OperationalError as error:
        if _NO_SUCH_DATABASE in str(error.orig):
            return None
        why = next(iter(str(error.orig).splitlines()), "no answer")
        raise RuntimeFailure(
            f"cannot reach PostgreSQL at {address.host}:{address.port}: {why}", "check the environment's `database`"
        ) from None
    finally:
        engine.dispose()
