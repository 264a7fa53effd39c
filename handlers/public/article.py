"""The buttons of an article: its pages, what is related, and opening it from a list or a choice."""

from handlers.kit import card
from handlers.kit.reply import Replies, Toast
from handlers.kit.request import Request
from handlers.kit.route import Route

ROUTE = Route("article", in_groups=True)


async def tap(request: Request) -> Replies:
    topic, where, came_from = (*request.args, "", "", "")[:3]
    if topic not in request.house.library.originals:
        return [Toast(request.gettext("This article is not here any more. Try /menu."), alert=True)]
    origin = came_from if came_from == card.FROM_MENU else None
    if where == card.BELOW:
        return [card.answer(request, topic)]
    if where == "related":
        return [card.related(request, topic, origin)]
    if where.isdecimal() and int(where[:4]) > 0:
        return [card.page(request, topic, int(where[:4]), origin)]
    return [card.answer_in_place(request, topic, came_from=origin)]
