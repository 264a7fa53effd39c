"""How fast we may: Telegram takes about 30 messages a second, 1 a second in a private chat, 20 a minute in a group."""

from dataclasses import dataclass
from datetime import timedelta

from telegram.error import RetryAfter


@dataclass(slots=True)
class Pace:
    """One call every `interval` seconds on average, at most `burst` at once (the generic cell rate algorithm)."""

    interval: float
    burst: int
    _next: float = 0.0

    def reserve(self, now: float) -> float:
        """Take the next turn, and say how many seconds it is away."""
        self._next = max(self._next, now - (self.burst - 1) * self.interval)
        wait = max(0.0, self._next - now)
        self._next += self.interval
        return wait

    def pause(self, until: float) -> None:
        """No turn before that moment, and none at once after it."""
        self._next = max(self._next, until)

    def is_idle(self, now: float) -> bool:
        """Whether forgetting this would change nothing."""
        return self._next <= now - (self.burst - 1) * self.interval


def of_chat(chat_id: int) -> Pace:
    """Telegram allows short bursts in a private chat; groups and channels have negative ids."""
    return Pace(3.0, 20) if chat_id < 0 else Pace(1.0, 5)


def seconds_to_wait(error: RetryAfter) -> float:
    """python-telegram-bot says it as a number, or as a timedelta where its environment asks for one."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
