"""Questions left for an officer."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from db.models.people import Person
from db.models.questions import Question

OPEN = Question.answered_at.is_(None)


async def leave(
    session: AsyncSession, person: Person, text: str, locale: str, topic: str | None, now: datetime
) -> Question:
    """Keep a question for the officers. The same open question of the same person is kept once."""
    statement = select(Question).where(Question.person_id == person.id, OPEN)
    for question in (await session.execute(statement)).scalars():
        # The text is encrypted, each time differently: only here can it be compared.
        if question.text == text:
            return question
    question = Question(
        person_id=person.id, chat_id=person.telegram_id, text=text, locale=locale, topic=topic, asked_at=now
    )
    session.add(question)
    await session.flush()
    return question


async def open_ones(session: AsyncSession, limit: int, offset: int = 0) -> list[Question]:
    """Open questions, the longest waiting first."""
    statement = select(Question).where(OPEN).order_by(Question.id).limit(limit).offset(offset)
    return list((await session.execute(statement)).scalars())


async def count_open(session: AsyncSession) -> int:
    return (await session.execute(select(func.count()).select_from(Question).where(OPEN))).scalar_one()


async def find(session: AsyncSession, question_id: int) -> Question | None:
    return await session.get(Question, question_id)


async def answer(session: AsyncSession, question: Question, officer: Person, text: str, now: datetime) -> bool:
    """Settle a question with the officer's words. False when another officer was faster."""
    await session.refresh(question, with_for_update=True)
    if question.answered_at is not None:
        return False
    question.answer, question.answered_by, question.answered_at = text, officer.id, now
    return True
