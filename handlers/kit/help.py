"""The help card: who to call and what to do first when somebody is in danger."""

from collections.abc import Sequence

from handlers.kit import card
from handlers.kit.reply import Markdown, Text
from handlers.kit.request import Request
from knowledge.contacts import Contact
from knowledge.search import Answer

AT_HOME = ("police-110", "sapa-129", "sapa-129-whatsapp", "kp2mi-indonesia")
FROM_ABROAD = ("kp2mi-abroad", "kp2mi-whatsapp")
"""Keys of knowledge/contacts/national.yaml."""
KINDS = ("police", "ambulance", "mission", "complaint")
"""Of the contacts of a country, those that help in danger, in the order to call them."""
DESPAIR = ("suicide", "crisis")
"""The sign of it, and the kind of contact that helps besides."""


def help_card(request: Request, found: Answer, topics: Sequence[str]) -> Text:
    """What to do now and who to call, in the country that was named if one was, then the articles that help."""
    numbers = _numbers(request, found)
    steps = [
        request.gettext("Go to where other people are. Do not stay alone, and do not leave them alone."),
        request.gettext("Abroad: call the police of that country, then the Indonesian embassy."),
        request.gettext("In Indonesia: call the numbers below, or go to the nearest neighbour."),
        request.gettext("If you cannot get out or must hide, send your location to somebody you trust."),
    ]
    body: list[str] = [
        Markdown("**" + request.gettext("If you or somebody is in danger now") + "**"),
        Markdown("\n".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))),
    ]
    if found.explain.sign == DESPAIR[0]:
        body.insert(0, request.gettext("I am glad that you wrote. You are not alone, and this can pass."))
    if numbers:
        locale = request.language.locale
        body.append(Markdown("\n".join(f"- {contact.say(locale)}" for contact in numbers)))
        checked = min(contact.checked for contact in numbers)
        body.append(request.gettext("Numbers checked on {day}", day=request.language.date(checked)))
    body.append(request.gettext("I am a computer program and cannot call anybody for you."))
    return Text(body, card.topic_buttons(request, topics[:4]), quotes=True)


def _numbers(request: Request, found: Answer) -> list[Contact]:
    contacts = request.house.library.contacts
    sign, kind = DESPAIR
    kinds = (kind, *KINDS) if found.explain.sign == sign else KINDS
    abroad = [code for code in found.countries if code != "ID"]
    there = [
        contact
        for code in abroad
        for kind in kinds
        for contact in contacts.values()
        if (contact.country, contact.kind) == (code, kind)
    ]
    at_home = AT_HOME if not abroad else ()
    if kind in kinds and not abroad:
        there = [contact for contact in contacts.values() if (contact.country, contact.kind) == ("ID", kind)]
    return there + [contacts[key] for key in (*at_home, *FROM_ABROAD) if key in contacts]
