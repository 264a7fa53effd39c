"""ask: answers on the terminal, as the bot would."""

import asyncio
import json
from pathlib import Path
from time import perf_counter_ns
from typing import Annotated, Any, cast

import typer
from rich.console import Console
from rich.markdown import Markdown as Pretty
from rich.progress import track
from sqlalchemy.ext.asyncio import AsyncSession

from bot import languages, routing
from bot.app import compiled, utcnow
from bot.errors import OperatorError
from db.models.people import Person, Role
from handlers.kit.reply import Markdown, Text
from handlers.kit.request import House, Request
from handlers.public import ask as answer
from knowledge.library import Library
from knowledge.search import Answer, Engine

app = typer.Typer()
LOCALES = ("id", "en", "jv", "su")
DEFAULT = "id"


@app.command()
def ask(
    text: Annotated[str | None, typer.Argument(help="The question, in quotes.")] = None,
    locale: Annotated[str, typer.Option(help="Language of the answer: id, en, jv or su.")] = "id",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line instead of the article.")] = False,
    batch: Annotated[Path | None, typer.Option(help='A file with a JSON line {"q": …, "lang": …} a question.')] = None,
) -> None:
    """Answer one question, or a file of them, without Telegram or a database.

    Examples:

        python -m bot ask "sy mau bikin paspor utk kerja di taiwan syaratnya apa aja ya"

        python -m bot ask "how much for a passport" --locale en --json

        python -m bot ask --batch questions.jsonl --json > answers.jsonl
    """
    if (text is None) == (batch is None):
        raise OperatorError('ask: give one question in quotes, or a file with --batch. See "ask --help".')
    if locale not in LOCALES:
        raise OperatorError(f"--locale: {locale} is none of {', '.join(LOCALES)}.")
    library, engine = compiled()
    if batch is not None:
        lines = _read(batch)
        shown = lines if as_json else track(lines, "Asking", console=Console(stderr=True))
        for line in shown:
            typer.echo(_json(_timed(engine, line["q"], line.get("lang"))))
        return
    assert text is not None
    if as_json:
        typer.echo(_json(_timed(engine, text, locale)))
        return
    for reply in asyncio.run(answer.text(_request(library, engine, text, locale))):
        if isinstance(reply, Text):
            _print(reply)


def _request(library: Library, engine: Engine, text: str, locale: str) -> Request:
    """What somebody's message in a private chat is to the handlers. Answering a question needs no database."""
    catalogues = languages.load(DEFAULT)
    house = House(library, engine, catalogues.all, routing.commands(routing.routes()), "desmigratif_bot")
    person = Person(role=Role.PERSON)
    language = catalogues.best(locale)
    session = cast(AsyncSession, None)
    return Request(house, session, person, chat_id=0, is_private=True, language=language, now=utcnow(), text=text)


def _print(reply: Text) -> None:
    console = Console()
    for part in reply.body:
        console.print(Pretty(part) if isinstance(part, Markdown) else part, markup=False, highlight=False)
        console.print()
    for row in reply.buttons:
        console.print("  ".join(f"[{button.label}]" for button in row), markup=False, highlight=False)


def _timed(engine: Engine, question: str, locale: str | None) -> dict[str, Any]:
    began = perf_counter_ns()
    found: Answer = engine.ask(question, locale)
    micros = (perf_counter_ns() - began) // 1000
    return {
        "q": question,
        "outcome": found.outcome,
        "topics": [{"id": hit.id, "score": round(hit.score, 4)} for hit in found.topics],
        "lang": found.lang,
        "micros": micros,
    }


def _json(values: dict[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False)
    # Half a sign (a lone surrogate) cannot be written as UTF-8; JSON has another way to say it.
    return text if text.encode(errors="replace").decode() == text else json.dumps(values)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        rows = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise OperatorError(f"{path}: cannot be read ({reason}).") from None
    lines = []
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            continue
        try:
            line = json.loads(row)
        except ValueError:
            line = None
        if not isinstance(line, dict) or not isinstance(line.get("q"), str):
            raise OperatorError(f'{path}:{number}: needs a JSON object with "q".')
        lines.append(line)
    return lines
