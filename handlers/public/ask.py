"""Any text is a question: the answer, two to four topics to choose from, or the honest word that nothing fits."""

from handlers.kit import card
from handlers.kit.help import help_card
from handlers.kit.reply import Button, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route

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
        return [help_card(request, topics)]
    if found.outcome == "smalltalk":
        return [_smalltalk(request)]
    if found.outcome == "refuse":
        return [_refusal(request, topics)]
    if found.outcome == "answer" and topics:
        return [card.answer(request, topics[0])]
    if found.outcome == "choose" and topics:
        return [_choice(request, topics)]
    return [_handoff(request)]


def _choice(request: Request, topics: list[str]) -> Text:
    buttons = card.topic_buttons(request, topics[:OFFERED])
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


def _smalltalk(request: Request) -> Text:
    return Text(
        [request.gettext("Hello! 🙂 Ask me anything about working abroad, your papers, or your family at home.")],
        [[Button(request.gettext("All topics"), "menu")]],
    )


def _refusal(request: Request, topics: list[str]) -> Text:
    body = [request.gettext("I cannot help with that: it can bring you into trouble or danger.")]
    buttons = card.topic_buttons(request, topics[:OFFERED])
    if buttons:
        body.append(request.gettext("This is the lawful way:"))
    return Text(body, buttons or [[Button(request.gettext("All topics"), "menu")]], quotes=True)
