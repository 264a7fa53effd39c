"""Was this helpful? One vote for a person and an answer; the last one counts."""

from db.operations import votes
from handlers.kit.reply import Replies, Toast
from handlers.kit.request import Request
from handlers.kit.route import Route

ROUTE = Route("vote", in_groups=True)


async def tap(request: Request) -> Replies:
    topic, choice = (*request.args, "", "")[:2]
    if topic not in request.house.library.originals or choice not in ("yes", "no"):
        return [Toast(request.gettext("This article is not here any more. Try /menu."), alert=True)]
    article = request.house.library.article(topic, request.language.locale, request.today)
    helpful = choice == "yes"
    await votes.vote(
        request.session,
        request.person,
        topic,
        article.locale,
        helpful=helpful,
        checked=article.checked,
        now=request.now,
    )
    if helpful:
        return [Toast(request.gettext("Thank you! Glad it helped."))]
    return [
        Toast(
            request.gettext("Thank you for saying so. “Ask an officer” below leaves your question with an officer."),
            alert=True,
        )
    ]
