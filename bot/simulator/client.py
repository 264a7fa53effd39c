"""An async client of the control API: what tests, soak and bench do to the simulator."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohttp

from .people import Visitor

Json = dict[str, Any]


class SimulatorError(Exception):
    """The simulator's own sentence on why it would not."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message in a chat; `raw` is the Bot API's own object."""

    raw: Json

    @property
    def id(self) -> int:
        """Its number."""
        return int(self.raw["message_id"])

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return bool(self.raw["from"]["is_bot"])

    @property
    def text(self) -> str:
        """Its words, or the words under its picture or file."""
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def rows(self) -> list[list[Json]]:
        """Its inline keyboard as the Bot API has it."""
        rows: list[list[Json]] = self.raw.get("reply_markup", {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        """The labels of its inline buttons, row by row."""
        return [str(button["text"]) for row in self.rows for button in row]

    def data(self, label: str) -> str | None:
        """The data behind an inline button: by its whole label, else by the only label that contains it."""
        taps = [b for row in self.rows for b in row if "callback_data" in b]
        found = [b for b in taps if b["text"] == label] or [b for b in taps if label in b["text"]]
        return str(found[0]["callback_data"]) if len(found) == 1 else None


class Client:
    """One simulator, by its address. Use it as an async context manager."""

    def __init__(self, base_url: str, session: aiohttp.ClientSession | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = session
        self._own = session is None

    async def __aenter__(self) -> Self:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own and self._session is not None:
            await self._session.close()
            self._session = None

    async def request(self, verb: str, path: str, body: Any = None, **query: Any) -> Any:
        """One call of the control API. Raises SimulatorError with its sentence when it refuses."""
        if self._session is None:
            raise RuntimeError("use the client as an async context manager")
        params = {key: str(value) for key, value in query.items() if value is not None}
        async with self._session.request(verb, f"{self.base_url}{path}", json=body, params=params) as answer:
            is_json = answer.content_type == "application/json"
            result: Any = await answer.json() if is_json else await answer.text()
            if answer.status >= 400:
                raise SimulatorError(result.get("error") or str(answer.status))
            return result

    async def info(self) -> Json:
        """Which simulator it is."""
        result: Json = await self.request("GET", "/sim/info")
        return result

    async def ready(self, seconds: float = 10) -> None:
        """Returns when it answers."""
        async with asyncio.timeout(seconds):
            while True:
                try:
                    await self.info()
                    return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)

    async def people(self) -> list[Json]:
        """Everybody."""
        result: list[Json] = (await self.request("GET", "/sim/people"))["people"]
        return result

    async def add_people(self, people: Sequence[Visitor | Json]) -> None:
        """Adds many at once; an id is enough for each."""
        await self.request("POST", "/sim/people", [p.to_dict() if isinstance(p, Visitor) else p for p in people])

    async def add_group(self, title: str, members: Iterable[int]) -> int:
        """A group of people and the bot; returns its id. The first member is its administrator."""
        group = await self.request("POST", "/sim/groups", {"title": title, "members": list(members)})
        return int(group["id"])

    async def act(self, person: int, do: str, *, chat: int | None = None, **values: Any) -> Json:
        """One act of one person; see acts.py for what there is. Returns message_id, query_id, update_id."""
        order = {"do": do, "as": person, "chat": chat, **values}
        result: Json = await self.request("POST", "/sim/acts", order)
        return result

    async def acts(self, orders: Sequence[Json]) -> list[Json]:
        """Many acts in one request, done in order: the fast way to load."""
        result: list[Json] = await self.request("POST", "/sim/acts", list(orders))
        return result

    async def say(self, person: int, text: str, *, chat: int | None = None, **values: Any) -> int:
        """Writes a text or command; returns the message's id. Also: reply_to, forwarded, raw, entities, date."""
        return int((await self.act(person, "say", chat=chat, text=text, **values))["message_id"])

    async def send_file(self, person: int, kind: str, data: bytes, name: str, **values: Any) -> int:
        """Sends a photo, document or voice; returns the message's id."""
        encoded = base64.b64encode(data).decode()
        return int((await self.act(person, kind, data=encoded, name=name, **values))["message_id"])

    async def tap(self, person: int, message_id: int, data: str, *, chat: int | None = None, **values: Any) -> str:
        """Presses an inline button by its data, real or forged; returns the tap's id. Also: expired."""
        return str((await self.act(person, "tap", chat=chat, message_id=message_id, data=data, **values))["query_id"])

    async def block(self, person: int) -> None:
        """Blocks the bot."""
        await self.act(person, "block")

    async def unblock(self, person: int) -> None:
        """Unblocks the bot."""
        await self.act(person, "unblock")

    async def clear(self, person: int) -> None:
        """Empties the chat."""
        await self.act(person, "clear")

    async def chat(
        self, person: int, *, chat: int | None = None, since: int = 0, wait: float = 0, instance: str | None = None
    ) -> Json:
        """A chat as somebody sees it: everything, or what is newer than `since`, waited for."""
        path = f"/sim/chats/{chat or person}"
        view: Json = await self.request("GET", path, person=person, since=since, wait=wait, instance=instance)
        return view

    async def messages(self, person: int, *, chat: int | None = None) -> list[Message]:
        """All messages of a chat, in order."""
        return [Message(raw) for raw in (await self.chat(person, chat=chat))["messages"]]

    async def until(
        self, person: int, found: Callable[[list[Message]], Any], *, chat: int | None = None, seconds: float = 10
    ) -> Any:
        """Waits until `found` returns something true of all messages of a chat, and returns that."""
        talk = self.talk(person, chat=chat)
        async with asyncio.timeout(seconds):
            await talk.sync()
            while not (result := found(list(talk.messages.values()))):
                await talk.sync(wait=20)
        return result

    def talk(self, person: int, *, chat: int | None = None) -> Talk:
        """A conversation that remembers what is new since one's last word."""
        return Talk(self, person, chat)

    async def fault(self, kind: str, *, method: str = "", chat: int | None = None, **values: Any) -> int:
        """Orders a fault for the next call (or times=N, or seconds=T); see faults.py. Returns its id."""
        order = {"kind": kind, "method": method, "chat": chat, **values}
        return int((await self.request("POST", "/sim/faults", order))["id"])

    async def clear_faults(self) -> None:
        """Ends all faults."""
        await self.request("DELETE", "/sim/faults")

    async def settings(self, **values: Any) -> Json:
        """Changes latency_ms, rate, tap_lifetime, webhook_retry, group_privacy, token."""
        result: Json = await self.request("POST", "/sim/settings", values)
        return result

    async def statistics(self) -> Json:
        """Counts of calls, answers, updates, deliveries, duplicates."""
        result: Json = await self.request("GET", "/sim/statistics")
        return result

    async def reset_statistics(self) -> None:
        """Counts from nought again."""
        await self.request("DELETE", "/sim/statistics")

    async def script(self, person: int, *, chat: int | None = None) -> str:
        """The conversation as YAML, to be replayed."""
        text: str = await self.request("GET", f"/sim/chats/{chat or person}/script", person=person)
        return text

    async def deliveries(self, chat: int) -> list[Json]:
        """What the bot delivered in a chat, in order: message_id, method, text, at."""
        result: list[Json] = await self.request("GET", "/sim/deliveries", chat=chat)
        return result


class Talk:
    """One person's side of a conversation. Every word or tap of theirs begins a new turn; `fresh` is the bot's turn."""

    def __init__(self, client: Client, person: int, chat: int | None = None) -> None:
        self.client = client
        self.person = person
        self.chat = chat
        self.messages: dict[int, Message] = {}
        self.fresh: list[Message] = []
        self.toasts: list[Json] = []
        self.view: Json = {}
        self._revision = 0
        self._instance: str | None = None

    async def sync(self, wait: float = 0) -> None:
        """Takes in what is new, waiting for it if there is nothing yet."""
        view = await self.client.chat(
            self.person, chat=self.chat, since=self._revision, wait=wait, instance=self._instance
        )
        self.view, self._revision, self._instance = view, view["revision"], view["instance"]
        if view["whole"]:
            self.messages.clear()
        for number in view["gone"]:
            self.messages.pop(number, None)
        for raw in view["messages"]:
            message = Message(raw)
            self.messages[message.id] = message
            if message.by_bot:
                self.fresh = [m for m in self.fresh if m.id != message.id] + [message]
        self.toasts += view["toasts"]

    async def _turn(self) -> None:
        await self.sync()
        self.fresh, self.toasts = [], []

    async def say(self, text: str, **values: Any) -> int:
        """Writes; returns the message's id."""
        await self._turn()
        return await self.client.say(self.person, text, chat=self.chat, **values)

    async def act(self, do: str, **values: Any) -> Json:
        """Does anything else."""
        await self._turn()
        return await self.client.act(self.person, do, chat=self.chat, **values)

    async def tap(self, label: str) -> str:
        """Presses the inline button with this label, the newest if there are several."""
        await self._turn()
        for message in sorted(self.messages.values(), key=lambda m: -m.id):
            data = message.data(label)
            if data is not None:
                return await self.client.tap(self.person, message.id, data, chat=self.chat)
        raise SimulatorError(f"no button {label!r} among {[b for m in self.messages.values() for b in m.buttons]}")

    async def sees(self, words: str = "", *, seconds: float = 10) -> Message:
        """Waits for a message of the bot, new or edited since the last turn, that contains these words."""
        found: list[Message] = await self.wait_for(lambda: [m for m in self.fresh if words in m.text], seconds)
        return found[-1]

    async def toast(self, words: str = "", *, seconds: float = 10) -> Json:
        """Waits for the answer to a tap."""
        found: list[Json] = await self.wait_for(lambda: [t for t in self.toasts if words in t["text"]], seconds)
        return found[-1]

    async def wait_for(self, found: Callable[[], Any], seconds: float = 10) -> Any:
        """Waits until `found` returns something true."""
        async with asyncio.timeout(seconds):
            while not (result := found()):
                await self.sync(wait=20)
        return result
