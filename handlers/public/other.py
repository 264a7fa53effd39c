"""What is not a question in words: photos, stickers, voice; a mistyped command; a button of long ago."""

from rapidfuzz import process

from handlers.kit.reply import Button, Replies, Text, Toast
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("other", in_groups=True)
CANNOT = {
    "voice": N_("I cannot listen to voice messages. Please write your question."),
    "photo": N_("I cannot read pictures. Please write your question."),
    "location": N_("Thank you, but I cannot use locations. Please write your question."),
    "contact": N_("Please do not send me people's numbers; I do not keep them. Write your question instead."),
    "sticker": N_("🙂 Please write your question in words."),
}
OTHERWISE = N_("I can only read text. Please write your question.")
CLOSE = 75
"""Of 100: how alike a mistyped command must be to the one it is taken for."""


async def other(request: Request) -> Replies:
    if not request.is_private:
        return []
    return [Text([request.gettext(CANNOT.get(request.kind, OTHERWISE))], [_menu(request)], quotes=True)]


async def mistyped(request: Request) -> Replies:
    if not request.is_private:
        return []
    written = request.text.split()[0].lstrip("/").split("@")[0].casefold()
    known = [command.name for command in request.house.commands if request.person.role.includes(command.role)]
    closest = process.extractOne(written, known, score_cutoff=CLOSE)
    if closest:
        return [Text([request.gettext("I do not know that command. Did you mean /{name}?", name=closest[0])])]
    return [Text([request.gettext("I do not know that command. /bantuan shows what there is.")], [_menu(request)])]


async def stale(request: Request) -> Replies:
    return [Toast(request.gettext("This button is too old. Please start again with /menu."), alert=True)]


def _menu(request: Request) -> list[Button]:
    return [Button(request.gettext("All topics"), "menu")]
