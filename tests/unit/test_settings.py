"""A wrong setting is one line that names it and how to mend it, and never shows its value."""

from pathlib import Path

import pytest

from bot import settings
from bot.errors import OperatorError

SECRET = "s3cr3t-value"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", SECRET),
        ("TELEGRAM_BOT_TOKEN", f"x:{SECRET}"),
        ("TELEGRAM_BOT_TOKEN", f"1:{SECRET} y"),
        ("TELEGRAM_API_URL", f"ftp://{SECRET}"),
        ("DATABASE_URL", f"mysql://{SECRET}"),
        ("DATABASE_URL", SECRET),
        ("WEBHOOK_SECRET", f"{SECRET} with spaces"),
        ("LISTEN", SECRET),
        ("LISTEN", "127.0.0.1:99999"),
        ("LISTEN", "example.org:80"),
        ("LOG_LEVEL", SECRET),
        ("LOG_FORMAT", SECRET),
        ("SEND_RATE", SECRET),
        ("SEND_RATE", "0"),
        ("SEND_RATE", "-3"),
    ],
)
def test_a_wrong_value_names_its_setting_and_not_itself(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(OperatorError) as raised:
        settings.read()
    line = str(raised.value)
    assert line.startswith(f"{name}: ")
    assert SECRET not in line
    assert "\n" not in line


def test_a_webhook_needs_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBHOOK_URL", "https://bot.example.org")
    with pytest.raises(OperatorError, match="TELEGRAM_BOT_TOKEN"):
        settings.read()


def test_empty_means_unset_and_the_env_file_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("TELEGRAM_BOT_TOKEN=\nSEND_RATE=12\nUNKNOWN_THING=1\n")
    read = settings.read()
    assert read.telegram_bot_token is None
    assert read.send_rate == 12
    assert read.address == ("127.0.0.1", 8080)


def test_an_env_file_that_is_no_text_is_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfeTOKEN")
    with pytest.raises(OperatorError, match=r"\.env"):
        settings.read()


def test_all_processes_of_a_bot_derive_the_same_webhook_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:abc")
    first, second = settings.read().secret_of_webhook, settings.read().secret_of_webhook
    assert first == second
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "1:abd")
    assert settings.read().secret_of_webhook != first
    monkeypatch.setenv("WEBHOOK_SECRET", "chosen_one")
    assert settings.read().secret_of_webhook == "chosen_one"


def test_the_settings_do_not_print_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"1:{SECRET}")
    monkeypatch.setenv("FIELD_KEY", SECRET)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://user:{SECRET}@host/name")
    assert SECRET not in repr(settings.read())
