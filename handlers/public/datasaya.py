"""/datasaya: everything that is kept about a person, as a file they can read and keep."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from db.operations import own_data
from handlers.kit.reply import Document, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("datasaya", help=N_("What is kept about me"), order=70)
FILE = "data-saya.txt"
MARK = "\ufeff"
"""Before the text: without it, some phones' readers take UTF-8 for something else."""


async def command(request: Request) -> Replies:
    kept = await own_data.export(request.session, request.person)
    lines = [
        request.gettext(
            "Everything that this bot keeps about you, on {day}.", day=request.language.moment(request.now)
        ),
        request.gettext("/hapus deletes it."),
    ]
    for table, rows in kept.items():
        lines += ["", f"== {table} ==", *_rows(request, rows)]
    return [
        Text([request.gettext("Here is everything that I keep about you. /hapus deletes it.")]),
        Document(FILE, (MARK + "\n".join(lines) + "\n").encode()),
    ]


def _rows(request: Request, rows: Iterable[dict[str, Any]]) -> Iterable[str]:
    for row in rows:
        for name, value in row.items():
            if value is not None:
                yield f"{name}: {request.language.moment(value) if isinstance(value, datetime) else value}"
        yield ""
