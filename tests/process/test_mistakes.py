"""What an operator can set wrong: one line that names it, exit code 2, no traceback, and no secret printed.

One wrong value of each kind goes through a whole process here; the others are in tests/unit/test_settings.py.
"""

import shutil
import socket
from pathlib import Path

import pytest

from tests.process.conftest import QUIET, ROOT, Telegram, one_line, run, started, until

TOKEN = {"TELEGRAM_BOT_TOKEN": "1:x"}
WRONG = [
    ("TELEGRAM_BOT_TOKEN", "rahasia", {}),
    ("TELEGRAM_API_URL", "http://[rahasia", TOKEN),
    ("DATABASE_URL", "mysql://u:rahasia@h/x", {}),
    ("DATABASE_URL", "postgresql://u:rahasia@h:port/x", {}),
    ("WEBHOOK_URL", "https://rahasia.example.org", {}),
    ("WEBHOOK_SECRET", "rahasia sekali", {}),
    ("LISTEN", "rahasia:8080", {}),
    ("FIELD_KEY", "rahasia", {}),
    ("FIELD_KEY", ",", {}),
    ("DEFAULT_LOCALE", "rahasia", {}),
    ("LOG_LEVEL", "RAHASIA", {}),
    ("LOG_FORMAT", "rahasia", {}),
    ("SEND_RATE", "nan", {}),
]


@pytest.mark.parametrize(("name", "value", "more"), WRONG, ids=[f"{name}={value}" for name, value, _ in WRONG])
def test_a_wrong_setting_is_one_line_that_names_it(tmp_path: Path, name: str, value: str, more: dict[str, str]) -> None:
    line = one_line(run("run", cwd=tmp_path, settings={**QUIET, **more, name: value}))
    assert name in line
    assert "rahasia" not in line or name == "DEFAULT_LOCALE"


def test_the_same_from_the_env_file(here: Path) -> None:
    (here / ".env").write_text("SEND_RATE=rahasia\n", encoding="utf-8")
    assert "SEND_RATE" in one_line(run("run", cwd=here))
    (here / ".env").write_bytes(b"LISTEN=caf\xe9\n")
    assert ".env" in one_line(run("run", cwd=here))


ELSEWHERE = [
    "postgresql+psycopg://u:rahasia@127.0.0.1:1/x",
    "postgresql+asyncpg://u:rahasia@127.0.0.1:1/x",
    "sqlite+aiosqlite:////proc/nowhere/x.db",
    "sqlite+aiosqlite:///no_database.db",
    "sqlite+aiosqlite:///a_folder",
]


# PostgreSQL is not copied by us, so a backup never asks whether it is there.
ASKING = [
    (command, url)
    for command in ("run", "db upgrade", "demo", "db backup copy.db")
    for url in ELSEWHERE
    if "sqlite" in url or "backup" not in command
]


@pytest.mark.parametrize(("command", "url"), ASKING)
def test_a_database_that_cannot_be_used_is_one_line(here: Path, command: str, url: str) -> None:
    (here / "no_database.db").write_text("rahasia " * 1000, encoding="utf-8")
    (here / "a_folder").mkdir()
    line = one_line(run(*command.split(), cwd=here, settings={**QUIET, "DATABASE_URL": url}))
    assert "DATABASE_URL" in line
    assert "rahasia" not in line


def test_a_taken_port_is_one_line(here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = one_line(run("run", cwd=here, settings={**QUIET, "LISTEN": f"127.0.0.1:{port}"}))
    assert "LISTEN" in line
    assert str(port) in line


def test_an_address_of_another_machine_is_one_line(here: Path) -> None:
    assert "LISTEN" in one_line(run("run", cwd=here, settings={**QUIET, "LISTEN": "192.0.2.1:8080"}))


async def test_a_token_that_telegram_does_not_know_is_one_line(here: Path, telegram: Telegram) -> None:
    settings = telegram.settings(LOG_LEVEL="ERROR", TELEGRAM_BOT_TOKEN="1:another")
    assert "TELEGRAM_BOT_TOKEN" in one_line(run("run", cwd=here, settings=settings))


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_token_that_is_revoked_ends_the_bot(
    here: Path, telegram: Telegram, address: str, webhook: bool
) -> None:
    settings = telegram.settings(LISTEN=address, **({"WEBHOOK_URL": f"http://{address}"} if webhook else {}))
    with started(["bot", "run"], here, settings) as bot:
        await bot.says("running")
        await telegram.client.settings(token="1:new")
        await telegram.client.say(1001, "halo")
        assert await bot.ends() == 2
        assert bot.log.rstrip().splitlines()[-1].startswith("TELEGRAM_BOT_TOKEN")
        assert "Traceback" not in bot.log


async def test_telegram_that_cannot_be_reached_is_waited_for(here: Path, address: str) -> None:
    settings = {**QUIET, **TOKEN, "LOG_LEVEL": "INFO", "TELEGRAM_API_URL": f"http://{address}"}
    with started(["bot", "run"], here, settings) as bot:
        await bot.says("Telegram cannot be reached yet")
        assert bot.process.poll() is None
        await bot.ends_cleanly()


async def test_beside_another_poller_the_bot_says_so_and_works_when_that_is_gone(
    here: Path, telegram: Telegram
) -> None:
    await telegram.client.fault("409", method="getUpdates", seconds=600)
    with started(["bot", "run"], here, telegram.settings()) as bot:
        await bot.says("another process asks for this bot's updates")
        await telegram.client.say(1001, "syarat paspor apa saja")
        assert bot.process.poll() is None
        await telegram.client.clear_faults()
        await until(lambda: telegram.client.deliveries(1001))
        await bot.ends_cleanly()


async def test_a_second_bot_on_the_same_sqlite_file_is_one_line(here: Path, telegram: Telegram) -> None:
    with started(["bot", "run"], here, telegram.settings()) as bot:
        await bot.says("running")
        line = one_line(run("run", cwd=here, settings=telegram.settings(LOG_LEVEL="ERROR")))
        assert "DATABASE_URL" in line
        assert bot.process.poll() is None


async def test_a_webhook_that_telegram_does_not_take_is_one_line(here: Path, telegram: Telegram, address: str) -> None:
    await telegram.client.fault("400", method="setWebhook", text="Bad Request: bad webhook", times=1)
    settings = telegram.settings(LOG_LEVEL="ERROR", LISTEN=address, WEBHOOK_URL="https://bot.example.org")
    assert "WEBHOOK_URL" in one_line(run("run", cwd=here, settings=settings))


@pytest.fixture
def broken_copy(tmp_path: Path) -> Path:
    """The whole bot in another place, with an article that nobody can read."""
    code = tmp_path / "code"
    for package in ("bot", "handlers", "knowledge", "db", "locales"):
        shutil.copytree(ROOT / package, code / package, ignore=shutil.ignore_patterns("__pycache__"))
    article = code / "knowledge" / "articles" / "documents" / "passport.md"
    article.write_text(article.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    return code


@pytest.mark.parametrize("command", ["run", "ask paspor", "ask paspor --json"])
def test_a_broken_article_is_one_line_that_names_its_place(here: Path, broken_copy: Path, command: str) -> None:
    line = one_line(run(*command.split(), cwd=here, code=broken_copy))
    assert "passport.md:" in line
    assert "knowledge check" in line


def test_knowledge_check_names_file_and_line_and_ends_with_one(here: Path, broken_copy: Path) -> None:
    checked = run("knowledge", "check", str(broken_copy / "knowledge"), cwd=here)
    assert checked.returncode == 1
    assert "passport.md:" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_knowledge_check_of_our_own_articles_is_content(here: Path) -> None:
    checked = run("knowledge", "check", cwd=here)
    assert checked.returncode == 0, checked.stderr
    assert "no errors" in checked.stdout


def test_a_key_is_made_on_first_run_for_its_owner_only_and_used_again(here: Path) -> None:
    settings = {"LOG_LEVEL": "WARNING"}
    first = run("demo", cwd=here, settings=settings)
    assert first.returncode == 0
    assert "field.key" in first.stderr
    key = here / "data" / "field.key"
    assert key.stat().st_mode & 0o077 == 0
    assert key.read_text(encoding="utf-8").strip() not in first.stderr
    before = key.read_bytes()
    assert "not empty" in one_line(run("demo", cwd=here, settings=settings))
    assert key.read_bytes() == before


def test_a_broken_key_file_is_one_line(here: Path) -> None:
    (here / "data" / "field.key").write_text("rahasia", encoding="utf-8")
    line = one_line(run("run", cwd=here, settings={"LOG_LEVEL": "ERROR"}))
    assert "field.key" in line
    assert "rahasia" not in line
