"""What can go wrong here, in words of the domain.

DatabaseError
├── Unreachable      no connection; the same may work in a minute
├── LostRace         somebody else wrote the same unique thing first; doing it again sees their row
└── KeyMissing       an encrypted field, and no key that opens it
"""

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


@contextmanager
def translated() -> Iterator[None]:
    """Turn the drivers' errors into ours; what is neither a lost race nor a lost connection passes unchanged."""
    try:
        yield
    except IntegrityError as error:
        raise LostRace from error
    except (OperationalError, InterfaceError, TimeoutError, ConnectionError) as error:
        raise Unreachable from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise Unreachable from error
        raise
