import random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.alert_test import Level, Usual
from hub.domain.press_course import CALM, Course, course_threshold, hear

USUAL = 0.15


def play(share: float, presses: int, course: Course = Course(), at: float = 4.0) -> list[Course]:  # noqa: B008 - a value
    rng = random.Random(3)
    found = []
    for n in range(presses):
        course = hear(course, USUAL, at, n, unhappy=rng.random() < share)
        found.append(course)
    return found


def test_too_many_unhappy_presses_raise_it_and_usual_ones_calm_it() -> None:
    raised = next(one for one in play(0.5, 200) if one.raised_ms is not None)
    assert raised.score == raised.calm == 0.0
    calm = play(0.1, 300, raised)
    assert any(one.raised_ms is None for one in calm)


def test_it_stays_while_it_is_bad() -> None:
    raised = Course(raised_ms=5)
    assert all(one.raised_ms == 5 for one in play(0.3, 300, raised))


@given(st.lists(st.booleans(), max_size=200), st.floats(0.02, 0.9), st.floats(1.5, 9))
def test_sums_stay_within_their_bounds(presses: list[bool], usual: float, at: float) -> None:
    course = Course()
    for n, unhappy in enumerate(presses):
        course = hear(course, usual, at, n, unhappy=unhappy)
        assert 0 <= course.score < at
        assert 0 <= course.calm < CALM
        assert not (course.score and course.raised_ms is not None)


@pytest.mark.parametrize(("a_day", "allowed"), [(30, 4.0)])
def test_as_many_false_alarms_come_as_are_allowed(a_day: int, allowed: float) -> None:
    """With levels known for sure; benchmarks/alerts.py has those that were learned."""
    usual = Usual({hour: Level(USUAL, a_day / 12) for hour in range(84)})
    at = course_threshold(usual, allowed)
    rng = random.Random(a_day)
    counts, per_group = [], 250
    for _ in range(4):
        course, alarms = Course(), 0
        for n in range(round(per_group / allowed) * 30 * a_day):
            before = course.raised_ms
            course = hear(course, USUAL, at, n, unhappy=rng.random() < USUAL)
            alarms += before is None and course.raised_ms is not None
        counts.append(alarms / round(per_group / allowed))
    assert fmean(counts) == pytest.approx(allowed, rel=0.15)


@pytest.mark.parametrize("bad", [(Usual({}), 1.0), (Usual({1: Level(0.2, 9)}), 0.0)])
def test_what_cannot_be_kept_is_refused(bad: tuple[Usual, float]) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        course_threshold(*bad)
