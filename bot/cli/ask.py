"""ask: answers on the terminal, as the bot would."""

import json
from datetime import date
from pathlib import Path
from time import perf_counter_ns
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markdown import Markdown as Pretty
from rich.progress import track

from bot.app import compiled, utcnow
from bot.errors import OperatorError
from handlers.kit.request import WIB
from knowledge.search import Answer, Engine

app = typer.Typer()
LOCALES = ("id", "en", "jv", "su")


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
            typer.echo(json.dumps(_timed(engine, line["q"], line.get("lang")), ensure_ascii=False))
        return
    assert text is not None
    if as_json:
        typer.echo(json.dumps(_timed(engine, text, locale), ensure_ascii=False))
        return
    answer = engine.ask(text, locale)
    console = Console()
    console.print(f"[dim]{answer.outcome} · {answer.lang}[/dim]")
    if answer.outcome == "answer":
        article = library.article(answer.topics[0].id, locale, _today())
        console.print(Pretty(f"## {article.title}\n\n{article.lead}"))
        for source in article.sources[:2]:
            console.print(f"[dim]{source.title}, {source.clause}[/dim]")
        console.print(f"[dim]{article.checked}[/dim]")
    else:
        for hit in answer.topics:
            console.print(f"{hit.score:.2f}  {hit.id}: {library.title(hit.id, locale)}")


def _timed(engine: Engine, question: str, locale: str | None) -> dict[str, Any]:
    began = perf_counter_ns()
    answer: Answer = engine.ask(question, locale)
    micros = (perf_counter_ns() - began) // 1000
    return {
        "q": question,
        "outcome": answer.outcome,
        "topics": [{"id": hit.id, "score": round(hit.score, 4)} for hit in answer.topics],
        "lang": answer.lang,
        "micros": micros,
    }


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        rows = path.read_text(encoding="utf-8").splitlines()
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


def _today() -> date:
    return utcnow().astimezone(WIB).date()
