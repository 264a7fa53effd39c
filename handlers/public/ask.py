"""Any text is a question: the answer, two to four topics to choose from, or the honest word that nothing fits."""

from handlers.kit import card
from handlers.kit.help import help_card
from handlers.kit.reply import Button, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("ask", in_groups=True)
OFFERED = 4
LONGEST = 4096
"""What Telegram lets a person write at once."""


async def text(request: Request) -> Replies:
    question = request.text[:LONGEST]
    if not any(sign.isalnum() for sign in question):
        return [Text([request.gettext("Please write your question in words, for example: how do I get a passport?")])]
    found = request.house.engine.ask(question, request.language.locale)
    topics = [hit.id for hit in found.topics if hit.id in request.house.library.originals]
    if found.outcome == "emergency":
        return [help_card(request, found, topics)]
    if found.outcome == "smalltalk":
        return [_smalltalk(request, found.explain.sign)]
    if found.outcome == "refuse":
        return [_refusal(request, topics)]
    if found.outcome == "answer" and topics:
        return [card.answer(request, topics[0])]
    if found.outcome == "choose" and topics:
        return [_choice(request, topics[: found.offered])]
    return [_handoff(request)]


def _choice(request: Request, topics: list[str]) -> Text:
    buttons = card.topic_buttons(request, topics)
    if request.is_private:
        buttons.append([Button(request.gettext("None of these"), "question:ask:")])
    return Text([request.gettext("Which of these do you mean?")], buttons, quotes=True)


def _handoff(request: Request) -> Text:
    if not request.is_private:
        return Text(
            [request.gettext("I do not have an answer to that. Write to me privately to leave it for an officer.")],
            quotes=True,
        )
    return Text(
        [
            request.gettext("I do not have an answer to that, and I do not want to guess."),
            request.gettext(
                "Shall I leave your question for an officer? They see your words, not your name or number, "
                "and the answer comes to this chat."
            ),
        ],
        [
            [Button(request.gettext("Yes, ask an officer"), "question:send:")],
            [Button(request.gettext("No, thank you"), "question:no")],
            [Button(request.gettext("All topics"), "menu")],
        ],
        quotes=True,
    )


SMALL_TALK = {
    "greeting": N_("Hello! 🙂 Ask me anything about working abroad, your papers, or your family at home."),
    "thanks": N_("You are welcome! Ask again any time."),
    "insult": N_("I am sorry that I was no help. Tell me in other words what you need, and I try again."),
    "about": N_("I am a computer program of the Desmigratif programme. I answer from checked articles, day and night."),
}


def _smalltalk(request: Request, kind: str) -> Text:
    line = SMALL_TALK.get(kind, SMALL_TALK["greeting"])
    return Text([request.gettext(line)], [[Button(request.gettext("All topics"), "menu")]])


def _refusal(request: Request, topics: list[str]) -> Text:
    body = [request.gettext("I cannot help with that: it can bring you into trouble or danger.")]
    buttons = card.topic_buttons(request, topics[:OFFERED])
    if buttons:
        body.append(request.gettext("This is the lawful way:"))
    return Text(body, buttons or [[Button(request.gettext("All topics"), "menu")]], quotes=True)
