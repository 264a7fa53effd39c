"""Inline mode: @bot and some words, in any chat, to share an article."""

from handlers.kit import card
from handlers.kit.reply import Replies, Result, Results
from handlers.kit.request import Request
from handlers.kit.route import Route

ROUTE = Route("find", in_groups=True)
OFFERED = 8
DESCRIPTION = 120


async def inline(request: Request) -> Replies:
    library, locale = request.house.library, request.language.locale
    if request.text.strip():
        topics = [hit.id for hit in request.house.engine.search(request.text, OFFERED)]
    else:
        topics = list(library.topics())
    results = []
    for topic in [topic for topic in topics if topic in library.originals][:OFFERED]:
        article = library.article(topic, locale, request.today)
        body, buttons = card.shared(request, topic)
        results.append(Result(topic, article.title, article.lead[:DESCRIPTION], body, buttons))
    return [Results(results)]
