"""What can go wrong here, in words of the domain.

DatabaseError
├── Unreachable      no connection; the same may work in a minute
├── LostRace         somebody else wrote the same unique thing first; doing it again sees their row
└── KeyMissing       an encrypted field, and no key that opens it
"""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError, TimeoutError


class DatabaseError(Exception):
    """Something is wrong with the database."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").split("\n")[0])


class Unreachable(DatabaseError):
    """The database cannot be reached."""


class LostRace(DatabaseError):
    """Somebody else wrote the same first."""


class KeyMissing(DatabaseError):
    """FIELD_KEY does not open the encrypted fields of this database."""


_TRY_AGAIN = {"40001", "40P01"}
"""PostgreSQL's codes for a serialization failure and a deadlock: the other one won."""


@contextmanager
def translated() -> Iterator[None]:
    """Turn the drivers' errors into ours; a mistaken statement passes unchanged: it will not work later either."""
    try:
        yield
    except IntegrityError as error:
        raise LostRace from error
    except (OperationalError, InterfaceError) as error:
        if getattr(error.orig, "sqlstate", None) in _TRY_AGAIN:
            raise LostRace from error
        if getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise  # such as a column that is not there: SQLite calls that operational too
        raise Unreachable from error
    except (TimeoutError, ConnectionError, socket.gaierror) as error:
        raise Unreachable from error
    except DBAPIError as error:
        no_database = getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
        if error.connection_invalidated or no_database:
            raise Unreachable from error
        raise
