"""The help card: who to call and what to do first when somebody is in danger."""

from collections.abc import Sequence

from handlers.kit import card
from handlers.kit.reply import Markdown, Text
from handlers.kit.request import Request

NUMBERS = ("police-110", "sapa-129", "sapa-129-whatsapp", "kp2mi-indonesia", "kp2mi-abroad", "kp2mi-whatsapp")
"""Keys of knowledge/contacts/ that hold wherever in Indonesia one is, and from abroad."""


def help_card(request: Request, topics: Sequence[str]) -> Text:
    """What to do now and who to call, then the articles that help."""
    contacts = request.house.library.contacts
    locale = request.language.locale
    numbers = [f"- {contacts[key].say(locale)}" for key in NUMBERS if key in contacts]
    body: list[str] = [
        Markdown("**" + request.gettext("If you or somebody is in danger now") + "**"),
        Markdown(
            "\n".join(
                f"{number}. {step}"
                for number, step in enumerate(
                    (
                        request.gettext(
                            "Go to where other people are. Do not stay alone, and do not leave them alone."
                        ),
                        request.gettext("Abroad: call the police of that country, then the Indonesian embassy."),
                        request.gettext("In Indonesia: call the numbers below, or go to the nearest neighbour."),
                        request.gettext("If you cannot get out or must hide, send your location to somebody you trust."),
                    ),
                    start=1,
                )
            )
        ),
    ]
    if numbers:
        checked = min(contacts[key].checked for key in NUMBERS if key in contacts)
        body.append(Markdown("\n".join(numbers)))
        body.append(request.gettext("Numbers checked on {day}", day=request.language.date(checked)))
    body.append(request.gettext("I am a computer program and cannot call anybody for you."))
    return Text(body, card.topic_buttons(request, topics[:4]), quotes=True)
