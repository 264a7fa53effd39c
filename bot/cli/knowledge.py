"""knowledge: what the writers of articles and the keepers of the search need."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bot.app import compiled, knowledge, utcnow
from bot.errors import OperatorError
from handlers.kit.request import WIB
from knowledge import skeleton
from knowledge.check import check as complaints_about
from knowledge.check import due
from knowledge.complaint import KnowledgeError
from knowledge.evaluate import Question, Report, evaluate, read_questions
from knowledge.load import PACKAGE

app = typer.Typer(help="The knowledge base: check it, measure the search, begin an article.", no_args_is_help=True)
WORST = 15


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A knowledge base elsewhere than in this installation.")] = PACKAGE,
) -> None:
    """Check every article, amount, contact and question variant. Exit code 1 when something is wrong.

    Example:

        python -m bot knowledge check
    """
    today = _today()
    complaints = complaints_about(folder, today)
    for complaint in complaints:
        typer.echo(_relative(str(complaint)), err=complaint.severity == "error")
    errors = sum(complaint.severity == "error" for complaint in complaints)
    if not errors:
        library = knowledge() if folder == PACKAGE else None
        for item in due(library, today) if library else ():
            overdue = "OVERDUE since" if item.is_overdue(today) else "to be checked again by"
            typer.echo(f"{_relative(str(item.path))}: {overdue} {item.day} ({item.owner})")
        counts = f"{len(library.topics())} articles, " if library else ""
        typer.echo(f"knowledge check: {counts}{len(complaints)} warnings, no errors")
        return
    typer.echo(f"knowledge check: {errors} errors", err=True)
    raise typer.Exit(1)


@app.command("eval")
def eval_(
    files: Annotated[list[Path], typer.Argument(help='Files with a JSON line {"q", "lang", "kind", "topics"} each.')],
    everything: Annotated[
        bool, typer.Option("--all", help="Count also the questions whose article is not written yet.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as one JSON object a file.")] = False,
) -> None:
    """Measure the search on labelled questions: right first, right among three, kept back, danger seen.

    Counts the questions whose topic has an article; questions that nothing answers, refusals and emergencies always.

    Examples:

        python -m bot knowledge eval tests/data/questions/dev.jsonl

        python -m bot knowledge eval dev.jsonl real.jsonl --json
    """
    try:
        read = [(file, read_questions(file)) for file in files]
    except KnowledgeError as error:
        raise OperatorError(_relative(str(error.complaints[0]))) from None
    library, engine = compiled()
    console = Console()
    for file, questions in read:
        if as_json:
            report = evaluate(engine, questions, only=None if everything else library.topics())
            typer.echo(json.dumps(_as_json(file, report), ensure_ascii=False))
            continue
        shown: list[Question] = list(track(questions, f"Reading {file.name}", console=Console(stderr=True)))
        report = evaluate(engine, shown, only=None if everything else library.topics())
        _print(console, file, report)


@app.command()
def new(
    topic: Annotated[str, typer.Argument(help="Its id: small letters, digits and hyphens.")],
    locale: Annotated[str, typer.Option(help="Language: id makes an article, another a translation of it.")] = "id",
    group: Annotated[str, typer.Option(help="The folder of a new article.")] = "migration",
) -> None:
    """Begin an article, or a translation of one, from a skeleton that does not pass the check until it is filled in.

    Examples:

        python -m bot knowledge new exit-permit --group documents

        python -m bot knowledge new passport --locale en
    """
    library = knowledge()
    if locale != "id":
        if topic not in library.originals:
            raise OperatorError(f"{topic}: there is no Indonesian article to translate.")
        article = library.originals[topic]
        _write(article.path.parent / skeleton.file_name(topic, locale), skeleton.new_translation(article))
        return
    if topic in library.originals:
        raise OperatorError(f"{topic}: the article is there already, {_relative(str(library.originals[topic].path))}.")
    if not all(sign.isascii() and (sign.islower() or sign.isdigit() or sign == "-") for sign in topic) or not topic:
        raise OperatorError(f"{topic}: an id has small letters, digits and hyphens only.")
    folder = PACKAGE / "articles" / group
    if not folder.is_dir():
        known = ", ".join(sorted(path.name for path in (PACKAGE / "articles").iterdir() if path.is_dir()))
        raise OperatorError(f"--group: {group} is none of {known}.")
    _write(folder / skeleton.file_name(topic, locale), skeleton.new_original(topic, _today()))
    variants = folder / f"{topic}.variants.yaml"
    if not variants.exists():
        _write(variants, skeleton.new_variants())


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise OperatorError(f"{_relative(str(path))}: is there already.") from None
    except OSError as error:
        raise OperatorError(f"{_relative(str(path))}: cannot be written ({error.strerror}).") from None
    typer.echo(_relative(str(path)))


def _print(console: Console, file: Path, report: Report) -> None:
    table = Table(title=str(file), title_justify="left")
    for heading in ("", "right first", "in first three", "reached", "right when shown"):
        table.add_column(heading)
    for line in report.lines:
        table.add_row(line.name, str(line.top1), str(line.top3), str(line.reached), str(line.right_when_shown))
    console.print(table)
    console.print(f"right first, every topic counting alike: {report.by_topic}")
    console.print(f"kept back where nothing answers: {report.kept_back}; refused rightly: {report.refused}")
    console.print(f"danger seen: {report.alarms}; false alarms: {report.false_alarms}")
    console.print(f"language told rightly: {report.language_told}")
    console.print(f"microseconds a question: p50 {report.micros_p50:.0f}, p95 {report.micros_p95:.0f}")
    if report.misses:
        console.print("The worst misses:")
    for miss in report.misses[:WORST]:
        got = miss.answer.topics[0].id if miss.answer.topics else "-"
        console.print(f"  {miss.question.text[:90]!r}: {miss.answer.outcome} {got}, wanted {miss.question.topics}")


def _as_json(file: Path, report: Report) -> dict[str, Any]:
    def share(rate: Any) -> dict[str, int]:
        return {"hits": rate.hits, "of": rate.of}

    return {
        "file": file.name,
        "lines": {
            line.name: {
                "top1": share(line.top1),
                "top3": share(line.top3),
                "reached": share(line.reached),
                "right_when_shown": share(line.right_when_shown),
            }
            for line in report.lines
        },
        "top1_by_topic": share(report.by_topic),
        "abstention": share(report.kept_back),
        "refused": share(report.refused),
        "emergency_recall": share(report.alarms),
        "false_alarms": share(report.false_alarms),
        "language_told": share(report.language_told),
        "micros": {"p50": report.micros_p50, "p95": report.micros_p95},
    }


def _relative(text: str) -> str:
    """Paths from where the writer stands."""
    return text.replace(f"{Path.cwd()}/", "")


def _today() -> date:
    return utcnow().astimezone(WIB).date()
