"""The keys of the encrypted fields: from FIELD_KEY, or made on first run and kept beside the database."""

import os
from pathlib import Path

from cryptography.fernet import Fernet

from bot.errors import OperatorError
from bot.log import get_logger
from bot.settings import Settings
from db import types

FILE = Path("data/field.key")
log = get_logger(__name__)


def use(settings: Settings) -> None:
    """Set the keys of this process. Raises OperatorError for a key that is none, or a file that cannot be used."""
    if settings.field_key is not None:
        text, where = settings.field_key.get_secret_value(), "FIELD_KEY"
    else:
        text, where = _kept(), str(FILE)
    try:
        types.use_keys([key.strip() for key in text.split(",") if key.strip()])
    except ValueError:
        raise OperatorError(
            f"{where} holds no key: each is 44 signs. Make one with: "
            'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        ) from None


def _kept() -> str:
    try:
        if not FILE.exists():
            FILE.parent.mkdir(parents=True, exist_ok=True)
            # O_EXCL: of two processes that start at once, one writes the key and the other reads it.
            descriptor = os.open(FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(Fernet.generate_key().decode())
            log.warning("field key made: keep a copy, without it personal fields cannot be read", file=str(FILE))
    except FileExistsError:
        pass
    except OSError as error:
        raise OperatorError(f"{FILE} cannot be written ({error.strerror}). Set FIELD_KEY.") from None
    try:
        return FILE.read_text().strip()
    except (OSError, UnicodeDecodeError):
        raise OperatorError(f"{FILE} cannot be read. Mend it or set FIELD_KEY.") from None
