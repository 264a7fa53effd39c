"""Search alone: the engine beside what one would take from the shelf. Time only; quality is `knowledge eval`'s."""

import re
import sqlite3
from collections.abc import Callable, Sequence
from statistics import quantiles
from time import perf_counter

from rapidfuzz import process
from rich.console import Console
from rich.table import Table

from knowledge.library import Library
from knowledge.search import Engine


def compare(console: Console, library: Library, engine: Engine, questions: Sequence[str]) -> None:
    """A table of microseconds a question."""
    ways: dict[str, Callable[[str], object]] = {
        "this bot's engine": lambda question: engine.ask(question, "id"),
        "RapidFuzz process.extract, titles and variants": _rapidfuzz(library),
        "SQLite FTS5, titles, variants and articles": _fts5(library),
    }
    table = Table(
        title=f"Search: {len(questions)} questions, {len(library.topics())} articles, "
        f"{sum(map(len, library.variants.values()))} variants",
        title_justify="left",
    )
    table.add_column("")
    for head in ("p50 µs", "p95 µs", "times ours"):
        table.add_column(head, justify="right")
    ours = 0.0
    for name, find in ways.items():
        with console.status(name):
            median, slow = _timed(find, questions)
        ours = ours or median
        table.add_row(name, f"{median:.0f}", f"{slow:.0f}", f"{median / ours:.1f}")
    console.print(table)


def _timed(find: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    for question in questions[:20]:
        find(question)
    took = []
    for question in questions:
        began = perf_counter()
        find(question)
        took.append((perf_counter() - began) * 1e6)
    marks = quantiles(took, n=100)
    return marks[49], marks[94]


def _rapidfuzz(library: Library) -> Callable[[str], object]:
    known = [article.title for article in library.originals.values()]
    known += [variant.text for variants in library.variants.values() for variant in variants]
    return lambda question: process.extract(question, known, limit=5)


def _fts5(library: Library) -> Callable[[str], object]:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE articles USING fts5(topic UNINDEXED, title, variants, body)")
    for topic, article in library.originals.items():
        variants = "\n".join(variant.text for variant in library.variants.get(topic, ()))
        body = "\n".join([article.lead, *(f"{section.title}\n{section.body}" for section in article.sections)])
        database.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", (topic, article.title, variants, body))

    def find(question: str) -> object:
        words = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", question))
        statement = "SELECT topic FROM articles WHERE articles MATCH ? ORDER BY bm25(articles) LIMIT 5"
        return database.execute(statement, (words,)).fetchall() if words else []

    return find
