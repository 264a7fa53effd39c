"""Leaving a question for an officer: only with the person's leave, and only their words."""

from db.operations import questions
from handlers.kit.reply import Button, Edit, Replies, Text
from handlers.kit.request import Request
from handlers.kit.route import Route

ROUTE = Route("question")
LONGEST = 1000


async def tap(request: Request) -> Replies:
    act, topic = (*request.args, "", "")[:2]
    topic = topic if topic in request.house.library.originals else ""
    if act == "no":
        return [Edit([request.gettext("All right, I have kept nothing. Ask me anything else.")])]
    if not request.quoted or act == "write":
        return [_write_it(request, topic)]
    if act == "send":
        await _leave(request, request.quoted, topic)
        return [Edit([_thanks(request)])]
    return [
        Text(
            [
                request.gettext(
                    "Shall I leave your question for an officer? They see your words, not your name or number, "
                    "and the answer comes to this chat."
                )
            ],
            [
                [Button(request.gettext("Yes, ask an officer"), f"question:send:{topic}")],
                [Button(request.gettext("Ask something else"), f"question:write:{topic}")],
                [Button(request.gettext("No, thank you"), "question:no")],
            ],
            quotes=True,
        )
    ]


async def answer(request: Request) -> Replies:
    topic = request.args[0] if request.args else ""
    if not any(sign.isalnum() for sign in request.text):
        return [_write_it(request, topic)]
    await _leave(request, request.text, topic)
    return [Text([_thanks(request)], quotes=True)]


def _write_it(request: Request, topic: str) -> Text:
    return Text(
        [
            request.gettext(
                "What would you like to ask the officer? Write it as a reply to this message. "
                "The officer sees your words, not your name or number."
            )
        ],
        expects=f"question:{topic}",
    )


async def _leave(request: Request, text: str, topic: str) -> None:
    known = topic if topic in request.house.library.originals else None
    await questions.leave(request.session, request.person, text[:LONGEST], request.language.locale, known, request.now)


def _thanks(request: Request) -> str:
    return request.gettext(
        "Your question is kept for the officers. The answer comes to this chat when one of them has written it. "
        "If it is urgent, go to the village office."
    )
