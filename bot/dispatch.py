"""The transaction of an update: seen before? who? which language? may they? Then handler, outbox rows, commit."""

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession
from telegram import CallbackQuery, ChatMember, InlineQuery, Message, Update
from telegram.constants import ChatType

from bot import metrics, render, routing
from bot.languages import Languages
from bot.log import get_logger, where
from bot.outbox import Outbox
from db.errors import LostRace, Unreachable
from db.operations import outbox as outbox_rows
from db.operations import people, updates
from db.session import Sessions, transaction
from handlers.kit.errors import UserError
from handlers.kit.reply import Document, Edit, Replies, Results, Text, Toast
from handlers.kit.request import House, Request
from handlers.kit.route import Route
from handlers.kit.text import N_

log = get_logger(__name__)
ATTEMPTS = 3
Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class _Done:
    """What a handled update leaves to be done once it has committed."""

    leased: Sequence[outbox_rows.Leased] = ()
    direct: Sequence[Toast | Results] = ()


class Dispatcher:
    """Handles updates, `at_once` of them at most: as many as there are connections, and one that is ready to follow."""

    def __init__(
        self,
        sessions: Sessions,
        outbox: Outbox,
        house: House,
        languages: Languages,
        routes: Sequence[Route],
        clock: Clock,
        at_once: int,
    ) -> None:
        self._slots = asyncio.Semaphore(at_once)
        self._sessions = sessions
        self._outbox = outbox
        self._house = house
        self._languages = languages
        self._by_name = {route.name: route for route in routes}
        self._clock = clock

    def callback(self, route: Route, kind: str) -> routing.Callback:
        """For python-telegram-bot: returns when the work of the update is committed.

        Raises Unreachable, and only that: then the update was not handled and has to come again.
        """

        async def call(update: Update, _context: Any) -> None:
            began = perf_counter()
            done = await self._settled(update, route, kind)
            metrics.UPDATES.labels(kind).inc()
            metrics.SECONDS.observe(perf_counter() - began)
            self._outbox.hand_over(done.leased)
            self._direct(update, done.direct)

        return call

    async def on_member(self, update: Update, _context: Any) -> None:
        """The bot was blocked, unblocked, or added to a group. Raises Unreachable, and only that."""
        try:
            await self._member(update)
        except Unreachable:
            raise
        except Exception as error:
            log.error("a membership cannot be noted; the update comes again", error=where(error))
            raise Unreachable from error

    async def _member(self, update: Update) -> None:
        change = update.my_chat_member
        if change is None:
            return
        gone = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        if change.chat.type != ChatType.PRIVATE:
            was_out = change.old_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
            greeter = next((route for route in self._by_name.values() if "joined" in route.handlers), None)
            if greeter and was_out and not gone:
                await self.callback(greeter, "joined")(update, None)
        elif gone:
            now = self._clock()
            async with transaction(self._sessions) as session:
                if await updates.first_time(session, update.update_id, change.chat.id, now):
                    await people.mark_blocked(session, change.from_user.id, now)

    async def _settled(self, update: Update, route: Route, kind: str) -> _Done:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                # Updates wait here, not for a connection: there, marking what was sent would queue behind them all,
                # and a kill would find much of it unmarked.
                async with self._slots, transaction(self._sessions) as session:
                    return await self._handle(session, update, route, kind)
            except Unreachable:
                raise
            except UserError as error:
                return await self._sorry(update, error.message, **error.values)
            except LostRace as error:
                # Nothing was sent yet, so doing it again is safe; it now sees what the winner wrote.
                if attempt == ATTEMPTS:
                    return await self._failed(update, route, error)
            except Exception as error:
                return await self._failed(update, route, error)
        raise AssertionError("unreachable")

    async def _handle(self, session: AsyncSession, update: Update, route: Route, kind: str) -> _Done:
        user, chat = update.effective_user, update.effective_chat
        if user is None or user.is_bot:
            return _Done()
        now = self._clock()
        chat_id = chat.id if chat else user.id
        if not await updates.first_time(session, update.update_id, chat_id, now):
            metrics.REPEATED.inc()
            return _Done()
        if self._outbox.is_flooded(chat_id):
            metrics.FLOODED.inc()
            return _Done()
        person = await people.recognise(session, user.id, now)
        language = self._languages.best(person.locale, user.language_code)
        request = Request(
            house=self._house,
            session=session,
            person=person,
            chat_id=chat_id,
            is_private=chat is None or chat.type == ChatType.PRIVATE,
            language=language,
            now=now,
        )
        if update.message:
            request = _of_message(request, update.message, kind)
            if kind == "text":
                route, kind, request = self._answered(route, request, update.message)
        elif update.callback_query:
            request = _of_tap(request, update.callback_query)
        elif update.inline_query:
            request = _of_inline(request, update.inline_query)
        refusal = _refusal(route, request)
        if refusal is None:
            replies = await route.handlers[kind](request)
        else:
            replies = [Toast(refusal, alert=True) if update.callback_query else Text([refusal], quotes=True)]
        return await self._put(session, update, replies, request)

    def _answered(self, route: Route, request: Request, message: Message) -> tuple[Route, str, Request]:
        """The route that asked the question this message replies to; else the one that was found."""
        ours = message.reply_to_message
        if ours is None or ours.from_user is None or ours.from_user.id != message.get_bot().id:
            return route, "text", request
        name, *args = render.expected_by(ours).split(":")
        asking = self._by_name.get(name)
        if asking is None or "answer" not in asking.handlers:
            return route, "text", request
        return asking, "answer", replace(request, args=tuple(args))

    async def _put(self, session: AsyncSession, update: Update, replies: Replies, request: Request) -> _Done:
        tapped, answers = _message_ids(update)
        calls: list[outbox_rows.Outgoing] = []
        direct: list[Toast | Results] = []
        for reply in replies:
            if isinstance(reply, Text | Edit | Document):
                calls += render.outgoing(reply, request.chat_id, tapped=tapped, answers=answers)
            else:
                direct.append(reply)
        if request.is_private and update.inline_query is None:
            language = self._languages.best(request.person.locale, request.language.locale)
            menu = routing.own_menu(list(self._house.commands), request.person, request.chat_id, language)
            calls += [menu] if menu else []
        return _Done(await self._outbox.put(session, calls, request.now), direct)

    async def _sorry(self, update: Update, message: str, **values: object) -> _Done:
        """The handler's work is rolled back; that the update was handled, and what the person is told, is not."""
        now = self._clock()
        async with transaction(self._sessions) as session:
            user, chat = update.effective_user, update.effective_chat
            chat_id = chat.id if chat else user.id if user else 0
            if not await updates.first_time(session, update.update_id, chat_id, now):
                return _Done()
            if user is None or update.inline_query is not None:
                return _Done()
            person = await people.recognise(session, user.id, now)
            text = self._languages.best(person.locale, user.language_code).gettext(message, **values)
            if update.callback_query:
                return _Done(direct=[Toast(text, alert=True)])
            _, answers = _message_ids(update)
            calls = render.outgoing(Text([text], quotes=True), chat_id, tapped=None, answers=answers)
            return _Done(await self._outbox.put(session, calls, now))

    async def _failed(self, update: Update, route: Route, error: Exception) -> _Done:
        number = secrets.token_hex(3)
        log.error("handler failed", id=number, route=route.name, update=update.update_id, error=where(error))
        metrics.FAILED.inc()
        try:
            return await self._sorry(update, FAILED, number=number)
        except Unreachable:
            raise
        except Exception as second:
            # Not even that can be written: whatever is wrong with the database, the update must not be lost.
            log.error("the apology failed too; the update comes again", id=number, error=where(second))
            raise Unreachable from second

    def _direct(self, update: Update, replies: Sequence[Toast | Results]) -> None:
        """What is worth nothing a moment later goes past the outbox: a tap's toast, the offers of inline mode."""
        if update.callback_query:
            toast = next((reply for reply in replies if isinstance(reply, Toast)), Toast(""))
            self._outbox.soon(update.callback_query.answer(toast.text[:200] or None, show_alert=toast.alert))
        for reply in replies:
            if isinstance(reply, Results) and update.inline_query:
                results = [render.inline_result(result) for result in reply.results]
                self._outbox.soon(update.inline_query.answer(results, cache_time=60, is_personal=True))


FAILED = N_("Something went wrong here, and it is not your fault. Please try again. (Number for the helper: {number})")
NOT_YOURS = N_("This is for officers of the programme only.")
PRIVATELY = N_("Please write to me privately for that.")


def _refusal(route: Route, request: Request) -> str | None:
    """Why this person may not do this here; None when they may. The one place that decides, for commands and taps."""
    if not request.person.role.includes(route.role):
        return request.gettext(NOT_YOURS)
    if not (request.is_private or route.in_groups):
        return request.gettext(PRIVATELY)
    return None


def _message_ids(update: Update) -> tuple[int | None, int | None]:
    """The message that was tapped, and the person's message that an answer may quote."""
    if update.message:
        return None, update.message.message_id
    if update.callback_query and update.callback_query.message:
        tapped = update.callback_query.message
        question = getattr(tapped, "reply_to_message", None)
        return tapped.message_id, question.message_id if question else None
    return None, None


def _of_message(request: Request, message: Message, kind: str) -> Request:
    text = _clean(message.text or message.caption or "")
    if kind == "command":
        text = "".join(text.split(maxsplit=1)[1:])
    elif not request.is_private:
        text = text.replace(f"@{request.house.bot_username}", " ").strip()
    return replace(request, text=text, kind=str(_kind(message)))


def _kind(message: Message) -> str:
    for kind in ("voice", "sticker", "photo", "location", "contact", "document", "video", "audio", "animation"):
        if getattr(message, kind):
            return kind
    return "text" if message.text else "other"


def _of_tap(request: Request, query: CallbackQuery) -> Request:
    _, *args = _clean(query.data or "").split(":")
    question = getattr(query.message, "reply_to_message", None)
    quoted = question.text if question and question.from_user and question.from_user.id == query.from_user.id else None
    return replace(request, args=tuple(args), quoted=_clean(quoted or "") or None)


def _of_inline(request: Request, query: InlineQuery) -> Request:
    return replace(request, text=_clean(query.query))


def _clean(text: str) -> str:
    """Without what no database keeps and nobody typed: NUL, and halves of signs (lone surrogates)."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")
