"""Rows of the outbox: leased to one sender at a time, in the order of their chat, settled once."""

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from db.models.outbox import OutboxMessage, State
from db.operations import outbox
from db.operations.outbox import LEASE, Leased, Outgoing, Settled
from db.session import Sessions, transaction

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def message(chat: int, text: str = "x") -> Outgoing:
    return Outgoing(chat, "sendMessage", {"chat_id": chat, "text": text})


async def put(sessions: Sessions, owner: str | None, *messages: Outgoing, now: datetime = NOW) -> list[Leased]:
    async with transaction(sessions) as session:
        return await outbox.put(session, messages, owner, now)


async def claim(
    sessions: Sessions, owner: str, now: datetime = NOW, limit: int = 100, *, alone: bool = False
) -> list[str]:
    async with transaction(sessions) as session:
        return [row.params["text"] for row in await outbox.claim(session, owner, now, limit, alone=alone)]


async def settle(sessions: Sessions, row: Leased, state: State = State.SENT, message_id: int | None = 1) -> None:
    async with transaction(sessions) as session:
        await outbox.settle(session, [Settled(row.id, row.chat_id, state, NOW, message_id)])


async def test_a_new_row_is_leased_to_its_maker_and_nobody_else_claims_it(sessions: Sessions) -> None:
    assert [row.params["text"] for row in await put(sessions, "a", message(1, "one"))] == ["one"]
    assert await claim(sessions, "b") == []


async def test_a_row_without_owner_goes_to_who_claims_first(sessions: Sessions) -> None:
    assert await put(sessions, None, message(1, "one")) == []
    assert await claim(sessions, "a") == ["one"]
    assert await claim(sessions, "b") == []


async def test_the_rows_of_a_dead_process_can_be_claimed_when_its_lease_is_over(sessions: Sessions) -> None:
    await put(sessions, "dead", message(1, "one"), message(1, "two"))
    assert await claim(sessions, "b", NOW + LEASE - timedelta(seconds=1)) == []
    assert await claim(sessions, "b", NOW + LEASE + timedelta(seconds=1)) == ["one", "two"]


async def test_a_living_process_keeps_its_rows_by_renewing(sessions: Sessions) -> None:
    await put(sessions, "a", message(1, "one"))
    async with transaction(sessions) as session:
        await outbox.renew(session, "a", NOW + LEASE / 2)
    assert await claim(sessions, "b", NOW + LEASE + timedelta(seconds=1)) == []


async def test_who_stops_gives_its_rows_back_at_once(sessions: Sessions) -> None:
    await put(sessions, "a", message(1, "one"))
    async with transaction(sessions) as session:
        await outbox.release(session, "a")
    assert await claim(sessions, "b") == ["one"]


async def test_who_is_alone_takes_over_whatever_leases_say(sessions: Sessions) -> None:
    await put(sessions, "dead", message(1, "one"))
    assert await claim(sessions, "a", alone=True) == ["one"]
    assert await claim(sessions, "a", alone=True) == []


async def test_a_row_whose_chat_has_older_ones_in_other_hands_waits(sessions: Sessions) -> None:
    (first,) = await put(sessions, "a", message(1, "one"), now=NOW)
    assert await put(sessions, "b", message(1, "two"), message(2, "other chat")) != []
    assert await claim(sessions, "b") == [], "two must not overtake one"
    await settle(sessions, first)
    assert await claim(sessions, "b") == ["two"]


async def test_claims_come_oldest_first_and_no_more_than_asked_for(sessions: Sessions) -> None:
    await put(sessions, None, *(message(number, str(number)) for number in range(1, 6)))
    assert await claim(sessions, "a", limit=2) == ["1", "2"]
    assert await claim(sessions, "b") == ["3", "4", "5"]


async def test_two_who_claim_at_once_share_no_row(sessions: Sessions) -> None:
    await put(sessions, None, *(message(number % 7 + 1, str(number)) for number in range(60)))
    shares = await asyncio.gather(*(claim(sessions, f"sender {number}", limit=20) for number in range(4)))
    claimed = [text for share in shares for text in share]
    assert len(claimed) == len(set(claimed))


async def test_a_settled_row_says_nothing_any_more_and_is_not_sent_again(sessions: Sessions) -> None:
    (row,) = await put(sessions, "a", message(1, "one"))
    await settle(sessions, row, message_id=77)
    async with transaction(sessions) as session:
        stored = (await session.execute(select(OutboxMessage))).scalar_one()
        assert (stored.state, stored.params, stored.message_id, stored.lease_owner) == (State.SENT, None, 77, None)
        assert await outbox.count_pending(session) == 0
    assert await claim(sessions, "b", NOW + 2 * LEASE) == []


async def test_settled_rows_go_after_a_week_and_pending_ones_stay(sessions: Sessions) -> None:
    (settled,) = await put(sessions, "a", message(1, "one"))
    await put(sessions, "a", message(3, "pending"))
    await settle(sessions, settled)
    for days, left in ((6, [1, 3]), (8, [3])):
        async with transaction(sessions) as session:
            await outbox.forget_old(session, NOW + timedelta(days=days))
            chats = await session.execute(select(OutboxMessage.chat_id).order_by(OutboxMessage.id))
            assert list(chats.scalars()) == left
