"""Conversations as scripts: saved from a chat as YAML that anybody can read and change, and replayed against a bot.

as: {id: 1001, first_name: Sri Wahyuni, language_code: id}
steps:
- say: /start
- sees: Selamat datang, …        # words of a message of the bot since the last word or tap; … stands for anything
  buttons: [[Cari], [Bantuan]]   # optional: its labels, row by row
- tap: Cari                      # the newest inline button with this label
- toast: Sebentar                # also alert:
- send: location                 # also contact, photo, document, voice, sticker
- forge: admin:delete            # a tap with data that no button has
- edit: lain                     # changes one's last text; also block: true, unblock: true
- quiet: 0.3                     # nothing comes for so many seconds
"""

from __future__ import annotations

import asyncio
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .client import Client, Message, SimulatorError, Talk
from .people import Visitor, visitor
from .state import Chat

Json = dict[str, Any]

_SENT = ("sticker", "voice", "photo", "document", "location", "contact")
_STEPS = ("say", "tap", "sees", "toast", "alert", "send", "forge", "edit", "block", "unblock", "quiet")


class ScriptError(Exception):
    """A script that cannot be read, or a bot that did not do what the script says; the message shows where."""


@dataclass(frozen=True, slots=True)
class Script:
    """Who speaks, and what happens."""

    person: Visitor
    steps: tuple[Json, ...]
    name: str = "script"


class _Dumper(yaml.SafeDumper):
    """Texts of several lines stand as they are read, buttons of one row in one line."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    # YAML cannot show blanks at the end of a line; they do not count when a script is compared.
    shown = "\n".join(line.rstrip() for line in text.split("\n"))
    return dumper.represent_scalar("tag:yaml.org,2002:str", shown, style="|" if "\n" in shown else None)


def _list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    row = bool(items) and all(isinstance(item, str) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=row)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(list, _list)


def step_of(chat: Chat, order: Json) -> Json | None:
    """What an act is called in a script; None for what a script does not need."""
    do = str(order.get("do"))
    if do == "say":
        return {"say": str(order.get("text", ""))}
    if do == "edit":
        return {"edit": str(order.get("text", ""))}
    if do == "tap":
        message = Message(chat.messages.get(int(order.get("message_id") or 0), {}))
        data = order.get("data")
        label = next((b["text"] for row in message.rows for b in row if b.get("callback_data") == data), None)
        return {"tap": label or order["button"]} if label or "button" in order else {"forge": str(data)}
    if do in _SENT:
        return {"send": do}
    return {do: True} if do in ("block", "unblock") else None


def save(person: Visitor, chat: Chat) -> str:
    """A chat as YAML: what this person did in it, and what there was to see."""
    who = {"id": person.id, "first_name": person.first_name, "language_code": person.language_code}
    steps = [step for by, step in chat.journal if by in (None, person.id)]
    head = yaml.dump({"as": who}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=None)
    return head + yaml.dump({"steps": steps}, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def read(source: str | Path) -> Script:
    """A script from its text or its file. Raises ScriptError with one readable sentence."""
    name = source.name if isinstance(source, Path) else "script"
    text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
    try:
        values = yaml.safe_load(text)
        person, steps = visitor(values["as"]), tuple(values["steps"])
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise ScriptError(f"{name}: needs 'as' with an id, and a list 'steps': {error}") from error
    for number, step in enumerate(steps, 1):
        if not isinstance(step, dict) or not step or next(iter(step)) not in _STEPS:
            raise ScriptError(f"{name}, step {number}: begins with one of {', '.join(_STEPS)}")
    return Script(person, steps, name)


async def replay(script: Script | str | Path, base_url: str, seconds: float = 10, *, person: int | None = None) -> None:
    """Does what a script says, against the bot behind the simulator at `base_url`, in an emptied chat.

    Raises ScriptError with the step and the difference when something else comes, or nothing within `seconds`.
    """
    if not isinstance(script, Script):
        script = read(script)
    number = person or script.person.id
    async with Client(base_url) as client:
        await client.add_people([{**script.person.to_dict(), "id": number}])
        await client.clear(number)
        player = _Player(client.talk(number), seconds)
        for index, step in enumerate(script.steps, 1):
            try:
                await player.play(step)
            except (ScriptError, SimulatorError) as error:
                raise ScriptError(f"{script.name}, step {index}: {error}") from None


class _Player:
    def __init__(self, talk: Talk, seconds: float) -> None:
        self.talk = talk
        self.seconds = seconds
        self.last_said = 0
        self.matched: list[Json] = []

    async def play(self, step: Json) -> None:
        kind, value = next(iter(step.items()))
        if kind in ("sees", "toast", "alert", "quiet"):
            await getattr(self, f"_{kind}")(value, step)
            return
        self.matched = []
        if kind == "say":
            self.last_said = await self.talk.say(str(value))
        elif kind == "tap":
            await self.talk.tap(str(value))
        elif kind == "forge":
            newest = max((m.id for m in self.talk.messages.values() if m.by_bot), default=0)
            await self.talk.act("tap", message_id=newest, data=str(value))
        elif kind == "send":
            await self.talk.act(str(value))
        elif kind == "edit":
            await self.talk.act("edit", message_id=self.last_said, text=str(value))
        else:
            await self.talk.act(kind)

    async def _sees(self, words: Any, step: Json) -> None:
        # Each message fits one step only; an edited message is a new object, and so may fit again.
        fits = _pattern(str(words))

        def found() -> Message | None:
            left = [m for m in self.talk.fresh if not any(m.raw is raw for raw in self.matched)]
            return next((m for m in left if fits(m.text)), None)

        message: Message = await self._wait(found, str(words), lambda: [m.text for m in self.talk.fresh])
        self.matched.append(message.raw)
        buttons = [[str(button["text"]) for button in row] for row in message.rows]
        if "buttons" in step and buttons != step["buttons"]:
            raise ScriptError(_difference(_rows(step["buttons"]), _rows(buttons)))
        if "with" in step and step["with"] not in message.raw:
            raise ScriptError(f"expected a {step['with']} with it")

    async def _toast(self, words: Any, step: Json, alert: bool = False) -> None:
        fits = _pattern(str(words))
        await self._wait(
            lambda: next((t for t in self.talk.toasts if t["alert"] == alert and fits(t["text"])), None),
            str(words),
            lambda: [t["text"] for t in self.talk.toasts],
        )

    async def _alert(self, words: Any, step: Json) -> None:
        await self._toast(words, step, alert=True)

    async def _quiet(self, pause: Any, step: Json) -> None:
        await asyncio.sleep(float(pause))
        await self.talk.sync()
        if self.talk.fresh:
            raise ScriptError("expected nothing, and saw:\n" + self.talk.fresh[-1].text)

    async def _wait(self, found: Callable[[], Any], words: str, seen: Callable[[], list[str]]) -> Any:
        try:
            return await self.talk.wait_for(found, self.seconds)
        except TimeoutError:
            texts = seen()
            if not texts:
                raise ScriptError(f"nothing came within {self.seconds:g} s, expected:\n{words}") from None
            nearest = max(texts, key=lambda text: difflib.SequenceMatcher(None, words, text).ratio())
            raise ScriptError(_difference(words, nearest)) from None


def _pattern(words: str) -> Callable[[str], bool]:
    """Whether words stand in a text; … stands for anything, and blanks for any blanks."""
    parts = [r"\s+".join(map(re.escape, part.split())) for part in words.split("…")]
    expression = re.compile(r"\s*(?s:.*?)\s*".join(parts))
    return lambda text: bool(expression.search(text))


def _rows(rows: list[list[str]]) -> str:
    return "\n".join(" | ".join(map(str, row)) for row in rows)


def _difference(expected: str, seen: str) -> str:
    lines = difflib.unified_diff(expected.splitlines(), seen.splitlines(), "expected", "seen", lineterm="", n=20)
    return "not what was expected:\n" + "\n".join(lines)
