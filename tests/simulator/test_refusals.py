"""What Telegram refuses, the simulator refuses, in Telegram's words; seen through python-telegram-bot."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden, InvalidToken, TelegramError

CHAT = 1001
OLD = "query is too old and response timeout expired or query id is invalid"


@pytest.fixture
async def bot(served: Any) -> AsyncIterator[Bot]:
    async with served.bot() as bot:
        yield bot


def button(**action: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Tombol", **action)]])


def articles(count: int) -> list[InlineQueryResultArticle]:
    return [InlineQueryResultArticle(str(n), "Judul", InputTextMessageContent("isi")) for n in range(count)]


Act = Callable[[Bot], Awaitable[Any]]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda b: b.send_message(CHAT, "<b>x", parse_mode="HTML"), "can't parse entities: "),
        (lambda b: b.send_message(CHAT, "a < b", parse_mode="HTML"), 'unsupported start tag "" at byte offset 2'),
        (lambda b: b.send_message(CHAT, "*x*", parse_mode="MarkdownV2"), "can't parse entities"),
        (lambda b: b.send_message(CHAT, "x", parse_mode="BBCode"), "unsupported parse_mode"),
        (lambda b: b.send_message(CHAT, ""), "message text is empty"),
        (lambda b: b.send_message(CHAT, " \n "), "message text is empty"),
        (lambda b: b.send_message(CHAT, "<b> </b>", parse_mode="HTML"), "message text is empty"),
        (lambda b: b.send_message(CHAT, "x" * 4097), "message is too long"),
        (lambda b: b.send_message(CHAT, "😀" * 2049), "message is too long"),
        (lambda b: b.send_message(777, "x"), "chat not found"),
        (lambda b: b.send_message(CHAT, "x", reply_markup=button(callback_data="é" * 33)), "button_data_invalid"),
        (lambda b: b.send_message(CHAT, "x", reply_markup=button(callback_data="")), "text buttons are unallowed"),
        (lambda b: b.send_message(CHAT, "x", reply_markup=button()), "text buttons are unallowed"),
        (lambda b: b.send_message(CHAT, "x", reply_markup=button(url="bukan")), "is invalid: wrong http url"),
        (lambda b: b.send_message(CHAT, "x", reply_markup=button(url="ftp://a.id")), "unsupported url protocol"),
        (lambda b: b.send_message(CHAT, "x", reply_to_message_id=999), "message to be replied not found"),
        (lambda b: b.send_photo(CHAT, b"no picture"), "image_process_failed"),
        (lambda b: b.send_photo(CHAT, "unknown"), "wrong file identifier"),
        (lambda b: b.send_document(CHAT, b"isi", caption="x" * 1025), "message caption is too long"),
        (lambda b: b.edit_message_text("x", CHAT, 999), "message to edit not found"),
        (lambda b: b.delete_message(CHAT, 999), "message to delete not found"),
        (lambda b: b.copy_message(CHAT, CHAT, 999), "message to copy not found"),
        (lambda b: b.answer_callback_query("1"), OLD),
        (lambda b: b.answer_inline_query("1", []), OLD),
        (lambda b: b.send_chat_action(CHAT, "dancing"), "wrong parameter action"),
        (lambda b: b.set_my_commands([BotCommand("Huruf", "x")]), "bot_command_invalid"),
        (lambda b: b.set_my_commands([BotCommand(f"c{n}", "x") for n in range(101)]), "bot_commands_too_much"),
        (lambda b: b.set_my_commands([BotCommand("a", "x")], language_code="indonesia"), "invalid language code"),
        (lambda b: b.set_webhook("gopher://x"), "bad webhook"),
        (lambda b: b.set_webhook("https://x.id", secret_token="a b"), "secret token contains unallowed characters"),
        (lambda b: b.get_file("unknown"), "wrong file identifier"),
    ],
)  # fmt: skip
async def test_what_telegram_refuses_is_refused_in_its_words(bot: Bot, act: Act, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        await act(bot)
    assert words in refused.value.message.lower()


async def test_texts_at_their_limits_are_taken(bot: Bot) -> None:
    assert len((await bot.send_message(CHAT, "x" * 4096)).text or "") == 4096
    assert (await bot.send_message(CHAT, "<b>" + "x" * 4096 + "</b>", parse_mode="HTML")).text == "x" * 4096
    assert await bot.send_document(CHAT, b"isi", caption="x" * 1024)
    assert await bot.send_message(CHAT, "x", reply_markup=button(callback_data="é" * 32))


async def test_a_missing_message_may_be_answered_when_that_is_allowed(bot: Bot) -> None:
    message = await bot.send_message(CHAT, "x", reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))
    assert message.reply_to_message is None


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    message = await bot.send_message(CHAT, "<b>x</b>", parse_mode="HTML", reply_markup=button(callback_data="a"))
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content and reply markup are"):
        await message.edit_text("<b>x</b>", parse_mode="HTML", reply_markup=button(callback_data="a"))
    edited = await message.edit_text("<b>x</b>", parse_mode="HTML", reply_markup=button(callback_data="b"))
    assert isinstance(edited, type(message)) and edited.edit_date
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(CHAT, message.message_id, reply_markup=button(callback_data="b"))
    await bot.edit_message_reply_markup(CHAT, message.message_id)


async def test_only_the_bots_own_messages_can_be_edited(bot: Bot, served: Any) -> None:
    number = await served.client.say(CHAT, "punya saya")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", CHAT, number)


async def test_a_picture_has_a_caption_and_no_text_to_edit(bot: Bot, picture: bytes) -> None:
    message = await bot.send_photo(CHAT, picture, caption="satu")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await message.edit_text("dua")
    assert await message.edit_caption("dua")
    text = await bot.send_message(CHAT, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("dua")


async def test_a_tap_is_answered_once_and_in_time(bot: Bot, served: Any) -> None:
    message = await bot.send_message(CHAT, "x", reply_markup=button(callback_data="a"))
    tap = await served.client.tap(CHAT, message.message_id, "a")
    await bot.answer_callback_query(tap, "ya")
    late = await served.client.tap(CHAT, message.message_id, "a", expired=True)
    for query in (tap, late):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(query)


async def test_who_blocked_the_bot_gets_nothing_until_they_write_again(bot: Bot, served: Any) -> None:
    message = await bot.send_message(CHAT, "x")
    await served.client.block(CHAT)
    acts: tuple[Act, ...] = (
        lambda b: b.send_message(CHAT, "x"),
        lambda b: message.edit_text("y"),
        lambda b: b.send_chat_action(CHAT, "typing"),
    )
    for act in acts:
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await act(bot)
    await served.client.say(CHAT, "halo lagi")
    assert await bot.send_message(CHAT, "x")
    updates = await bot.get_updates()
    statuses = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    assert statuses == ["kicked", "member"]


async def test_inline_results_are_at_most_fifty_and_differ(bot: Bot, served: Any) -> None:
    for results, words in ((articles(51), "Results_too_much"), (articles(1) * 2, "Result_id_duplicate")):
        query = (await served.client.act(CHAT, "inline", query="paspor"))["query_id"]
        with pytest.raises(BadRequest, match=words):
            await bot.answer_inline_query(query, results)
    assert await bot.answer_inline_query(query, articles(50))


async def test_tokens_are_checked(served: Any) -> None:
    with pytest.raises(InvalidToken):
        async with served.bot("1:wrong"):
            pass
    async with aiohttp.ClientSession() as session:
        for path, code, words in (
            ("bot1:wrong/getMe", 401, "Unauthorized"),
            ("botrubbish/getMe", 404, "Not Found"),
            ("bot1:test/makeCoffee", 404, "Not Found: method not found"),
        ):
            async with session.get(f"{served.url}/{path}") as answer:
                assert answer.status == code
                assert await answer.json() == {"ok": False, "error_code": code, "description": words}


async def test_broken_json_is_refused(served: Any) -> None:
    address = f"{served.url}/bot1:test/sendMessage"
    async with aiohttp.ClientSession() as session:
        headers = {"Content-Type": "application/json"}
        async with session.post(address, data=b"{", headers=headers) as answer:
            assert (await answer.json())["error_code"] == 400
        values = {"chat_id": CHAT, "text": "x", "reply_markup": "{"}
        async with session.post(address, data=values) as answer:
            words = (await answer.json())["description"]
            assert words == "Bad Request: can't parse reply keyboard markup JSON object"


async def test_parameters_may_come_in_any_form(served: Any) -> None:
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    address = f"{served.url}/bot1:test/SENDmessage"
    async with aiohttp.ClientSession() as session:
        calls: tuple[dict[str, Any], ...] = (
            {"json": {"chat_id": CHAT, "text": "x", "reply_markup": markup}},
            {"json": {"chat_id": str(CHAT), "text": "x", "reply_markup": json.dumps(markup)}},
            {"data": {"chat_id": str(CHAT), "text": "x", "reply_markup": json.dumps(markup)}},
            {"params": {"chat_id": CHAT, "text": "x", "reply_markup": json.dumps(markup)}},
        )
        for call in calls:
            async with session.post(address, **call) as answer:
                result = await answer.json()
                assert result["ok"], result
                assert result["result"]["reply_markup"] == markup


async def test_an_unknown_method_is_no_error_of_the_simulator(bot: Bot) -> None:
    with pytest.raises(TelegramError, match="not found"):
        await bot.do_api_request("makeCoffee")
