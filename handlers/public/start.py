"""/start: who the bot is and how to ask; also what a shared link opens, and the greeting of a group."""

from handlers.kit import card
from handlers.kit.reply import Button, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("start", order=5, in_groups=True)
EXAMPLE = N_("I want a passport to work in Taiwan, what do I need?")


async def command(request: Request) -> Replies:
    topic = request.text.removeprefix(card.SHARE)
    if topic != request.text and topic in request.house.library.originals:
        return [card.answer(request, topic)]
    return [
        Text(
            [
                request.gettext(
                    "Hello! I am the helper of the Desmigratif programme, for migrant workers and families."
                ),
                request.gettext("Just write your question in your own words, for example:")
                + f"\n“{request.gettext(EXAMPLE)}”",
                request.gettext(
                    "My answers come from checked sources, and I say which and when. "
                    "When I do not know, I say so, and you can leave your question for an officer."
                ),
            ],
            [
                [Button(request.gettext("All topics"), "menu")],
                [Button(request.gettext("Change language"), "bahasa")],
            ],
        )
    ]


async def joined(request: Request) -> Replies:
    return [
        Text(
            [
                request.gettext(
                    "Hello everyone! In this group I answer when you mention me: @{name} and your question. "
                    "For anything personal, please write to me privately.",
                    name=request.house.bot_username,
                )
            ]
        )
    ]
