"""The one place that puts the parts together; tests call it too."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Never

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from starlette.routing import Route as HttpRoute
from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, Defaults, ExtBot

from bot import keys, languages, receive, routing, schedule, web
from bot.dispatch import Clock, Dispatcher
from bot.errors import OperatorError, database_needed
from bot.lanes import Lanes
from bot.log import get_logger, where
from bot.outbox import Outbox
from bot.pace import seconds_to_wait
from bot.request import AiohttpRequest
from bot.send import Sender
from bot.settings import Settings
from db import migrations
from db.errors import Unreachable
from db.operations import outbox as outbox_rows
from db.operations import updates
from db.session import alone, connections, create_engine, create_sessions, transaction
from handlers.kit.request import House
from knowledge.compiled import engine as build_engine
from knowledge.complaint import KnowledgeError
from knowledge.library import Library
from knowledge.load import load as load_library
from knowledge.search import Engine

WEBHOOK_PATH = "/telegram"
ENGINE_CACHE = Path("data/engine.cache")
TO_FINISH = 2.0
"""Seconds that messages on their way get at the end; with the rest of stopping it stays within ten."""
log = get_logger(__name__)


class StrictApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An Application that lets an error through: an update whose work failed must not be acknowledged."""

    async def process_error(self, update: object, error: Exception, job: Any = None, coroutine: Any = None) -> Never:
        raise error


@dataclass(frozen=True)
class Bot:
    """The parts, wired."""

    settings: Settings
    database: AsyncEngine
    application: receive.App
    outbox: Outbox
    sender: Sender
    lanes: Lanes
    library: Library
    languages: languages.Languages
    clock: Clock


def utcnow() -> datetime:
    return datetime.now(UTC)


def knowledge() -> Library:
    """The articles. Raises OperatorError that names the first broken one."""
    try:
        return load_library()
    except KnowledgeError as error:
        first = error.complaints[0]
        raise OperatorError(
            f"{first}. {len(error.complaints)} in all; see them with: python -m bot knowledge check"
        ) from None


def compiled() -> tuple[Library, Engine]:
    """The articles and the engine that finds them. Raises OperatorError."""
    began = perf_counter()
    library = knowledge()
    engine = build_engine(library, ENGINE_CACHE)
    log.info("knowledge ready", articles=len(library.topics()), seconds=round(perf_counter() - began, 2))
    return library, engine


def build(
    settings: Settings, *, token: str, api_url: str, clock: Clock = utcnow, known: tuple[Library, Engine] | None = None
) -> Bot:
    """Everything but the network: nothing is connected, no task runs. Raises OperatorError.

    `known`: knowledge that is compiled already.
    """
    try:
        catalogues = languages.load(settings.default_locale)
    except KeyError:
        raise OperatorError(f"DEFAULT_LOCALE: there is no locales/{settings.default_locale}.") from None
    keys.use(settings)
    library, engine = known or compiled()
    with database_needed():
        database = create_engine(settings.database_url.get_secret_value())
    telegram: ExtBot[Any] = ExtBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=1),
        defaults=Defaults(parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)),
    )
    lanes = Lanes()
    application = (
        Application.builder()
        .application_class(StrictApplication)
        .bot(telegram)
        .updater(None)
        .concurrent_updates(lanes)
        .build()
    )
    sender = Sender(telegram, settings.send_rate)
    sessions = create_sessions(database)
    outbox = Outbox(sessions, sender, clock, alone=database.dialect.name == "sqlite")
    bot = Bot(settings, database, application, outbox, sender, lanes, library, catalogues, clock)
    _wire(bot, engine)
    return bot


def _wire(bot: Bot, engine: Engine) -> None:
    """Handlers need the bot's name, which only Telegram knows: they are added when it has said it."""
    routes = routing.routes()

    async def with_name(application: Any) -> None:
        house = House(
            library=bot.library,
            engine=engine,
            languages=bot.languages.all,
            commands=routing.commands(routes),
            bot_username=application.bot.username,
        )
        sessions, at_once = create_sessions(bot.database), connections(bot.database) + 1
        dispatcher = Dispatcher(sessions, bot.outbox, house, bot.languages, routes, bot.clock, at_once)
        application.add_handlers(
            routing.telegram_handlers(routes, dispatcher.callback, dispatcher.on_member, application.bot.username)
        )
        await routing.publish(application.bot, list(house.commands), bot.languages)

    bot.application.post_init = with_name


@contextlib.asynccontextmanager
async def running(bot: Bot, *, serve: bool, http_routes: Sequence[BaseRoute] = ()) -> AsyncIterator[asyncio.Task[None]]:
    """The bot at work, inside the block. The task it gives ends by itself only when going on is senseless.

    `serve`: answer HTTP on LISTEN, these routes too. Raises OperatorError.
    """
    settings = bot.settings
    receiver: receive.Polling | receive.Webhook = receive.Polling(bot.application, bot.lanes)
    routes = list(http_routes)
    if settings.webhook_url:
        receiver = receive.Webhook(bot.application, bot.lanes, settings.secret_of_webhook)
        routes.append(HttpRoute(WEBHOOK_PATH, receiver.endpoint, methods=["POST"]))
    # What is entered later is left earlier: receiving stops first, then sending; the database goes last.
    async with contextlib.AsyncExitStack() as parts:
        parts.push_async_callback(bot.database.dispose)
        try:
            parts.enter_context(alone(bot.database))
        except OSError:
            raise OperatorError(
                "DATABASE_URL: another process serves from this SQLite file, or it cannot be written. "
                "End the other one; for several processes use PostgreSQL."
            ) from None
        await _prepare_database(bot)
        if serve:
            await parts.enter_async_context(_answering(web.app(lambda: _is_ready(bot), routes), settings))
        parts.push_async_callback(bot.application.bot.shutdown)
        await _meet_telegram(bot)
        parts.push_async_callback(bot.outbox.stop, TO_FINISH)
        with database_needed():
            await bot.outbox.start()
        ticks = _ticks(bot)
        ticks.start()
        parts.callback(ticks.shutdown, wait=False)
        yield await parts.enter_async_context(_receiving(bot, receiver))


@contextlib.asynccontextmanager
async def _answering(app: Starlette, settings: Settings) -> AsyncIterator[None]:
    server = web.Server(app, web.listen(settings.address))
    serving = asyncio.create_task(server.answer())
    try:
        yield
    finally:
        server.stop()
        await asyncio.wait({serving}, timeout=2)


@contextlib.asynccontextmanager
async def _receiving(bot: Bot, receiver: receive.Polling | receive.Webhook) -> AsyncIterator[asyncio.Task[None]]:
    revoked = asyncio.Event()
    bot.sender.on_revoked = revoked.set
    telegram = bot.application.bot
    work: asyncio.Task[Any]
    if isinstance(receiver, receive.Webhook):
        receiver.start()
        await _set_webhook(bot)
        work = asyncio.create_task(revoked.wait())
    else:
        try:
            await telegram.delete_webhook()
        except TelegramError as error:
            log.warning("an earlier webhook could not be taken back", error=where(error))
        work = asyncio.create_task(receiver.run())
    log.info("running", bot=telegram.username, by=type(receiver).__name__.lower())
    senseless = asyncio.create_task(_until_senseless(work, revoked))
    try:
        yield senseless
    finally:
        receiver.stop()
        await receiver.finish(1.5)
        for task in (work, senseless):
            task.cancel()
        await asyncio.gather(work, senseless, return_exceptions=True)


async def _set_webhook(bot: Bot) -> None:
    """Raises OperatorError when Telegram refuses the address."""
    while True:
        try:
            await bot.application.bot.set_webhook(
                f"{bot.settings.webhook_url}{WEBHOOK_PATH}",
                allowed_updates=receive.WANTED,
                max_connections=100,
                secret_token=bot.settings.secret_of_webhook,
            )
            return
        except RetryAfter as error:
            await asyncio.sleep(seconds_to_wait(error))  # such as when several processes start at once
        except TelegramError as error:
            raise OperatorError(f"WEBHOOK_URL: Telegram does not take it ({error.message}).") from None


def _ticks(bot: Bot) -> AsyncIOScheduler:
    return schedule.scheduler(
        {
            "outbox": (1, bot.outbox.drain),
            "leases": (outbox_rows.LEASE.total_seconds() / 3, bot.outbox.renew),
            "housekeeping": (600, lambda: _keep_house(bot)),
        }
    )


async def _until_senseless(work: asyncio.Task[Any], revoked: asyncio.Event) -> None:
    """Raises OperatorError when Telegram does not know the token any more."""
    waiting = asyncio.create_task(revoked.wait())
    try:
        await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if waiting.done():
            raise _unknown_token()
        await work
    except InvalidToken:
        raise _unknown_token() from None
    finally:
        waiting.cancel()


def _unknown_token() -> OperatorError:
    return OperatorError("TELEGRAM_BOT_TOKEN: Telegram does not know this token. Ask @BotFather for the present one.")


async def _prepare_database(bot: Bot) -> None:
    with database_needed():
        await migrations.upgrade(bot.database)


async def _meet_telegram(bot: Bot) -> None:
    """Wait until Telegram answers who this bot is. Raises OperatorError for a token that it does not know."""
    pause = 1.0
    while True:
        try:
            await bot.application.initialize()
            if bot.application.post_init:
                await bot.application.post_init(bot.application)
            return
        except InvalidToken:
            raise _unknown_token() from None
        except TelegramError as error:
            log.warning("Telegram cannot be reached yet", seconds=round(pause), error=where(error))
            await asyncio.sleep(pause)
            pause = min(pause * 2, receive.LONGEST_PAUSE)


async def _is_ready(bot: Bot) -> bool:
    try:
        return await migrations.is_current(bot.database)
    except Unreachable:
        return False


async def _keep_house(bot: Bot) -> None:
    bot.sender.forget_idle_chats()
    async with transaction(create_sessions(bot.database)) as session:
        await updates.forget_old(session, bot.clock())
        await outbox_rows.forget_old(session, bot.clock())
