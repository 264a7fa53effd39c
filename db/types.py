"""Column types: a moment that is always aware and in UTC, and a text that is encrypted at rest."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import BigInteger, DateTime, Enum, Integer, Text
from sqlalchemy.types import TypeDecorator

from db.errors import KeyMissing

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A growing key: 64 bits; SQLite counts up only in a column that is called INTEGER, which has 64 bits there."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC. Refuses one without a zone: it would be read differently on another machine."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        # SQLite keeps no zone; what was bound is UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_keys: MultiFernet | None = None


def use_keys(keys: Sequence[str]) -> None:
    """Set the field keys, newest first: the first encrypts, all decrypt. Raises ValueError for a key that is none."""
    global _keys
    _keys = MultiFernet([Fernet(key) for key in keys])


def _encrypt(text: str) -> str:
    if _keys is None:
        raise KeyMissing
    return _keys.encrypt(text.encode()).decode()


def _decrypt(token: str) -> str:
    if _keys is None:
        raise KeyMissing
    try:
        return _keys.decrypt(token).decode()
    except InvalidToken as error:
        raise KeyMissing from error


class Secret(TypeDecorator[str]):
    """A text that is encrypted before it reaches the database (Fernet: AES-128-CBC with HMAC-SHA256).

    Raises KeyMissing when no key was set, or when none of the keys opens what is stored.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else _encrypt(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return None if value is None else _decrypt(value)


class SecretJson(TypeDecorator[dict[str, Any]]):
    """The same for an object that JSON can say."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Any) -> str | None:
        return None if value is None else _encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Any) -> dict[str, Any] | None:
        return None if value is None else json.loads(_decrypt(value))


def word_of(kind: type[StrEnum], length: int = 16) -> Enum:
    """A column that holds one of the enum's values as text: a new value needs no migration."""
    return Enum(kind, native_enum=False, length=length, values_callable=lambda names: [name.value for name in names])
