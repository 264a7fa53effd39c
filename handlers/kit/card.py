"""An article as messages: the answer, its pages, what is related, and the buttons between them.

The data of its buttons is `article:<topic>:<page>` (page 0 is the answer, "related" the related topics, "below" the
answer as a new message), with `:menu` behind it when the way back leads to the menu.
"""

from collections.abc import Sequence

from handlers.kit.reply import Button, Buttons, Edit, Markdown, Text
from handlers.kit.request import Request
from knowledge.article import Article, Source

PAGE = 1100
"""Characters that a page has at most, unless one section has more: about two screens of a small phone."""
FROM_MENU = "menu"
BELOW = "below"
SHARE = "a_"
"""Before a topic in a deep link, t.me/<bot>?start=a_<topic>."""


def answer(request: Request, topic: str, *, came_from: str | None = None, note: str | None = None) -> Text:
    """The answer as a new message, quoting what was asked. Raises KeyError for a topic that is not there."""
    body, buttons = _answer(request, topic, came_from)
    return Text([note, *body] if note else body, buttons, quotes=True)


def answer_in_place(request: Request, topic: str, *, came_from: str | None = None) -> Edit:
    """The answer in the message that was tapped. Raises KeyError for a topic that is not there."""
    return Edit(*_answer(request, topic, came_from))


def shared(request: Request, topic: str) -> tuple[list[str], Buttons]:
    """The answer as somebody sends it to another chat: without buttons that would show whose they are."""
    article = request.house.library.article(topic, request.language.locale, request.today)
    link = f"https://t.me/{request.house.bot_username}?start={SHARE}{topic}"
    return _text(request, article), [[Button(request.gettext("Read more and ask"), url=link)]]


def page(request: Request, topic: str, number: int, came_from: str | None = None) -> Edit:
    """A page of the details, 1 the first, in the message that was tapped. Beyond the last, the last."""
    article = request.house.library.article(topic, request.language.locale, request.today)
    pages = _pages(request, article)
    number = max(1, min(number, len(pages)))
    turn = []
    if number > 1:
        turn.append(_button(request.gettext("‹ Back"), topic, number - 1, came_from))
    if number < len(pages):
        turn.append(_button(request.gettext("Next ›"), topic, number + 1, came_from))
    heading = f"**{article.title}** ({number}/{len(pages)})"
    buttons = [turn] if turn else []
    buttons.append([_button(request.gettext("« Short answer"), topic, 0, came_from)])
    return Edit([Markdown(heading), Markdown(pages[number - 1])], [*buttons, *_last_rows(request, topic)])


def related(request: Request, topic: str, came_from: str | None = None) -> Edit:
    """What people need next, in the message that was tapped."""
    library, locale = request.house.library, request.language.locale
    rows = [[_button(library.label(other, locale), other, 0, came_from)] for other in library.related(topic)]
    rows.append([_button(request.gettext("« Back"), topic, 0, came_from)])
    return Edit([request.gettext("People who read “{title}” also need:", title=library.title(topic, locale))], rows)


def topic_buttons(request: Request, topics: Sequence[str]) -> list[list[Button]]:
    """A row for each topic. It opens below, so that the choice stays and another can be made."""
    library, locale = request.house.library, request.language.locale
    return [
        [_button(library.label(topic, locale), topic, BELOW, None)] for topic in topics if topic in library.originals
    ]


def _answer(request: Request, topic: str, came_from: str | None) -> tuple[list[str], Buttons]:
    article = request.house.library.article(topic, request.language.locale, request.today)
    first = []
    if article.sections:
        first.append(_button(request.gettext("More"), topic, 1, came_from))
    if request.house.library.related(topic):
        first.append(_button(request.gettext("Related"), topic, "related", came_from))
    votes = [
        Button(request.gettext("👍 Helpful"), f"vote:{topic}:yes"),
        Button(request.gettext("👎 No"), f"vote:{topic}:no"),
    ]
    rows = [row for row in (first, votes) if row] + _last_rows(request, topic)
    if came_from == FROM_MENU:
        rows.append([Button(request.gettext("« Menu"), f"menu:{article.group}")])
    return _text(request, article), rows


def _last_rows(request: Request, topic: str) -> list[list[Button]]:
    # In a group nobody's question is taken down: all would see whose it is.
    return [[Button(request.gettext("Ask an officer"), f"question:ask:{topic}")]] if request.is_private else []


def _text(request: Request, article: Article) -> list[str]:
    body: list[str] = [Markdown(f"**{article.title}**"), Markdown(article.lead)]
    if article.locale != request.language.locale:
        body.append(request.gettext("This answer is not translated yet; it is in Indonesian."))
    if article.is_expired(request.today):
        body.append(
            request.gettext("⚠️ Not checked again since then. Ask an officer before you rely on amounts and rules.")
        )
    shown = "; ".join(_source(source) for source in article.sources[:2])
    checked = request.language.date(article.checked)
    body.append(
        request.gettext("Source: {sources}", sources=shown) + "\n" + request.gettext("Checked on {day}", day=checked)
    )
    return body


def _pages(request: Request, article: Article) -> list[str]:
    parts = [f"**{section.title}**\n\n{section.body}" for section in article.sections]
    listed = "\n".join(f"- {_linked(source)}" for source in article.sources)
    parts.append(f"**{request.gettext('Sources')}**\n\n{listed}")
    pages: list[str] = []
    for part in parts:
        if pages and len(pages[-1]) + len(part) <= PAGE:
            pages[-1] += f"\n\n{part}"
        else:
            pages.append(part)
    return pages


def _source(source: Source) -> str:
    return ", ".join(part for part in (source.title, source.clause) if part)


def _linked(source: Source) -> str:
    name = source.title.replace("[", "(").replace("]", ")")
    linked = f"[{name}]({source.url})" if source.url else name
    return ", ".join(str(part) for part in (linked, source.clause, source.date) if part)


def _button(label: str, topic: str, where: int | str, came_from: str | None) -> Button:
    return Button(label, f"article:{topic}:{where}" + (f":{came_from}" if came_from else ""))
