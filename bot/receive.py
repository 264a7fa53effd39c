"""Receiving: an update is acknowledged when its work is committed, not before. At a kill it simply comes again.

python-telegram-bot's Updater confirms a batch, and its webhook answers 200, while the updates are only in memory:
killed with -9 it lost 48 of 60 (polling) and 41 of 60 (webhook), measured. Hence these two.
"""

import asyncio
import hmac
import json
from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from telegram import Update
from telegram.error import Conflict, EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application

from bot.lanes import Lanes
from bot.log import get_logger, where
from bot.pace import seconds_to_wait
from db.errors import Unreachable

WANTED = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER]
BATCH = 100
LONG_POLL = 30
LONGEST_PAUSE = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BODY = 1_000_000
log = get_logger(__name__)
App = Application[Any, Any, Any, Any, Any, Any]


class Receiver:
    """Gives updates to the application, each chat's in order."""

    def __init__(self, application: App, lanes: Lanes) -> None:
        self.application = application
        self.lanes = lanes

    def read(self, given: Any) -> Update | None:
        """The update, or None for one that python-telegram-bot cannot read: it never will, so it is passed over."""
        try:
            return Update.de_json(given, self.application.bot)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            number = given.get("update_id") if isinstance(given, dict) else None
            log.error("an update cannot be read and is passed over", update=number, error=where(error))
            return None

    async def finish(self, seconds: float) -> None:
        """Wait, at most so long, until what was taken is committed."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while self.lanes.current_concurrent_updates and loop.time() < until:  # noqa: ASYNC110  (nothing tells of nought)
            await asyncio.sleep(0.01)

    async def handle(self, update: Update) -> None:
        """Returns when the update's work is committed. Raises Unreachable when it could not be."""
        await self.lanes.process_update(update, self.application.process_update(update))


class Polling(Receiver):
    """Asks for the next batch when this one is committed; within a batch chats run side by side."""

    def __init__(self, application: App, lanes: Lanes) -> None:
        super().__init__(application, lanes)
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Until stopped. Raises InvalidToken when Telegram does not know the token (any more)."""
        offset: int | None = None
        pause = 1.0
        while not self._stop.is_set():
            try:
                given = await self._next(offset)
                await self._handle(given)
                offset = given[-1]["update_id"] + 1 if given else offset
                pause = 1.0
            except InvalidToken:
                raise
            except EndPointNotFound as error:
                # What do_api_request makes of a 404, and of the 401 for a token that was taken back: getMe tells which.
                await self.application.bot.get_me()
                await self._wait("Telegram does not answer as it should", pause, error)
            except Conflict:
                await self._wait("another process asks for this bot's updates; end it, this one goes on trying", pause)
            except RetryAfter as error:
                await self._wait("Telegram asks to wait", seconds_to_wait(error))
            except Unreachable as error:
                await self._wait("the database cannot be reached; updates wait at Telegram", pause, error)
            except (NetworkError, TelegramError) as error:
                await self._wait("Telegram cannot be reached", pause, error)
            else:
                continue
            pause = min(pause * 2, LONGEST_PAUSE)

    def stop(self) -> None:
        """Take no more; what was taken is finished."""
        self._stop.set()

    async def _next(self, offset: int | None) -> Sequence[dict[str, Any]]:
        # Not Bot.get_updates: one update that it cannot read costs the whole batch, and it logs what people wrote.
        asking = asyncio.create_task(
            self.application.bot.do_api_request(
                "get_Updates",  # becomes getUpdates, and calls for no warning
                {"offset": offset, "limit": BATCH, "timeout": LONG_POLL, "allowed_updates": WANTED},
                read_timeout=LONG_POLL + (self.application.bot.request.read_timeout or 0),
            )
        )
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            # What arrives at the moment of stopping is not confirmed, so it comes again.
            return await asking if asking.done() and not self._stop.is_set() else ()
        finally:
            asking.cancel()
            stopping.cancel()

    async def _handle(self, given: Sequence[dict[str, Any]]) -> None:
        """Raises Unreachable: then the whole batch comes again when asked for."""
        updates = [self.read(update) for update in given]
        results = await asyncio.gather(
            *(self.handle(update) for update in updates if update is not None), return_exceptions=True
        )
        for result in results:
            if isinstance(result, BaseException):
                raise result

    async def _wait(self, what: str, seconds: float, error: Exception | None = None) -> None:
        log.warning(what, seconds=round(seconds), **({"error": where(error)} if error else {}))
        try:
            async with asyncio.timeout(seconds):
                await self._stop.wait()
        except TimeoutError:
            pass


class Webhook(Receiver):
    """Answers 200 when the update is committed; 503 when it has to come again."""

    def __init__(self, application: App, lanes: Lanes, secret: str) -> None:
        super().__init__(application, lanes)
        self._secret = secret.encode()
        self._is_open = False

    def start(self) -> None:
        """Take updates: not before all that they need is there, though the port is open by then."""
        self._is_open = True

    def stop(self) -> None:
        """Take no more; what was taken is finished."""
        self._is_open = False

    async def endpoint(self, request: Request) -> Response:
        if not self._is_open:
            return Response(status_code=503)
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret):
            return Response(status_code=403)
        if int(request.headers.get("content-length") or 0) > LARGEST_BODY:
            return Response(status_code=413)
        try:
            update = self.read(json.loads(await request.body()))
        except (ValueError, RecursionError):
            return Response(status_code=400)
        if update is None:
            return Response(status_code=200)
        if self.lanes.is_full(update):
            return Response(status_code=503, headers={"Retry-After": "1"})
        try:
            await self.handle(update)
        except Unreachable as error:
            log.warning("the database cannot be reached; the update comes again", error=where(error))
            return Response(status_code=503, headers={"Retry-After": "5"})
        return Response(status_code=200)
