"""Sends what is committed: in order within a chat, within Telegram's rates, and knows what each error means."""

import asyncio
import base64
from collections import deque
from collections.abc import Callable
from typing import Any

from telegram import BotCommand, BotCommandScope, ForceReply, InlineKeyboardMarkup, Message, ReplyParameters
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot import metrics, render
from bot.log import get_logger, where
from bot.pace import Pace, of_chat, seconds_to_wait
from db.models.outbox import State
from db.operations.outbox import Leased

AT_ONCE = 200
LONGEST_WAIT = 60.0
TO_ARRIVE = 2.0
"""Seconds that calls under way get at the end."""
SOON = 5.0
"""Seconds within which a second chat's 429 is taken to concern the whole bot."""
OnSettled = Callable[[Leased, State, int | None, str | None], None]
log = get_logger(__name__)


class Sender:
    """One task for each chat that has something to be sent. `rate`: messages a second over all chats."""

    def __init__(self, bot: ExtBot[Any], rate: float) -> None:
        self.on_settled: OnSettled = lambda *_: None
        self.on_revoked: Callable[[], None] = lambda: None
        self._bot = bot
        self._all = Pace(1 / rate, 1)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._waiting: dict[int, deque[Leased]] = {}
        self._paces: dict[int, Pace] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._calling: set[asyncio.Task[Any]] = set()
        self._limited: tuple[int, float] = (0, -SOON)
        self._stopping = asyncio.Event()

    def send(self, row: Leased) -> None:
        """Queue a row behind its chat's earlier ones."""
        waiting = self._waiting.get(row.chat_id)
        if waiting is not None:
            waiting.append(row)
            return
        self._waiting[row.chat_id] = deque([row])
        task = asyncio.create_task(self._send_all(row.chat_id))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def waiting(self, chat_id: int) -> int:
        """How many messages of this chat are not sent yet."""
        return len(self._waiting.get(chat_id, ()))

    async def stop(self, seconds: float) -> None:
        """Go on for that long at most, then stop; what is not sent stays in the database."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        self._stopping.set()
        for task in self._tasks - self._calling:
            task.cancel()
        if self._calling:
            # Cut off now, a call may have arrived all the same, and would be made again after the restart.
            await asyncio.wait(self._calling, timeout=TO_ARRIVE)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def forget_idle_chats(self) -> None:
        """Drop the paces of chats that have been quiet; to be called now and then."""
        now = asyncio.get_running_loop().time()
        for chat_id in [chat_id for chat_id, pace in self._paces.items() if pace.is_idle(now)]:
            if chat_id not in self._waiting:
                del self._paces[chat_id]

    async def _send_all(self, chat_id: int) -> None:
        waiting = self._waiting[chat_id]
        pace = self._paces.setdefault(chat_id, of_chat(chat_id))
        loop = asyncio.get_running_loop()
        me = asyncio.current_task()
        assert me is not None
        while waiting:
            row = waiting[0]
            # The chat's turn first: a chat that waits for its own must not use up everybody's.
            await asyncio.sleep(pace.reserve(loop.time()))
            await asyncio.sleep(self._all.reserve(loop.time()))
            async with self._slots:
                self._calling.add(me)
                try:
                    state, message_id, error = await self._until_settled(row, pace)
                finally:
                    self._calling.discard(me)
            waiting.popleft()
            self.on_settled(row, state, message_id, error)
            if self._stopping.is_set():
                return
            if state is State.BLOCKED:
                while waiting:
                    self.on_settled(waiting.popleft(), state, None, error)
        del self._waiting[chat_id]

    async def _until_settled(self, row: Leased, pace: Pace) -> tuple[State, int | None, str | None]:
        """Try until Telegram has taken it or never will."""
        loop = asyncio.get_running_loop()
        params, delay = row.params, 1.0
        while True:
            try:
                return State.SENT, await self._call(row.method, params), None
            except RetryAfter as error:
                self._slow_down(row.chat_id, pace, loop.time(), seconds_to_wait(error))
                metrics.RETRIED.labels("flood").inc()
                await asyncio.sleep(max(pace.reserve(loop.time()), self._all.reserve(loop.time())))
            except ChatMigrated as error:
                params = params | {"chat_id": error.new_chat_id}
            except Forbidden as error:
                # Blocked, deleted, or thrown out of the group: nothing more can be sent there.
                return State.BLOCKED, None, error.message[:200]
            except InvalidToken as error:
                if "unauthorized" not in error.message.lower():
                    # python-telegram-bot's name for a 404 as well: a server that does not have this method.
                    log.error("a method is not known there", message=row.id, method=row.method)
                    return State.FAILED, None, error.message[:200]
                # Revoked while we run. The row stays pending: a bot with a new token sends it.
                log.error("Telegram does not know the token any more")
                self.on_revoked()
                await self._stopping.wait()
                raise asyncio.CancelledError from error
            except BadRequest as error:
                mended = _mended(row.method, params, error.message)
                if mended is None:
                    return _final(row, error)
                row_method, params = mended
                row = Leased(row.id, row.chat_id, row_method, params)
            except (NetworkError, TelegramError) as error:
                # No answer, or one that makes no sense (5xx): it may or may not have arrived. At least once.
                metrics.RETRIED.labels("network").inc()
                log.warning("send will be tried again", message=row.id, seconds=delay, error=where(error))
                await asyncio.sleep(delay)
                delay = min(delay * 2, LONGEST_WAIT)
            except Exception as error:
                # Ours to mend. The row is given up, so that it does not hold up the chat for ever.
                log.error("a message cannot be sent", message=row.id, method=row.method, error=where(error))
                return State.FAILED, None, type(error).__name__

    def _slow_down(self, chat_id: int, pace: Pace, now: float, seconds: float) -> None:
        """A 429 stops its chat; a second chat's soon after stops all: then it is the bot's limit, not the chat's."""
        pace.pause(now + seconds)
        other, at = self._limited
        if other != chat_id and now - at < SOON:
            self._all.pause(now + seconds)
        self._limited = (chat_id, now)

    async def _call(self, method: str, params: dict[str, Any]) -> int | None:
        arguments = {
            name: _OBJECTS[name](value, self._bot) if name in _OBJECTS else value for name, value in params.items()
        }
        result = await self._calls[method](self._bot, **arguments)
        return result.message_id if isinstance(result, Message) else None

    _calls: dict[str, Callable[..., Any]] = {  # noqa: RUF012
        "sendMessage": ExtBot.send_message,
        "sendDocument": ExtBot.send_document,
        "editMessageText": ExtBot.edit_message_text,
        "setMyCommands": ExtBot.set_my_commands,
        "deleteMyCommands": ExtBot.delete_my_commands,
    }


def _markup(value: dict[str, Any], bot: ExtBot[Any]) -> ForceReply | InlineKeyboardMarkup:
    return (ForceReply if "force_reply" in value else InlineKeyboardMarkup).de_json(value, bot)


_OBJECTS: dict[str, Callable[[Any, ExtBot[Any]], Any]] = {
    "reply_markup": _markup,
    "reply_parameters": ReplyParameters.de_json,
    "document": lambda content, _bot: base64.b64decode(content),
    "commands": BotCommand.de_list,
    "scope": BotCommandScope.de_json,
}
"""Parameters that python-telegram-bot takes as objects; the outbox keeps them as JSON."""


def _mended(method: str, params: dict[str, Any], reason: str) -> tuple[str, dict[str, Any]] | None:
    """Another way to say the same, when Telegram refuses the first; None when there is none."""
    reason = reason.lower()
    if method == "editMessageText" and ("message to edit not found" in reason or "can't be edited" in reason):
        # The person deleted the message, or it is too old: they still want to see what they asked for.
        return "sendMessage", {name: value for name, value in params.items() if name != "message_id"}
    if "can't parse entities" in reason and "parse_mode" not in params:
        return method, params | {"text": render.plain(params["text"]), "parse_mode": None}
    return None


def _final(row: Leased, error: BadRequest) -> tuple[State, int | None, str | None]:
    reason = error.message.lower()
    if "message is not modified" in reason:
        return State.SENT, None, None  # a double tap: they see it already
    if "chat not found" in reason or "peer_id_invalid" in reason:
        return State.BLOCKED, None, error.message[:200]
    log.error("Telegram refuses a message", message=row.id, method=row.method, reason=error.message[:200])
    return State.FAILED, None, error.message[:200]
