"""What became of every act: in the database, at Telegram's, and in the chats."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml
from sqlalchemy import func, select

from bot.simulator.client import Client, Message
from db import types
from db.models.outbox import OutboxMessage, State
from db.models.people import Person as Known
from db.models.questions import Question
from db.models.updates import HandledUpdate
from db.models.votes import Vote
from db.session import create_engine, create_sessions, transaction

from .people import Person, Promise, answered

JOURNAL = 500
"""Steps of a chat that the simulator remembers."""


@dataclass
class Verdict:
    """Counts to be shown, and sentences on what is wrong: none, when all is well."""

    counts: dict[str, Any] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    log: str = ""
    """What the bot warned of, and how often."""

    def require(self, name: str, found: int, wanted: int = 0) -> None:
        """A count that has to be what it is."""
        self.counts[name] = found
        if found != wanted:
            self.wrong.append(f"{name}: {found}, not {wanted}")


async def in_the_database(verdict: Verdict, people: Sequence[Person], address: str, field_key: str) -> None:
    """Each update once, each vote as last given, each question once, nothing left in the outbox."""
    types.use_keys([field_key])
    engine = create_engine(address)
    try:
        async with transaction(create_sessions(engine)) as session:
            handled = list((await session.execute(select(HandledUpdate.update_id))).scalars())
            states = dict((await session.execute(select(OutboxMessage.state, func.count()).group_by(
                OutboxMessage.state))).tuples().all())  # fmt: skip
            votes = (await session.execute(
                select(Known.telegram_id, Vote.topic, Vote.helpful).join(Known, Known.id == Vote.person_id)
            )).tuples().all()  # fmt: skip
            left = (await session.execute(
                select(Known.telegram_id, Question.text).join(Known, Known.id == Question.person_id)
            )).tuples().all()  # fmt: skip
    finally:
        await engine.dispose()
    made = {update for person in people for update in person.updates}
    verdict.counts["updates handled"] = len(handled)
    verdict.require("updates not handled", len(made - set(handled)))
    verdict.require("updates handled twice", len(handled) - len(set(handled)))
    verdict.require("updates from nowhere", len(set(handled) - made))
    rows = sum(len(person.promises) for person in people)
    verdict.counts["rows of the outbox"] = sum(states.values())
    verdict.require("rows too many or too few", sum(states.values()) - rows)
    for state in (State.PENDING, State.FAILED, State.BLOCKED):
        verdict.require(f"rows {state.value}", states.get(state, 0))
    wanted = {(person.id, topic, helpful) for person in people for topic, helpful in person.votes.items()}
    verdict.counts["votes"] = len(votes)
    verdict.require("votes wrong", len(wanted ^ set(votes)) + len(votes) - len(set(votes)))
    questions = {(person.id, text) for person in people for text in person.left}
    verdict.counts["questions for an officer"] = len(left)
    verdict.require("questions missing", len(questions - set(left)))
    verdict.wrong += [f"question missing: {chat} {text[:60]!r}" for chat, text in sorted(questions - set(left))][:5]
    verdict.require("questions twice or from nowhere", len(left) - len(set(left)) + len(set(left) - questions))


async def at_telegram(verdict: Verdict, people: Sequence[Person], client: Client) -> None:
    """Nothing waits there, and nothing was made there that nobody remembers."""
    statistics = await client.statistics()
    verdict.counts["updates made"] = statistics["updates"]["created"]
    verdict.require("updates unaccounted", statistics["updates"]["created"] - sum(len(p.updates) for p in people))
    verdict.require("updates pending", statistics["updates"]["pending"])
    verdict.counts["updates given again"] = statistics["updates"]["given_again"]
    edits = sum(promise.kind == "edit" for person in people for promise in person.promises)
    verdict.counts["edits promised"] = edits
    verdict.counts["edits sent again"] = statistics["calls"].get("editMessageText", 0) - edits


async def in_the_chats(verdict: Verdict, people: Sequence[Person], client: Client, last_kill: float) -> None:
    """Each promise kept at least once, in the order of the acts."""
    counts: Counter[str] = Counter()
    for at in range(0, len(people), 50):
        await asyncio.gather(*(_in_chat(verdict, counts, person, client, last_kill) for person in people[at : at + 50]))
    verdict.counts["messages promised"] = counts["promised"]
    verdict.counts["messages delivered"] = counts["delivered"]
    verdict.counts["duplicates after kill -9"] = counts["duplicate"] - counts["duplicate after SIGTERM"]
    verdict.counts["duplicates after SIGTERM"] = counts["duplicate after SIGTERM"]
    verdict.require("lost", counts["lost"] + sum(len(person.given_up) for person in people))
    verdict.require("out of order", counts["out of order"])
    verdict.require("that nobody asked for", counts["unexpected"])
    verdict.require("messages not as last tapped", counts["other state"])
    verdict.counts["fast pages followed"] = counts["followed"]
    verdict.wrong += [f"given up: {what}" for person in people for what in person.given_up][:10]


async def _in_chat(verdict: Verdict, counts: Counter[str], person: Person, client: Client, last_kill: float) -> None:
    final = {message.id: message for message in await client.messages(person.id)}
    delivered = await client.deliveries(person.id)
    promised = [promise for promise in person.promises if promise.kind == "message"]
    counts["promised"] += len(promised)
    counts["delivered"] += len(delivered)
    found = [_fits(promised, item, final[item["message_id"]]) for item in delivered]
    kept_at: dict[int, float] = {}
    position = 0
    for number in range(len(promised)):
        later = next((at for at in range(position, len(found)) if number in found[at]), None)
        if later is None:
            kind = "out of order" if any(number in fits for fits in found) else "lost"
            counts[kind] += 1
            verdict.wrong.append(f"{kind} in chat {person.id}: message {number + 1} of {len(promised)}")
            continue
        kept_at[later] = delivered[later]["at"]
        position = later + 1
    for at, item in enumerate(delivered):
        if at in kept_at:
            continue
        if not found[at]:
            counts["unexpected"] += 1
            verdict.wrong.append(f"unexpected in chat {person.id}: {item['message_id']} {item['text'][:60]!r}")
            continue
        counts["duplicate"] += 1
        earlier = [moment for place, moment in kept_at.items() if place < at and found[place] & found[at]]
        first = max(earlier, default=0.0)
        counts["duplicate after SIGTERM"] += first > last_kill
    counts["other state"] += sum(final[number].text != text for number, text in person.last_state.items())
    if person.is_impatient:
        await _follow(verdict, counts, person, client)


def _fits(promised: Sequence[Promise], item: dict[str, Any], message: Message) -> set[int]:
    """The promises that a delivered message may keep."""
    return {
        number
        for number, promise in enumerate(promised)
        if promise.answers == answered(message) and promise.text in ("", item["text"])
    }


async def _follow(verdict: Verdict, counts: Counter[str], person: Person, client: Client) -> None:
    """Messages and edits of a chat together, as they appeared one after the other."""
    steps = yaml.load(await client.script(person.id), Loader=yaml.CSafeLoader)["steps"]
    if len(steps) >= JOURNAL:
        verdict.wrong.append(f"chat {person.id} is too long to be followed")
        return
    seen = [_even(str(step["sees"])) for step in steps if "sees" in step]
    position = 0
    for promise in person.promises:
        if promise.is_silent:
            continue
        words = _even(promise.text)
        later = next((at for at in range(position, len(seen)) if words in seen[at]), None)
        if later is None:
            kind = "out of order" if any(words in text for text in seen) else "lost"
            counts[kind] += 1
            verdict.wrong.append(f"{kind} in chat {person.id}: {promise.kind} of {promise.answers}")
        else:
            position = later + 1
            counts["followed"] += promise.kind == "edit"


def _even(text: str) -> str:
    """As a script shows it: no blanks at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
