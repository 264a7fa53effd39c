"""/status: what an admin needs to see at a glance."""

from db.models.people import Role
from db.operations import outbox, people, questions, votes
from handlers.kit.reply import Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("status", role=Role.ADMIN, help=N_("State of the bot"), order=60)


async def command(request: Request) -> Replies:
    library = request.house.library
    roles = await people.count_by_role(request.session)
    voted = await votes.count(request.session)
    lines = [
        request.ngettext("{number} person", "{number} people", sum(roles.values())),
        *(f"  {role.value}: {number}" for role, number in sorted(roles.items())),
        request.ngettext(
            "{number} message waits to be sent",
            "{number} messages wait to be sent",
            await outbox.count_pending(request.session),
        ),
        request.ngettext(
            "{number} question is waiting",
            "{number} questions are waiting",
            await questions.count_open(request.session),
        ),
        request.ngettext("{number} article", "{number} articles", len(library.topics())),
        request.gettext("Votes: {yes} helpful, {no} not", yes=voted[True], no=voted[False]),
    ]
    return [Text(["\n".join(lines)])]
