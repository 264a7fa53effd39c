"""Faults on demand: the next calls are refused, cut off, delayed or never answered."""

from __future__ import annotations

import itertools
import time
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

from .errors import ApiError, too_many_requests

KINDS = ("429", "403", "400", "401", "409", "500", "502", "drop", "hang", "delay")
_WORDS = {
    "400": "Bad Request: simulated fault",
    "401": "Unauthorized",
    "403": "Forbidden: bot was blocked by the user",
    "409": "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    "500": "Internal Server Error",
    "502": "Bad Gateway",
}
_ids = itertools.count(1)


@dataclass(slots=True)
class Fault:
    """One order to misbehave. It ends after `times` calls or `seconds`, whichever comes first."""

    kind: str
    method: str = ""
    chat: int | None = None
    times: int | None = None
    until: float | None = None
    retry_after: int = 1
    text: str = ""
    delay_ms: float = 0.0
    after: bool = False
    id: int = 0
    hits: int = 0

    def matches(self, method: str, chat: int | None) -> bool:
        """Whether it concerns this call."""
        return (not self.method or self.method.lower() == method) and (self.chat is None or self.chat == chat)

    @property
    def over(self) -> bool:
        """Whether it has had its time."""
        return self.times == 0 or (self.until is not None and time.monotonic() >= self.until)

    def refusal(self) -> ApiError | None:
        """What the call is answered with, for the kinds that answer."""
        if self.kind == "429":
            return too_many_requests(self.retry_after)
        if self.kind in _WORDS:
            return ApiError(int(self.kind), self.text or _WORDS[self.kind])
        return None

    def describe(self) -> dict[str, Any]:
        """As the control API lists it."""
        values = asdict(self)
        values["seconds_left"] = None if self.until is None else max(0.0, self.until - time.monotonic())
        del values["until"]
        return values


def fault(values: dict[str, Any]) -> Fault:
    """A Fault from JSON. Raises ValueError with one readable sentence."""
    kind = str(values.get("kind", ""))
    if kind not in KINDS:
        raise ValueError(f"a fault's kind is one of {', '.join(KINDS)}")
    times, seconds, chat = values.get("times"), values.get("seconds"), values.get("chat")
    if times is None and seconds is None:
        times = 1
    return Fault(
        kind=kind,
        method=str(values.get("method") or ""),
        chat=None if chat is None else int(chat),
        times=None if times is None else int(times),
        until=None if seconds is None else time.monotonic() + float(seconds),
        retry_after=int(values.get("retry_after", 1)),
        text=str(values.get("text") or ""),
        delay_ms=float(values.get("delay_ms", 0)),
        after=bool(values.get("after", False)),
        id=next(_ids),
    )


class Faults:
    """The orders in force, oldest first; a call meets at most one of them."""

    def __init__(self) -> None:
        self.orders: list[Fault] = []

    def add(self, order: Fault) -> Fault:
        """Puts an order in force."""
        self.orders.append(order)
        return order

    def clear(self) -> None:
        """Behaves again."""
        self.orders.clear()

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The order that this call meets, counted as used."""
        if not self.orders:
            return None
        self.orders = [order for order in self.orders if not order.over]
        for order in self.orders:
            if order.matches(method, chat):
                order.hits += 1
                if order.times is not None:
                    order.times -= 1
                return order
        return None


class RateLimit:
    """Telegram's limits as its FAQ names them: 30 messages a second, one a second in a chat, 20 a minute in a group.

    Telegram allows short bursts in a private chat without saying how long; here five messages.
    """

    OVERALL = 30
    BURST = 5
    GROUP = 20

    def __init__(self) -> None:
        self._second: deque[float] = deque()
        self._private: dict[int, float] = {}
        self._group: dict[int, deque[float]] = {}

    def check(self, chat: int, now: float) -> None:
        """Counts a message, or refuses it with 429."""
        while self._second and self._second[0] <= now - 1:
            self._second.popleft()
        if len(self._second) >= self.OVERALL:
            raise too_many_requests(1)
        if chat < 0:
            minute = self._group.setdefault(chat, deque())
            while minute and minute[0] <= now - 60:
                minute.popleft()
            if len(minute) >= self.GROUP:
                raise too_many_requests(max(1, int(minute[0] + 60 - now) + 1))
            minute.append(now)
        else:
            # The hour at which the chat's bucket is empty again: one message a second flows out of it.
            empty_at = max(self._private.get(chat, 0.0), now)
            if empty_at - now > self.BURST - 1:
                raise too_many_requests(max(1, int(empty_at - now - self.BURST + 1) + 1))
            self._private[chat] = empty_at + 1
        self._second.append(now)
