"""The world of the simulator: people, chats, messages, taps. In memory, changed only from one event loop."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from .files import Files
from .people import Visitor
from .updates import UpdateQueue

Json = dict[str, Any]

_JOURNAL = 500


@dataclass(slots=True)
class Tap:
    """An inline button pressed by somebody, waiting for the bot's answer."""

    person: int
    chat: int
    message_id: int
    at: float
    answered: bool = False


@dataclass(slots=True)
class InlineQuery:
    """`@bot …` typed by somebody, and what the bot offers."""

    person: int
    chat: int
    query: str
    at: float
    revision: int
    results: list[Json] | None = None
    next_offset: str = ""
    button: Json | None = None


class Chat:
    """One conversation as everybody in it sees it. Every change gives it a new revision and wakes who waits."""

    def __init__(self, world: World, chat_id: int, kind: str, title: str) -> None:
        self.world = world
        self.id = chat_id
        self.kind = kind
        self.title = title
        self.members: dict[int, str] = {}
        self.messages: dict[int, Json] = {}
        self.changed: dict[int, int] = {}
        self.gone: list[tuple[int, int]] = []
        self.keyboard: Json | None = None
        self.typing_until = 0.0
        self.typing = ""
        self.toasts: list[Json] = []
        # The inline query that each person typed last; earlier ones are shown to nobody any more.
        self.typed: dict[int, str] = {}
        self.reactions: dict[int, list[Json]] = {}
        self.blocked = False
        self.arrived = 0
        self.last_words = ""
        # What was done and seen, for saving it as a script: (person or nobody, step).
        self.journal: deque[tuple[int | None, Json]] = deque(maxlen=_JOURNAL)
        self.cleared = 0
        # Never nought: that is what a viewer says who knows nothing yet.
        self.revision = world.tick()
        self._waiters: set[asyncio.Future[None]] = set()

    @property
    def is_private(self) -> bool:
        """Whether it is one person's own chat with the bot."""
        return self.kind == "private"

    def describe(self) -> Json:
        """The Bot API's Chat."""
        if self.is_private:
            return {"id": self.id, "first_name": self.title, "type": "private"}
        return {"id": self.id, "title": self.title, "type": self.kind}

    def touch(self) -> int:
        """Notes a change."""
        self.revision = self.world.tick()
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
        self._waiters.clear()
        return self.revision

    async def wait(self, since: int, seconds: float) -> None:
        """Returns when something is newer than `since`, or when the time is over."""
        if self.revision > since or seconds <= 0:
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            pass
        finally:
            self._waiters.discard(waiter)

    def release(self) -> None:
        """Lets everybody go who waits for something new."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    def put(self, message: Json) -> None:
        """Adds a message or replaces it by its new form."""
        number = message["message_id"]
        self.messages[number] = message
        self.note_change(number)

    def note_change(self, message_id: int) -> None:
        """Notes that a message is to be shown again; the last to change stands last."""
        self.changed.pop(message_id, None)
        self.changed[message_id] = self.touch()

    def changed_since(self, revision: int) -> list[Json]:
        """The messages that are new or other since a revision, in the order of their change."""
        if revision == 0:
            return list(self.messages.values())
        found = takewhile(lambda change: change[1] > revision, reversed(self.changed.items()))
        return [self.messages[number] for number, _ in found][::-1]

    def remove(self, message_id: int) -> None:
        """Takes a message out of everybody's sight."""
        del self.messages[message_id]
        self.changed.pop(message_id, None)
        self.gone.append((self.touch(), message_id))

    def clear(self) -> None:
        """Forgets the conversation; numbers of messages go on, as in Telegram."""
        self.messages.clear()
        self.changed.clear()
        self.gone.clear()
        self.toasts.clear()
        self.reactions.clear()
        self.journal.clear()
        self.keyboard = None
        self.typing_until = 0.0
        self.last_words = ""
        self.cleared = self.touch()


@dataclass(slots=True)
class Settings:
    """What can be changed while the simulator runs."""

    latency_ms: float = 0.0
    rate: bool = False
    tap_lifetime: float = 60.0
    webhook_retry: float = 1.0
    group_privacy: bool = False


@dataclass(slots=True)
class Profile:
    """What the bot tells about itself, by language."""

    name: dict[str, str] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)


class World:
    """Everything the simulator knows."""

    def __init__(self, people: Iterable[Visitor], *, token: str, username: str, name: str) -> None:
        self.instance = secrets.token_hex(8)
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0] or 1),
            "is_bot": True,
            "first_name": name,
            "username": username,
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        self.settings = Settings()
        self.profile = Profile()
        self.people: dict[int, Visitor] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.updates = UpdateQueue()
        self.taps: dict[str, Tap] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.inline_messages: dict[str, tuple[int, int]] = {}
        self.commands: dict[tuple[str, int, int, str], list[Json]] = {}
        self.calls: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.delivered: dict[int, list[Json]] = {}
        self.menu_buttons: dict[int, Json] = {}
        self._revisions = itertools.count(1)
        self._message_ids = itertools.count(1)
        self._group_ids = itertools.count(1)
        for person in people:
            self.add_person(person)

    def tick(self) -> int:
        """The next number of change, over all chats."""
        return next(self._revisions)

    def next_message_id(self) -> int:
        """Message numbers run over all chats of the bot, as on Telegram."""
        return next(self._message_ids)

    def add_person(self, person: Visitor) -> Chat:
        """Adds somebody with a chat of their own, or gives somebody a new name."""
        self.people[person.id] = person
        chat = self.chats.get(person.id)
        if chat is None:
            chat = self.chats[person.id] = Chat(self, person.id, "private", person.first_name)
            chat.members = {person.id: "member", self.bot["id"]: "member"}
        chat.title = person.first_name
        return chat

    def add_group(self, title: str, members: Iterable[int], kind: str = "supergroup") -> Chat:
        """A group in which these people and the bot sit; the first of them is its administrator."""
        number = next(self._group_ids)
        group = Chat(self, -1_000_000_000_000 - number if kind == "supergroup" else -number, kind, title)
        for index, person in enumerate(members):
            group.members[person] = "administrator" if index == 0 else "member"
        group.members[self.bot["id"]] = "member"
        self.chats[group.id] = group
        return group

    def bot_user(self) -> Json:
        """The bot as the sender of a message."""
        return {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}

    def now(self) -> int:
        """The date that messages carry."""
        return int(time.time())

    def new_query_id(self) -> str:
        """Ids of taps and inline queries are long numbers that never come again."""
        return str(secrets.randbits(62))

    def note_delivery(self, chat: Chat, message: Json, method: str) -> None:
        """Keeps what the bot delivered, in order, for those who count."""
        text = str(message.get("text") or message.get("caption") or "")
        chat.arrived += 1
        chat.last_words = text[:80]
        self.delivered.setdefault(chat.id, []).append(
            {"message_id": message["message_id"], "method": method, "text": text, "at": time.time()}
        )
