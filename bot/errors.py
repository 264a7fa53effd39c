"""What stops the bot: an operator's mistake, said in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

from db.errors import DatabaseError

EXIT_CODE = 2


class OperatorError(Exception):
    """One line that says what is wrong and how to mend it. The command line prints it and exits with EXIT_CODE."""


@contextmanager
def database_needed() -> Iterator[None]:
    """Raises OperatorError where the database cannot be used."""
    try:
        yield
    except DatabaseError as error:
        reason = str(getattr(error.__cause__, "orig", None) or error.__cause__ or error).strip().split("\n")[0]
        raise OperatorError(f"DATABASE_URL: the database cannot be used ({reason}).") from None
