"""/hapus: delete everything that is kept about a person, after one confirmation."""

from db.operations import own_data
from handlers.kit.reply import Button, Edit, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("hapus", help=N_("Delete what is kept about me"), order=75)


async def command(request: Request) -> Replies:
    return [
        Text(
            [
                request.gettext(
                    "Shall I delete everything that I keep about you: your language, your votes, the questions that "
                    "you left? This cannot be undone. /datasaya shows what it is."
                )
            ],
            [
                [Button(request.gettext("Yes, delete it"), "hapus:yes")],
                [Button(request.gettext("No, keep it"), "hapus:no")],
            ],
        )
    ]


async def tap(request: Request) -> Replies:
    if request.args != ("yes",):
        return [Edit([request.gettext("All right, nothing was deleted.")])]
    await own_data.erase(request.session, request.person)
    return [
        Edit(
            [
                request.gettext(
                    "Everything is deleted. What stands in this chat you can delete in Telegram itself. "
                    "If you write again, I begin anew."
                )
            ]
        )
    ]
