"""`python -m tests.bench`: throughput beside other bots, search, start-up and memory, as tables. It never fails."""

import argparse
import asyncio
import json

from rich.console import Console

from bot.app import compiled
from tests.soak.processes import ROOT

from . import finding, life, throughput

PARTS = ("throughput", "search", "life")


def questions() -> list[str]:
    """The questions of the development set, in all languages."""
    lines = (ROOT / "tests/data/questions/dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["q"] for line in lines]


async def main(arguments: argparse.Namespace) -> None:
    console = Console(width=130)
    texts = questions()
    quick = arguments.quick
    if "search" in arguments.only:
        finding.compare(console, *compiled(), texts)
    if "throughput" in arguments.only:
        await throughput.compare(
            console,
            texts,
            people=50 if quick else 200,
            seconds=2 if quick else 8,
            rounds=arguments.rounds or (1 if quick else 2),
            only=arguments.bots,
        )
    if "life" in arguments.only:
        await life.compare(
            console, texts, number=200 if quick else 2000, rounds=arguments.rounds or (2 if quick else 3)
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="everything short, to try it out")
    parser.add_argument("--only", choices=PARTS, nargs="+", default=PARTS, help="some parts of it")
    parser.add_argument("--rounds", type=int, help="repeat what is timed so often")
    parser.add_argument("--bots", default="", help="throughput of those only whose name contains this, beside (b)")
    asyncio.run(main(parser.parse_args()))
