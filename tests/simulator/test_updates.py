"""Getting updates by polling and by webhook: in order, again until confirmed, to one taker."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import Conflict

CHAT = 1001


@pytest.fixture
async def bot(served: Any) -> AsyncIterator[Bot]:
    async with served.bot() as bot:
        yield bot


async def test_updates_come_again_until_an_offset_confirms_them(bot: Bot, served: Any) -> None:
    for number in range(5):
        await served.client.say(CHAT, f"pesan {number}")
    first = await bot.get_updates(limit=3)
    assert [u.message.text for u in first if u.message] == ["pesan 0", "pesan 1", "pesan 2"]
    assert await bot.get_updates(limit=3) == first
    rest = await bot.get_updates(offset=first[1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["pesan 2", "pesan 3", "pesan 4"]
    assert await bot.get_updates(offset=rest[-1].update_id + 1) == ()
    assert (await served.client.statistics())["updates"] == {
        "created": 5,
        "pending": 0,
        "confirmed": 5,
        "given_again": 4,
    }


async def test_an_offset_below_zero_keeps_only_the_last_updates(bot: Bot, served: Any) -> None:
    for number in range(5):
        await served.client.say(CHAT, f"pesan {number}")
    assert [u.message.text for u in await bot.get_updates(offset=-2) if u.message] == ["pesan 3", "pesan 4"]


async def test_a_long_poll_ends_as_soon_as_something_happens(bot: Bot, served: Any) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await served.client.say(CHAT, "halo")
    async with asyncio.timeout(2):
        assert len(await polling) == 1


async def test_a_second_poller_ends_the_first_one(bot: Bot, served: Any) -> None:
    async with served.bot() as other:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot"):
            await first
        await served.client.say(CHAT, "halo")
        assert len(await second) == 1


async def test_closing_lets_go_whoever_waits(bot: Bot, served: Any) -> None:
    talk = served.client.talk(CHAT)
    await talk.sync()
    waiting = [asyncio.create_task(bot.get_updates(timeout=20)), asyncio.create_task(talk.sync(wait=20))]
    await asyncio.sleep(0.1)
    await served.sim.close()
    async with asyncio.timeout(2):
        await asyncio.gather(*waiting)


async def test_only_the_kinds_that_were_asked_for_come(bot: Bot, served: Any) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await served.client.say(CHAT, "halo")
    await served.client.tap(CHAT, 1, "forged")
    assert [bool(u.callback_query) for u in await bot.get_updates()] == [True]


async def test_everything_that_people_send_arrives_as_telegram_sends_it(bot: Bot, served: Any) -> None:
    client = served.client
    number = await client.say(CHAT, "/start@desmigratif_bot lihat bp2mi.go.id")
    await client.act(CHAT, "edit", message_id=number, text="diubah")
    for kind in ("sticker", "voice", "photo", "location", "contact", "document"):
        await client.act(CHAT, kind)
    await client.say(CHAT, "balasan", reply_to=number)
    await client.say(CHAT, "terusan", forwarded=True)
    updates = await bot.get_updates()
    assert updates[0].message and updates[0].message.entities[0].type == "bot_command"
    assert updates[1].edited_message and updates[1].edited_message.text == "diubah"
    kinds = [u.message for u in updates[2:8]]
    assert all(
        getattr(message, kind)
        for message, kind in zip(kinds, ("sticker", "voice", "photo", "location", "contact", "document"), strict=True)
    )
    assert updates[8].message and updates[8].message.reply_to_message
    assert updates[9].message and updates[9].message.forward_origin
    sent = updates[7].message
    assert sent and sent.document
    assert await (await sent.document.get_file()).download_as_bytearray() == b"isi\n"


async def test_a_tap_on_a_message_that_is_gone_says_so(bot: Bot, served: Any) -> None:
    await served.client.tap(CHAT, 999, "lama")
    query = (await bot.get_updates())[0].callback_query
    assert query and query.message and not query.message.is_accessible


async def test_in_a_group_members_speak_and_administrators_have_their_own_commands(bot: Bot, served: Any) -> None:
    group = await served.client.add_group("Desa Sukamaju", [1004, CHAT])
    await bot.get_updates()
    await served.client.say(CHAT, "hai @desmigratif_bot", chat=group)
    message = (await bot.get_updates())[-1].message
    assert message and message.chat.type == "supergroup" and message.entities[0].type == "mention"
    await bot.set_my_commands([("tugas", "Tugas")], {"type": "all_chat_administrators"})  # type: ignore[arg-type]
    assert [c["command"] for c in (await served.client.chat(1004, chat=group))["commands"]] == ["tugas"]
    assert (await served.client.chat(CHAT, chat=group))["commands"] == []


class Receiver:
    """A webhook that keeps what it was sent, and fails when told to."""

    def __init__(self) -> None:
        self.taken: list[tuple[int, str]] = []
        self.secrets: set[str | None] = set()
        self.fail = 0
        self.running: dict[int, int] = {}
        self.most = 0

    async def take(self, request: Request) -> Response:
        update = await request.json()
        chat = update["message"]["chat"]["id"]
        self.running[chat] = self.running.get(chat, 0) + 1
        assert self.running[chat] == 1
        self.most = max(self.most, sum(self.running.values()))
        self.secrets.add(request.headers.get("x-telegram-bot-api-secret-token"))
        await asyncio.sleep(0.01)
        self.running[chat] -= 1
        if self.fail:
            self.fail -= 1
            return Response("", 500)
        self.taken.append((chat, update["message"]["text"]))
        return Response("")


async def until(true: Any) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - looks at what the simulator has pushed
            await asyncio.sleep(0.01)


async def test_a_webhook_gets_each_chat_in_order_and_chats_side_by_side(bot: Bot, served: Any, serve: Any) -> None:
    receiver = Receiver()
    await served.client.settings(webhook_retry=0.01)
    await served.client.say(CHAT, "sebelum")
    async with serve(Starlette(routes=[Route("/hook", receiver.take, methods=["POST"])])) as url:
        await bot.set_webhook(f"{url}/hook", secret_token="rahasia", max_connections=4)
        receiver.fail = 5
        orders = [{"do": "say", "as": 1001 + n % 5, "text": f"pesan {n}"} for n in range(50)]
        await served.client.acts(orders)
        await until(lambda: len(receiver.taken) == 51)
        assert (await bot.get_webhook_info()).pending_update_count == 0
        for person in range(1001, 1006):
            own = [text for chat, text in receiver.taken if chat == person]
            said = [order["text"] for order in orders if order["as"] == person]
            assert own == (["sebelum"] if person == CHAT else []) + said
        assert receiver.secrets == {"rahasia"}
        assert 1 < receiver.most <= 4
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_webhook_that_is_not_there_loses_nothing(bot: Bot, served: Any) -> None:
    await served.client.settings(webhook_retry=0.01)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await served.client.say(CHAT, "halo")
    await until(lambda: "last_error_message" in served.sim.webhook.describe())
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1


async def test_setting_a_webhook_ends_polling(bot: Bot, served: Any) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=20))
    await asyncio.sleep(0.1)
    await bot.set_webhook("http://127.0.0.1:9/hook")
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await polling


async def test_thousands_of_updates_are_loaded_in_a_second(bot: Bot, served: Any) -> None:
    async with asyncio.timeout(2):
        await served.client.acts([{"do": "say", "as": CHAT, "text": f"pesan {n}"} for n in range(5000)])
    assert (await served.client.statistics())["updates"]["pending"] == 5000
