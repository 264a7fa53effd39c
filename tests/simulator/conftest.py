"""A simulator served on a free port, and a small bot of real python-telegram-bot in front of it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.simulator import Simulator
from bot.simulator.client import Client

TOKEN = "1:test"


@dataclass
class Served:
    """A simulator, where it is, and a client of its control API."""

    sim: Simulator
    url: str
    client: Client

    def bot(self, token: str = TOKEN) -> Bot:
        """A bare bot; use it as an async context manager."""
        return Bot(token, base_url=f"{self.url}/bot", base_file_url=f"{self.url}/file/bot")


@contextlib.asynccontextmanager
async def serving(app: Any, port: int = 0) -> AsyncIterator[str]:
    """Serves an ASGI app, on a free port if none is given, while the block runs."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    listening.listen(128)
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=1)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    task = asyncio.create_task(server.main_loop())
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        await server.shutdown(sockets=[listening])


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    sim = Simulator(token=TOKEN)
    async with serving(sim.app()) as url, Client(url) as client:
        yield Served(sim, url, client)
        await sim.close()


@pytest.fixture
def serve() -> Callable[[Any], contextlib.AbstractAsyncContextManager[str]]:
    return serving


def png(width: int = 320, height: int = 200) -> bytes:
    """A plain picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = b"\0" + bytes((15, 118, 110)) * width
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def picture() -> bytes:
    return png()


def _keys() -> InlineKeyboardMarkup:
    rows = (
        (("Selengkapnya", {"callback_data": "more"}), ("Membantu", {"callback_data": "ok"})),
        (("Peringatan", {"callback_data": "alert"}), ("Situs", {"url": "https://bp2mi.go.id"})),
    )
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, **action) for label, action in row] for row in rows])


async def _start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_html(
        "<b>Selamat datang!</b> Tanyakan apa saja tentang bekerja ke luar negeri, misalnya:\n\n"
        "<i>Apa saja syarat paspor untuk bekerja di Taiwan?</i>\n\nAtau lihat /bantuan.",
        reply_markup=_keys(),
    )


async def _keyboard(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    rows = [["Taiwan", "Hong Kong"], [KeyboardButton("Kirim nomor saya", request_contact=True)]]
    markup = ReplyKeyboardMarkup(rows, resize_keyboard=True, one_time_keyboard=True)
    await update.message.reply_text("Ke negara mana?", reply_markup=markup)


async def _ask(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_text(
        "Siapa nama desa Anda?", reply_markup=ForceReply(input_field_placeholder="Nama desa")
    )


async def _files(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_photo(png(), caption="Peta <b>desa</b>", parse_mode="HTML")
    await update.message.reply_document(b"isi\n", filename="daftar.txt")


async def _slow(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_chat_action("typing")


async def _echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_text(f"Anda menulis: {update.message.text}", do_quote=True)


async def _tap(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.callback_query
    assert query
    if query.data == "more":
        await query.edit_message_text(
            "<b>Paspor</b>\n1. KTP\n2. Kartu keluarga\n\n<blockquote>Sumber: UU 18/2017, dicek 20-11</blockquote>",
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("Kembali", callback_data="ok")]]),
        )
        await query.answer()
    else:
        await query.answer("Terima kasih!", show_alert=query.data == "alert")


async def _inline(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    query = update.inline_query
    assert query
    content = InputTextMessageContent("<b>Paspor</b> diurus di kantor imigrasi.", parse_mode="HTML")
    await query.answer(
        [InlineQueryResultArticle("1", f"Paspor ({query.query})", content, description="Syarat dan biaya")]
    )


def build_echo(url: str, token: str = TOKEN) -> Application[Any, Any, Any, Any, Any, Any]:
    """The small bot, not yet started."""
    app = ApplicationBuilder().token(token).base_url(f"{url}/bot").base_file_url(f"{url}/file/bot").build()
    app.add_handler(CommandHandler("start", _start))
    app.add_handler(CommandHandler("negara", _keyboard))
    app.add_handler(CommandHandler("desa", _ask))
    app.add_handler(CommandHandler("berkas", _files))
    app.add_handler(CommandHandler("lambat", _slow))
    app.add_handler(MessageHandler(filters.TEXT, _echo))
    app.add_handler(CallbackQueryHandler(_tap))
    app.add_handler(InlineQueryHandler(_inline))
    return app


@pytest.fixture
async def echo(served: Served) -> AsyncIterator[Served]:
    """The simulator with the small bot polling it."""
    app = build_echo(served.url)
    async with app:
        commands = [
            BotCommand("start", "Mulai"),
            BotCommand("negara", "Pilih negara"),
            BotCommand("berkas", "Contoh berkas"),
        ]
        await app.bot.set_my_commands(commands)
        await app.bot.set_my_commands([BotCommand("tugas", "Tugas hari ini"), *commands], BotCommandScopeChat(1004))
        await app.bot.set_my_commands([BotCommand("start", "Begin")], language_code="en")
        await app.bot.set_my_description("Bot desa untuk pekerja migran dan keluarganya.")
        await app.start()
        assert app.updater
        await app.updater.start_polling(poll_interval=0, timeout=5)
        yield served
        await app.updater.stop()
        await app.stop()


@pytest.fixture
def echo_app() -> Callable[..., Application[Any, Any, Any, Any, Any, Any]]:
    return build_echo
