"""One chat in order, many chats side by side, and no more than may wait."""

import asyncio
from datetime import UTC, datetime

from telegram import Chat, Message, Update, User

from bot.lanes import WAITING_IN_A_LANE, Lanes


def update(number: int, chat: int) -> Update:
    sender = User(chat, "x", is_bot=False)
    message = Message(number, datetime(2026, 1, 1, tzinfo=UTC), Chat(chat, "private"), from_user=sender, text="x")
    return Update(number, message=message)


async def test_updates_of_one_chat_run_in_order_and_never_at_once() -> None:
    lanes, seen, inside = Lanes(), [], 0

    async def work(number: int) -> None:
        nonlocal inside
        inside += 1
        assert inside == 1
        for _ in range(number % 3):
            await asyncio.sleep(0)
        seen.append(number)
        inside -= 1

    await asyncio.gather(*(lanes.process_update(update(number, 5), work(number)) for number in range(30)))
    assert seen == list(range(30))


async def test_a_chat_that_is_slow_does_not_hold_up_another() -> None:
    lanes, slow, done = Lanes(), asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        await slow.wait()

    async def finish() -> None:
        done.set()

    first = asyncio.create_task(lanes.process_update(update(1, 5), wait()))
    await lanes.process_update(update(2, 6), finish())
    assert done.is_set()
    assert not first.done()
    slow.set()
    await first


async def test_a_lane_is_full_when_so_many_wait_and_is_forgotten_when_all_are_through() -> None:
    lanes, go = Lanes(), asyncio.Event()

    async def wait() -> None:
        await go.wait()

    waiting = [
        asyncio.create_task(lanes.process_update(update(number, 5), wait())) for number in range(WAITING_IN_A_LANE)
    ]
    await asyncio.sleep(0)
    assert lanes.is_full(update(99, 5))
    assert not lanes.is_full(update(99, 6))
    go.set()
    await asyncio.gather(*waiting)
    assert not lanes.is_full(update(99, 5))
    assert not lanes._lanes


async def test_an_update_that_fails_frees_its_lane() -> None:
    lanes = Lanes()

    async def fail() -> None:
        raise RuntimeError

    async def work() -> None:
        done.set()

    done = asyncio.Event()
    results = await asyncio.gather(
        lanes.process_update(update(1, 5), fail()),
        lanes.process_update(update(2, 5), work()),
        return_exceptions=True,
    )
    assert isinstance(results[0], RuntimeError)
    assert done.is_set()


async def test_all_chats_together_have_a_bound() -> None:
    lanes, go = Lanes(at_once=2), asyncio.Event()

    async def wait() -> None:
        await go.wait()

    waiting = [asyncio.create_task(lanes.process_update(update(number, number), wait())) for number in (1, 2)]
    await asyncio.sleep(0)
    assert lanes.is_full(update(3, 3))
    go.set()
    await asyncio.gather(*waiting)
    assert not lanes.is_full(update(3, 3))
