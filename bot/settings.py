"""The settings: one frozen object, read once from the environment or from .env. A wrong value is one line."""

import hashlib
import hmac
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import OperatorError
from db.session import database_url

DEFAULT_DATABASE = "sqlite+aiosqlite:///data/desmigratif.db"


def _http_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("needs an address such as https://example.org")
    return value.rstrip("/")


HttpAddress = Annotated[str, AfterValidator(_http_address)]


class Settings(BaseSettings):
    """What the contract lists. Empty values count as unset."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: HttpAddress = "https://api.telegram.org"
    database_url: SecretStr = SecretStr(DEFAULT_DATABASE)
    webhook_url: HttpAddress | None = None
    webhook_secret: SecretStr | None = None
    listen: str | None = None
    field_key: SecretStr | None = None
    default_locale: str = "id"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"
    send_rate: float = Field(25, gt=0, le=100_000)

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr) -> SecretStr:
        database_url(value.get_secret_value())
        return value

    @field_validator("telegram_bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            number, colon, secret = value.get_secret_value().partition(":")
            if not (number.isdecimal() and colon and secret) or any(sign.isspace() or sign == "/" for sign in secret):
                raise ValueError("needs the form 123456:ABC…, as @BotFather gives it")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            text = value.get_secret_value()
            if len(text) > 256 or not all(sign.isascii() and (sign.isalnum() or sign in "_-") for sign in text):
                raise ValueError("may have letters, digits, _ and - only, at most 256")
        return value

    @field_validator("listen")
    @classmethod
    def _listen(cls, value: str | None) -> str | None:
        if value is not None:
            _host_and_port(value)
        return value

    @model_validator(mode="after")
    def _together(self) -> "Settings":
        if self.webhook_url and self.telegram_bot_token is None:
            raise ValueError("WEBHOOK_URL needs TELEGRAM_BOT_TOKEN too")
        return self

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        return _host_and_port(self.listen or "127.0.0.1:8080")

    @property
    def secret_of_webhook(self) -> str:
        """What Telegram must send along: WEBHOOK_SECRET, or one that all processes derive alike from the token."""
        if self.webhook_secret is not None:
            return self.webhook_secret.get_secret_value()
        token = self.telegram_bot_token.get_secret_value() if self.telegram_bot_token else ""
        return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


def _host_and_port(value: str) -> tuple[str, int]:
    host, colon, port = value.rpartition(":")
    host = host.strip("[]")
    if not colon or not port.isdecimal() or int(port) > 65535:
        raise ValueError("needs host:port, such as 127.0.0.1:8080")
    if host != "localhost":
        try:
            ip_address(host)
        except ValueError as error:
            raise ValueError("needs an address and a port, such as 127.0.0.1:8080") from error
    return host, int(port)


def read() -> Settings:
    """The settings of this process. Raises OperatorError that names the first wrong one, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = str(first["loc"][0]).upper() + ": " if first["loc"] else ""
        reason = first["msg"].removeprefix("Value error, ")
        raise OperatorError(f"{name}{reason}. Set it in the environment or in .env.") from None
    except UnicodeDecodeError:
        raise OperatorError(".env is not UTF-8 text. Save it again as UTF-8.") from None
