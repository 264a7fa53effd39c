"""Faults on demand: what the bot must survive, made to happen."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.simulator.client import Client, SimulatorError
from bot.simulator.errors import ApiError
from bot.simulator.faults import RateLimit

CHAT = 1001
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def times_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """What python-telegram-bot will do by itself in its next major version, and warns of until then."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def bot(served: Any) -> AsyncIterator[Bot]:
    async with served.bot() as bot:
        yield bot


@pytest.mark.parametrize(
    ("kind", "error", "words"),
    [
        ("429", RetryAfter, "Flood control exceeded"),
        ("403", Forbidden, "bot was blocked by the user"),
        ("400", BadRequest, "Simulated fault"),
        ("500", NetworkError, "Internal Server Error"),
        ("502", NetworkError, "Bad Gateway"),
        ("401", InvalidToken, "Unauthorized"),
        ("drop", NetworkError, "RemoteProtocolError"),
    ],
)
async def test_the_next_call_fails_as_ordered_and_the_one_after_works(
    bot: Bot, served: Any, kind: str, error: type[TelegramError], words: str
) -> None:
    await served.client.fault(kind, method="sendMessage")
    with pytest.raises(error, match=words):
        await bot.send_message(CHAT, "satu")
    assert await bot.send_message(CHAT, "dua")
    assert [d["text"] for d in await served.client.deliveries(CHAT)] == ["dua"]


async def test_a_fault_may_cut_the_answer_off_after_the_work_is_done(bot: Bot, served: Any) -> None:
    await served.client.fault("drop", method="sendMessage", after=True)
    with pytest.raises(NetworkError):
        await bot.send_message(CHAT, "terkirim")
    assert [d["text"] for d in await served.client.deliveries(CHAT)] == ["terkirim"]


async def test_a_fault_may_concern_one_chat_for_some_time(bot: Bot, served: Any) -> None:
    await served.client.fault("429", chat=CHAT, seconds=0.3, retry_after=7)
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await bot.send_message(CHAT, "x")
    assert await bot.send_message(1002, "x")
    await asyncio.sleep(0.35)
    assert await bot.send_message(CHAT, "x")


async def test_a_call_may_hang_until_the_caller_gives_up(bot: Bot, served: Any) -> None:
    await served.client.fault("hang", times=1)
    with pytest.raises(TimedOut):
        await bot.send_message(CHAT, "x", read_timeout=0.2)
    assert await bot.send_message(CHAT, "x")


async def test_a_call_may_be_slow(bot: Bot, served: Any) -> None:
    await served.client.fault("delay", delay_ms=150)
    started = time.monotonic()
    assert await bot.send_message(CHAT, "x")
    assert time.monotonic() - started >= 0.15
    await served.client.settings(latency_ms=100)
    started = time.monotonic()
    assert await bot.send_message(CHAT, "x")
    assert time.monotonic() - started >= 0.1


async def test_faults_can_be_cleared_and_wrong_ones_are_refused(bot: Bot, served: Any) -> None:
    await served.client.fault("500", times=100)
    await served.client.clear_faults()
    assert await bot.send_message(CHAT, "x")
    with pytest.raises(SimulatorError, match="a fault's kind is one of"):
        await served.client.fault("418")


async def test_a_revoked_token_is_no_longer_taken(bot: Bot, served: Any) -> None:
    await served.client.settings(token="1:other")
    with pytest.raises(InvalidToken):
        await bot.send_message(CHAT, "x")


async def test_over_telegrams_limits_the_answer_is_to_wait(bot: Bot, served: Any) -> None:
    await served.client.settings(rate=True)
    sent = 0
    with pytest.raises(RetryAfter):
        for _ in range(20):
            await bot.send_message(CHAT, "x")
            sent += 1
    assert sent == RateLimit.BURST


def test_limits_are_thirty_a_second_and_twenty_a_minute_in_a_group() -> None:
    limit = RateLimit()
    for person in range(30):
        limit.check(person + 1, 0.0)
    with pytest.raises(ApiError, match="retry after"):
        limit.check(99, 0.5)
    limit.check(99, 1.1)
    group = RateLimit()
    for second in range(20):
        group.check(-5, float(second))
    with pytest.raises(ApiError) as refused:
        group.check(-5, 30.0)
    assert refused.value.parameters == {"retry_after": 31}
    group.check(-5, 61.0)


def test_a_taken_port_is_one_line_and_exit_code_two() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "bot.simulator", "--port", str(taken.getsockname()[1])]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=20, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("simulator: ") and ended.stderr.count("\n") == 1


async def test_as_a_process_it_says_when_it_is_ready() -> None:
    command = (sys.executable, "-m", "bot.simulator", "--port", "0", "--token", "1:x")
    process = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd=ROOT)
    try:
        assert process.stdout
        async with asyncio.timeout(20):
            word, url = (await process.stdout.readline()).decode().split()
        assert word == "ready"
        async with Client(url) as client:
            assert len(await client.people()) == 5
    finally:
        process.terminate()
        async with asyncio.timeout(5):
            await process.wait()
