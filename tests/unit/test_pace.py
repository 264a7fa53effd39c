"""How fast we may: turns are never closer together than allowed, and bursts no larger."""

from hypothesis import given
from hypothesis import strategies as st

from bot.pace import Pace, of_chat


def turns(pace: Pace, arrivals: list[float]) -> list[float]:
    """When each arrival gets its turn."""
    return [now + pace.reserve(now) for now in arrivals]


@given(
    st.lists(st.floats(0, 5), max_size=60),
    st.floats(0.01, 2),
    st.integers(1, 8),
)
def test_no_stretch_of_time_has_more_turns_than_the_rate_allows(gaps: list[float], interval: float, burst: int) -> None:
    arrivals = [sum(gaps[: number + 1]) for number in range(len(gaps))]
    given_turns = turns(Pace(interval, burst), arrivals)
    assert given_turns == sorted(given_turns)
    for first in range(len(given_turns)):
        for last in range(first, len(given_turns)):
            span = given_turns[last] - given_turns[first]
            assert last - first + 1 <= burst + span / interval + 1e-6


def test_a_quiet_chat_may_burst_and_then_goes_on_at_its_rate() -> None:
    assert turns(Pace(1.0, 3), [100.0] * 5) == [100.0, 100.0, 100.0, 101.0, 102.0]


def test_after_a_pause_there_is_no_turn_before_its_end_and_no_burst_at_it() -> None:
    pace = Pace(1.0, 5)
    pace.pause(130.0)
    assert turns(pace, [100.0] * 3) == [130.0, 131.0, 132.0]


def test_a_pace_is_idle_when_forgetting_it_changes_nothing() -> None:
    pace = Pace(1.0, 5)
    pace.reserve(100.0)
    assert not pace.is_idle(100.5)
    assert pace.is_idle(101.0 + 4)


def test_groups_get_twenty_a_minute_and_people_one_a_second() -> None:
    group = turns(of_chat(-100), [1000.0] * 60)
    assert group[19] == 1000.0
    assert group[20] > 1000.0
    assert group[59] - group[39] == 60.0
    private = turns(of_chat(5), [1000.0] * 10)
    assert private[9] - private[8] == 1.0
