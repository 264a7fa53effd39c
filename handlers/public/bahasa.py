"""/bahasa: the language of the bot's messages."""

from db.operations import people
from handlers.kit.reply import Button, Edit, Replies, Text, Toast, rows_of
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("bahasa", help=N_("Change language"), order=80)


async def command(request: Request) -> Replies:
    return [Text([request.gettext("Which language shall I write in?")], _choices(request))]


async def tap(request: Request) -> Replies:
    if not request.args:
        return [Edit([request.gettext("Which language shall I write in?")], _choices(request))]
    chosen = next((known for known in request.house.languages if known.locale == request.args[0]), None)
    if chosen is None:
        return [Toast(request.gettext("I do not have this language."), alert=True)]
    await people.choose_locale(request.session, request.person, chosen.locale)
    return [
        Edit(
            [chosen.gettext("I write in English from now on. You can ask in any language.")],
            [[Button(chosen.gettext("All topics"), "menu")]],
        )
    ]


def _choices(request: Request) -> list[list[Button]]:
    return rows_of(
        (Button(language.name, f"bahasa:{language.locale}") for language in request.house.languages), width=2
    )
