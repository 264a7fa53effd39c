"""People who ask, tap and browse, and note what each act entitles them to: that is proved afterwards."""

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

from bot.simulator.client import Client, Message

LONGEST_WAIT = 120.0
"""Seconds after which somebody gives up on an answer: it is lost."""
THINKING = 0.2, 1.2
ACTS = 10
"""What everybody does at least."""
Json = dict[str, Any]


class GaveUp(Exception):
    """Nothing came."""


@dataclass
class Promise:
    """What is to appear for an act, exactly one row of the outbox.

    `answers`: the message that it replies to, if any. `text`: what it says, all of it or a part that tells it from
    others. `is_silent`: an edit that may change nothing, so that nobody sees it.
    """

    kind: Literal["message", "edit"]
    answers: int | None = None
    text: str = ""
    is_silent: bool = False


def answered(message: Message) -> int | None:
    """The number of the message that it replies to."""
    replied: Json = message.raw.get("reply_to_message", {})
    return replied.get("message_id")


def taps(message: Message, pattern: str) -> list[str]:
    """The data of its buttons that fit a pattern."""
    found = [button.get("callback_data", "") for row in message.rows for button in row]
    return [data for data in found if re.fullmatch(pattern, data)]


@dataclass
class Person:
    """One of many. `is_impatient`: turns pages faster than they come."""

    client: Client
    id: int
    random: Random
    questions: Sequence[str]
    is_impatient: bool = False
    updates: list[int] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    votes: dict[str, bool] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    """Questions left for an officer."""
    done: Counter[str] = field(default_factory=Counter)
    given_up: list[str] = field(default_factory=list)
    last_state: dict[int, str] = field(default_factory=dict)
    """What each message that was tapped has to say in the end."""

    def __post_init__(self) -> None:
        self.talk = self.client.talk(self.id)

    async def live(self, enough: asyncio.Event) -> None:
        """Until it is enough, and at least ACTS acts."""
        rounds = (self._many_questions, self._read, self._read, self._browse)
        while not enough.is_set() or sum(self.done.values()) < ACTS:
            await asyncio.sleep(self.random.uniform(*THINKING))
            try:
                await self.random.choice(rounds)()
            except GaveUp as error:
                self.given_up.append(f"{self.id}: {error}")

    async def _many_questions(self) -> None:
        """Several at once, as people do who write in pieces."""
        texts = self.random.sample(self.questions, self.random.randint(2, 3))
        sent = await self.client.acts([{"do": "say", "as": self.id, "text": text} for text in texts])
        numbers = [self._note("question", result) for result in sent]
        promises = [self._promise(Promise("message", number)) for number in numbers]
        for number, promise in zip(numbers, promises, strict=True):
            promise.text = (await self._until(lambda m, n=number: answered(m) == n, f"answer to {number}")).text

    async def _read(self) -> None:
        """A question; then whatever the answer offers."""
        number = await self._say(self.random.choice(self.questions), "question")
        promise = self._promise(Promise("message", number))
        reply = await self._until(lambda m: answered(m) == number, f"answer to {number}")
        promise.text = reply.text
        await self._think()
        if taps(reply, "question:send:.*"):
            await self._hand_in(reply)
            return
        if not taps(reply, "vote:.*:yes"):
            offered = taps(reply, r"article:[^:]+:0")
            if not offered:
                return
            reply = await self._edit(reply, offered[0], lambda m: bool(taps(m, "vote:.*:yes")), "chosen article")
        await self.random.choice((self._vote, self._turn, self._ask_officer))(reply)

    async def _browse(self) -> None:
        """From the menu to an article; sometimes on to the officer, in own words."""
        number = await self._say("/menu", "menu")
        promise = self._promise(Promise("message"))
        menu = await self._until(lambda m: m.id > number and bool(taps(m, "menu:.*")), f"menu after {number}")
        promise.text = menu.text
        await self._think()
        group = self.random.choice(taps(menu, "menu:[^:]+"))
        listed = await self._edit(menu, group, lambda m: bool(taps(m, "article:.*:menu")), f"list of {group}")
        await self._think()
        article = self.random.choice(taps(listed, "article:.*:menu"))
        topic = article.split(":")[1]
        shown = await self._edit(menu, article, lambda m: bool(taps(m, f"vote:{topic}:yes")), f"article {topic}")
        await self._think()
        await self.random.choice((self._vote, self._turn, self._write))(shown)

    async def _vote(self, shown: Message) -> None:
        """Changes one's mind faster than the bot answers; the last word counts."""
        topic = taps(shown, "vote:.*:yes")[0].split(":")[1]
        words = [self.random.choice(("yes", "no")) for _ in range(self.random.randint(1, 4))]
        for result in await self.client.acts([self._tap(shown, f"vote:{topic}:{word}") for word in words]):
            self._note("vote", result)
        self.votes[topic] = words[-1] == "yes"

    async def _turn(self, shown: Message) -> None:
        """Pages, and back to the short answer."""
        more = taps(shown, "article:[^:]+:1(:menu)?")
        if not more:
            return
        short, back = shown.text, re.sub(":1", ":0", more[0], count=1)
        page = await self._edit(shown, more[0], lambda m: "(1/" in m.text, "first page")
        last = int(re.findall(r"\(1/(\d+)\)", page.text)[0])
        if not self.is_impatient:
            if last > 1:
                await self._think()
                await self._edit(shown, more[0].replace(":1", ":2", 1), lambda m: "(2/" in m.text, "second page")
            await self._think()
            await self._edit(shown, back, lambda m: m.text == short, "short answer")
            return
        heading = page.text.split("(1/")[0]
        turned = list(range(2, last + 1))
        orders = [self._tap(shown, more[0].replace(":1", f":{number}", 1)) for number in turned]
        for result in await self.client.acts([*orders, self._tap(shown, back)]):
            self._note("page", result)
        for number in turned:
            self._promise(Promise("edit", shown.id, f"{heading}({number}/"))
        self._promise(Promise("edit", shown.id, short))
        self.last_state[shown.id] = short
        await self._until(lambda m: m.id == shown.id and m.text == short, "short answer after fast pages")

    async def _ask_officer(self, shown: Message) -> None:
        """The question that was asked, to an officer."""
        data = taps(shown, "question:ask:.*")[0]
        self._note("officer", await self.client.act(self.id, "tap", message_id=shown.id, data=data))
        promise = self._promise(Promise("message", answered(shown)))
        asked = await self._until(
            lambda m: m.id > shown.id and answered(m) == answered(shown) and bool(taps(m, "question:send:.*")),
            f"may it be left, after {shown.id}",
        )
        promise.text = asked.text
        await self._think()
        await self._hand_in(asked)

    async def _hand_in(self, asked: Message) -> None:
        """Yes, sometimes with a nervous finger; or no."""
        yes = taps(asked, "question:send:.*")[0]
        if taps(asked, "question:no") and self.random.random() < 0.3:
            await self._edit(asked, "question:no", lambda m: not m.rows, "nothing is kept")
            return
        self.left.add(str(asked.raw["reply_to_message"]["text"]))
        if self.random.random() < 0.5:
            self._note("officer", await self.client.act(self.id, "tap", message_id=asked.id, data=yes))
            self._promise(Promise("edit", asked.id, is_silent=True))
        await self._edit(asked, yes, lambda m: not m.rows, "the question is kept")

    async def _write(self, shown: Message) -> None:
        """A question of one's own for the officer, as a reply."""
        data = taps(shown, "question:ask:.*")[0]
        self._note("officer", await self.client.act(self.id, "tap", message_id=shown.id, data=data))
        promise = self._promise(Promise("message"))
        asks = await self._until(
            lambda m: m.id > shown.id and answered(m) is None and not m.rows and "(" not in m.text,
            f"please write, after {shown.id}",
        )
        promise.text = asks.text
        await self._think()
        text = f"Pertanyaan saya nomor {len(self.left)}: bagaimana kelanjutannya?"
        number = await self._say(text, "officer", reply_to=asks.id)
        self.left.add(text)
        promise = self._promise(Promise("message", number))
        promise.text = (await self._until(lambda m: answered(m) == number, f"thanks for {number}")).text

    async def _say(self, text: str, what: str, **values: Any) -> int:
        return self._note(what, await self.client.act(self.id, "say", text=text, **values))

    def _tap(self, message: Message, data: str) -> Json:
        return {"do": "tap", "as": self.id, "message_id": message.id, "data": data}

    async def _edit(self, message: Message, data: str, fits: Callable[[Message], bool], what: str) -> Message:
        """Taps, and waits until the message is as it should be."""
        self._note("tap", await self.client.act(self.id, "tap", message_id=message.id, data=data))
        promise = self._promise(Promise("edit", message.id))
        shown = await self._until(lambda m: m.id == message.id and fits(m), f"{what}, in {message.id}")
        self.last_state[message.id] = promise.text = shown.text
        return shown

    def _note(self, what: str, result: Json) -> int:
        self.done[what] += 1
        self.updates.append(int(result["update_id"]))
        return int(result.get("message_id", 0))

    def _promise(self, promise: Promise) -> Promise:
        self.promises.append(promise)
        return promise

    async def _think(self) -> None:
        await asyncio.sleep(self.random.uniform(*THINKING))

    async def _until(self, fits: Callable[[Message], bool], what: str) -> Message:
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await self.talk.sync()
                while True:
                    for message in self.talk.messages.values():
                        if message.by_bot and fits(message):
                            return message
                    await self.talk.sync(wait=20)
        except TimeoutError:
            raise GaveUp(what) from None
