"""A token that is taken back while the bot runs."""

import asyncio

import pytest

from bot import app as assembly
from bot.errors import OperatorError
from bot.settings import Settings
from bot.simulator import Simulator
from bot.simulator.client import Client
from knowledge.library import Library
from knowledge.search import Engine
from tests.conftest import FIELD_KEY, PEOPLE, TOKEN, serving


async def test_a_token_taken_back_ends_the_bot_with_one_line(sqlite_url: str, known: tuple[Library, Engine]) -> None:
    async with serving(Simulator(PEOPLE, token=TOKEN)) as address, Client(address) as client:
        settings = Settings(telegram_bot_token=TOKEN, database_url=sqlite_url, field_key=FIELD_KEY)
        bot = assembly.build(settings, token=TOKEN, api_url=address, known=known)
        async with assembly.running(bot, serve=False) as work:
            await client.settings(token="1:another")
            # The poll that waits now is answered with an update; the next one is refused.
            await client.say(1001, "/start")
            with pytest.raises(OperatorError, match="TELEGRAM_BOT_TOKEN"):
                async with asyncio.timeout(20):
                    await work
