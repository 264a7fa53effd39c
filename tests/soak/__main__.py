"""`python -m tests.soak`: people ask, tap and browse while the bot is killed; then every act is accounted for."""

import argparse
import asyncio
import contextlib
import json
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from random import Random
from statistics import median
from time import monotonic

from cryptography.fernet import Fernet
from rich.console import Console
from rich.table import Table
from sqlalchemy.exc import SQLAlchemyError

from bot.simulator.client import Client
from db.operations import outbox
from db.session import create_engine, create_sessions, transaction

from . import chaos, proof
from .people import Person
from .processes import ROOT, Bot, database, simulator, temporary_folder

AT_MOST = 600.0
"""Seconds that a run may take."""
QUIET = 2.0
console = Console(width=130)


def questions() -> list[str]:
    """Questions in Indonesian that get an answer, a choice, or the honest word that there is none."""
    lines = (ROOT / "tests/data/questions/dev.jsonl").read_text(encoding="utf-8").splitlines()
    values = [json.loads(line) for line in lines]
    kinds = ("plain", "slang", "indirect", "typo", "long", "none")
    return [value["q"] for value in values if value["lang"] == "id" and value["kind"] in kinds]


async def run(kind: str, by_webhook: bool, people: int, kills: int, terms: int, seed: int) -> proof.Verdict:
    """One run on a fresh database."""
    began = monotonic()
    random, key = Random(seed), Fernet.generate_key().decode()
    texts = await asyncio.to_thread(quoted, questions())
    async with (
        temporary_folder() as folder,
        database(kind, folder) as address,
        simulator(folder) as api_url,
        Client(api_url) as client,
        asyncio.timeout(AT_MOST),
    ):
        crowd = [
            Person(client, 10_000 + number, Random(random.random()), texts, is_impatient=number % 10 == 0)
            for number in range(people)
        ]
        await client.add_people([{"id": person.id} for person in crowd])
        bot = Bot(folder, api_url, address, key, by_webhook)
        enough = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as tasks:
                for person in crowd:
                    tasks.create_task(person.live(enough))
                striking = tasks.create_task(chaos.strike(bot, kills, terms, random, enough))
            await _quiet(client, address, bot)
            last = await bot.terminate()
        finally:
            if bot.process is not None:
                await bot.kill()
        blows, verdict = striking.result(), proof.Verdict()
        verdict.counts |= {f"acts: {name}": number for name, number in sorted(_sum(crowd).items())}
        await proof.at_telegram(verdict, crowd, client)
        await proof.in_the_database(verdict, crowd, address, key)
        await proof.in_the_chats(verdict, crowd, client, blows.last_kill)
    _tell_blows(verdict, blows, last)
    verdict.require("handlers failed", bot.events["error: handler failed"])
    odd = {event: number for event, number in bot.events.items() if not event.startswith("info:")}
    verdict.log = "; ".join(f"{number} {event}" for event, number in sorted(odd.items()))
    verdict.counts["seconds"] = round(monotonic() - began)
    return verdict


def quoted(texts: Sequence[str]) -> list[str]:
    """Without small talk and emojis: what answers those quotes nothing, so it could not be told whose it is."""
    from bot.app import compiled

    _, engine = compiled()
    words = [text for text in texts if any(sign.isalnum() for sign in text)]
    return [text for text in words if engine.ask(text, "id").outcome != "smalltalk"]


def _sum(people: Sequence[Person]) -> Counter[str]:
    return {
        name: sum(person.done[name] for person in people)
        for name in {name for person in people for name in person.done}
    }


def _tell_blows(verdict: proof.Verdict, blows: chaos.Blows, last: tuple[float, int]) -> None:
    verdict.counts["kills -9"] = blows.kills
    verdict.counts["of them while starting"] = blows.kills_at_start
    ends = [*blows.ends, last]
    verdict.counts["SIGTERMs"] = len(ends)
    verdict.counts["SIGTERM to end, longest, s"] = round(max(seconds for seconds, _ in ends), 2)
    verdict.counts["start to work, median, s"] = round(median(blows.starts), 1)
    verdict.require("SIGTERMs longer than 10 s", sum(seconds > 10 for seconds, _ in ends))
    verdict.require("SIGTERMs with an exit code not 0", sum(code != 0 for _, code in ends))


async def _quiet(client: Client, address: str, bot: Bot) -> None:
    """Returns when nothing waits to be handled or sent, and nothing more comes. Raises RuntimeError without a bot."""
    engine = create_engine(address)
    sessions = create_sessions(engine)
    before, since = -1, monotonic()
    try:
        while monotonic() - since < QUIET:
            await asyncio.sleep(0.3)
            bot.check()
            statistics = await client.statistics()
            pending = -1
            with contextlib.suppress(SQLAlchemyError):
                async with transaction(sessions) as session:
                    pending = await outbox.count_pending(session)
            if statistics["updates"]["pending"] or pending or statistics["delivered"] != before:
                before, since = statistics["delivered"], monotonic()
    finally:
        await engine.dispose()


def show(verdicts: dict[str, proof.Verdict]) -> None:
    table = Table(title="Soak", title_justify="left")
    table.add_column("")
    for name in verdicts:
        table.add_column(name, justify="right")
    names = dict.fromkeys(count for verdict in verdicts.values() for count in verdict.counts)
    for count in names:
        table.add_row(count, *(str(verdict.counts.get(count, "")) for verdict in verdicts.values()))
    console.print(table)
    for name, verdict in verdicts.items():
        if verdict.log:
            console.print(f"{name}, in its log: {verdict.log}", markup=False)
        for sentence in verdict.wrong[:30]:
            console.print(f"{name}: {sentence}", style="bold red", markup=False)
    if not any(verdict.wrong for verdict in verdicts.values()):
        console.print("Nothing lost, nothing doubled in the database, nothing out of order.", style="bold green")


async def main(arguments: argparse.Namespace) -> int:
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, asyncio.current_task().cancel)
    verdicts = {}
    for kind in arguments.database:
        for way in arguments.by:
            name = f"{kind}, {way}"
            console.print(f"{name}: {arguments.people} people, {arguments.kills} kills, {arguments.terms} SIGTERMs …")
            try:
                verdicts[name] = await run(
                    kind, way == "webhook", arguments.people, arguments.kills, arguments.terms, arguments.seed
                )
            except TimeoutError:
                verdicts[name] = proof.Verdict(wrong=[f"not done in {AT_MOST:.0f} s"])
            except (RuntimeError, ExceptionGroup) as error:
                verdicts[name] = proof.Verdict(wrong=[str(part) for part in getattr(error, "exceptions", [error])])
    show(verdicts)
    return int(any(verdict.wrong for verdict in verdicts.values()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--by", choices=("polling", "webhook"), nargs="+", default=["polling", "webhook"])
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--terms", type=int, default=10, help="times that it is asked to end (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1)
    sys.exit(asyncio.run(main(parser.parse_args())))
