"""/pertanyaan: the questions that people left; an officer replies, and the answer goes to who asked."""

from db.models.people import Role
from db.models.questions import Question
from db.operations import questions
from handlers.kit.errors import UserError
from handlers.kit.reply import Button, Buttons, Edit, Replies, Text, Toast
from handlers.kit.request import Request
from handlers.kit.route import Route
from handlers.kit.text import N_

ROUTE = Route("pertanyaan", role=Role.OFFICER, help=N_("Unanswered questions"), order=40)
A_PAGE = 5
SHOWN = 300
"""Signs of a question that the list shows."""


async def command(request: Request) -> Replies:
    return [Text(*await _list(request, 0))]


async def tap(request: Request) -> Replies:
    act, number = (*request.args, "", "")[:2]
    if not (number.isdecimal() and len(number) < 10):
        return [Edit(*await _list(request, 0))]
    if act == "list":
        return [Edit(*await _list(request, int(number)))]
    question = await questions.find(request.session, int(number))
    if question is None or question.answered_at is not None:
        return [Toast(request.gettext("This question has been answered already."), alert=True)]
    return [_prompt(request, question)]


async def answer(request: Request) -> Replies:
    number = request.args[0] if request.args else ""
    question = await questions.find(request.session, int(number)) if number.isdecimal() and len(number) < 10 else None
    if question is None:
        raise UserError(N_("This question is not here any more: the person has taken it back."))
    if question.answered_at is None and not any(sign.isalnum() for sign in request.text):
        return [_prompt(request, question)]
    if not await questions.answer(request.session, question, request.person, request.text, request.now):
        raise UserError(N_("Another officer has answered this question already; your text was not sent."))
    asker = next((known for known in request.house.languages if known.locale == question.locale), request.language)
    return [
        Text(
            [
                asker.gettext("An officer answers your question:") + f"\n“{question.text}”",
                request.text,
                asker.gettext("This is the officer's own answer, not one of the checked articles."),
            ],
            to=question.chat_id,
        ),
        Text([request.gettext("Sent. Thank you!")], quotes=True),
    ]


def _prompt(request: Request, question: Question) -> Text:
    return Text(
        [
            request.gettext("Question {number}:", number=question.id) + f"\n“{question.text}”",
            request.gettext("Write the answer as a reply to this message. It goes to the person as your own answer."),
        ],
        expects=f"pertanyaan:{question.id}",
    )


async def _list(request: Request, at: int) -> tuple[list[str], Buttons]:
    total = await questions.count_open(request.session)
    if not total:
        return [request.gettext("No question is waiting. Well done!")], ()
    at = min(at, total - 1) // A_PAGE * A_PAGE
    shown = await questions.open_ones(request.session, A_PAGE, at)
    body = [request.ngettext("{number} question is waiting", "{number} questions are waiting", total)]
    for question in shown:
        text = question.text if len(question.text) <= SHOWN else question.text[: SHOWN - 1] + "…"
        body.append(f"{question.id}. “{text}”\n{request.language.moment(question.asked_at)}")
    rows = [[Button(request.gettext("Answer {number}", number=q.id), f"pertanyaan:open:{q.id}")] for q in shown]
    turn = []
    if at > 0:
        turn.append(Button(request.gettext("‹ Back"), f"pertanyaan:list:{at - A_PAGE}"))
    if at + A_PAGE < total:
        turn.append(Button(request.gettext("Next ›"), f"pertanyaan:list:{at + A_PAGE}"))
    return body, [*rows, turn] if turn else rows
