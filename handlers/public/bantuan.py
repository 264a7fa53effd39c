"""/bantuan: how to use the bot, and the commands that this person has."""

from handlers.kit.reply import Button, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("bantuan", help=N_("How this bot helps"), order=90, in_groups=True)


async def command(request: Request) -> Replies:
    commands = "\n".join(
        f"/{command.name} – {request.gettext(command.help)}"
        for command in request.house.commands
        if request.person.role.includes(command.role)
    )
    return [
        Text(
            [
                request.gettext(
                    "Write your question as you would say it. Short or long, with abbreviations, it does not matter."
                ),
                request.gettext("What you can also use:") + f"\n{commands}",
                request.gettext(
                    "In danger? Do not wait for this bot: go to where people are, and call the police or the embassy."
                ),
            ],
            [[Button(request.gettext("All topics"), "menu")]],
        )
    ]
