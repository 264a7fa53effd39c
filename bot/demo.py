"""What an empty database needs so that the simulator shows something: people with their roles, two questions."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.simulator.people import PEOPLE
from db.models.people import Role
from db.operations import people, questions

ROLES: Mapping[int, Role] = {1004: Role.OFFICER, 1005: Role.COORDINATOR}
"""By the number of the simulator's visitor; the others are people like any."""
QUESTIONS: Sequence[tuple[int, str]] = (
    (1002, "Min, anakku ning Hong Kong, aku kudu ngurus surat apa ben iso nampa kirimane neng bank?"),
    (1003, "Saya punya sertifikat las dari Malaysia, apakah diakui di pabrik sini?"),
)


async def fill(session: AsyncSession, now: datetime) -> bool:
    """Enter the demo, if nobody is here yet. False when somebody is: nothing is changed then."""
    if not await people.is_empty(session):
        return False
    entered = {
        visitor.id: await people.enter(session, visitor.id, ROLES.get(visitor.id, Role.PERSON), None, now)
        for visitor in PEOPLE
    }
    await session.flush()
    for visitor_id, text in QUESTIONS:
        await questions.leave(session, entered[visitor_id], text, "id", None, now)
    return True
