"""/menu: all answers by pillar and group; two taps to any article."""

from handlers.kit import card
from handlers.kit.reply import Button, Buttons, Edit, Replies, Text, Toast, rows_of
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("menu", help=N_("All topics"), order=10, in_groups=True)

PILLARS = {
    1: N_("Migrating safely"),
    2: N_("Productive business"),
    3: N_("Community parenting"),
    4: N_("Cooperatives"),
    None: N_("The programme"),
}
A_PAGE = 10
"""Articles that a list shows at once: more would be a wall of buttons on a small phone."""


async def command(request: Request) -> Replies:
    return [Text(*_groups(request))]


async def tap(request: Request) -> Replies:
    if not request.args:
        return [Edit(*_groups(request))]
    group, at = (*request.args, "0")[:2]
    if group not in {known.id for known in request.house.library.groups}:
        return [Toast(request.gettext("This part of the menu is not here any more. Try /menu."), alert=True)]
    return [_articles(request, group, int(at[:4]) if at.isdecimal() else 0)]


def _groups(request: Request) -> tuple[list[str], Buttons]:
    """Every group that has an article, under the name of its pillar."""
    library, locale = request.house.library, request.language.locale
    shown = [group for group in library.groups if library.topics(group.id)]
    lines = [request.gettext("What would you like to read about?")]
    for pillar, name in PILLARS.items():
        mine = [group for group in shown if group.pillar == pillar]
        if mine:
            names = "\n".join(f"{group.icon} {group.title_in(locale)}" for group in mine)
            lines.append(f"{request.gettext(name)}:\n{names}")
    lines.append(request.gettext("Or just write your question in your own words."))
    return lines, rows_of(Button(f"{group.icon} {group.title_in(locale)}", f"menu:{group.id}") for group in shown)


def _articles(request: Request, group_id: str, at: int) -> Edit:
    library, locale = request.house.library, request.language.locale
    group = library.group(group_id)
    topics = library.topics(group_id)
    at = min(at, max(0, len(topics) - 1)) // A_PAGE * A_PAGE
    rows = rows_of(
        Button(library.label(topic, locale), f"article:{topic}:0:{card.FROM_MENU}")
        for topic in topics[at : at + A_PAGE]
    )
    turn = []
    if at > 0:
        turn.append(Button(request.gettext("‹ Back"), f"menu:{group_id}:{at - A_PAGE}"))
    if at + A_PAGE < len(topics):
        turn.append(Button(request.gettext("Next ›"), f"menu:{group_id}:{at + A_PAGE}"))
    if turn:
        rows.append(turn)
    rows.append([Button(request.gettext("« All topics"), "menu")])
    heading = f"{group.icon} {group.title_in(locale)}"
    count = request.ngettext("{number} article", "{number} articles", len(topics))
    return Edit([f"{heading}\n{count}"], rows)
