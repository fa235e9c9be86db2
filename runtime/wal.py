"""A SQLite connection in write-ahead mode, as the message log and the services' databases need it."""

import sqlite3
import time

BUSY_SECONDS = 15
_PAUSE_SECONDS = 0.01


def write_ahead(connection: sqlite3.Connection) -> None:
    """Turn the mode on, and have every commit reach the disk. Raises sqlite3.OperationalError when the file stays locked.

    SQLite does not wait for its busy timeout when two processes turn a new file's mode on at once: one of them is refused.
    """
    connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    patience = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            if time.monotonic() > patience:
                raise
            time.sleep(_PAUSE_SECONDS)
    connection.execute("PRAGMA synchronous=FULL")
