import random
from math import exp

import pytest

from hub.domain.silence import LEAST_MISSING, Habit, missing, too_many_missing


def test_silences_of_that_length_come_as_often_as_is_allowed() -> None:
    """Simulated visitors, each of whom presses with one in five."""
    habit, allowed = Habit(0.2, 1200), 4.0
    enough = too_many_missing(habit, allowed)
    rng = random.Random(1)
    months, alarms, since = 150, 0, 0
    for _ in range(months * round(1200 / 0.2)):
        since = 0 if rng.random() < 0.2 else since + 1
        alarms += missing(habit, since) >= enough > missing(habit, since - 1)
    # A press needs a visitor, so silences are a little shorter than exp(-e) says.
    assert 0.4 * allowed < alarms / months <= 1.1 * allowed


def test_a_kiosk_that_is_hardly_used_is_not_told_for_nothing() -> None:
    assert too_many_missing(Habit(0.01, 2), 4.0) == LEAST_MISSING
    assert exp(-LEAST_MISSING) < 0.02


def test_no_alarms_cannot_be_promised() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        too_many_missing(Habit(0.1, 100), 0.0)
