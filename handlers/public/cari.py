"""/cari: a list of articles for some words, for those who would rather choose."""

from handlers.kit import card
from handlers.kit.reply import Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("cari", help=N_("Search the articles"), order=20, in_groups=True)
OFFERED = 6


async def command(request: Request) -> Replies:
    return (
        await _search(request)
        if request.text.strip()
        else [Text([request.gettext("Which words shall I look for? Reply to this message.")], expects="cari")]
    )


async def answer(request: Request) -> Replies:
    return await _search(request)


async def _search(request: Request) -> Replies:
    hits = request.house.engine.search(request.text, OFFERED)
    buttons = card.topic_buttons(request, [hit.id for hit in hits])
    if not buttons:
        return [Text([request.gettext("No article has these words. Try others, or see /menu.")], quotes=True)]
    return [Text([request.gettext("These articles come closest:")], buttons, quotes=True)]
