"""Versions, what follows from what is wanted, and when a version counts as healthy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.update.health import STEADY_SECONDS, WITHIN_SECONDS, Look, Seen, verdict
from wire.update.journal import Failure, Journal, confirmed, cut_short, failed, next_step, on_trial
from wire.update.release import Wanted, order_of

VERSIONS = st.builds(
    lambda parts, candidate: ".".join(map(str, parts)) + candidate,
    st.lists(st.integers(0, 999), min_size=2, max_size=4),
    st.one_of(st.just(""), st.integers(0, 99).map(lambda n: f"rc{n}")),
)
GOOD = Look(active=True, restarts=0, connected=True)


@pytest.mark.parametrize(
    ("older", "newer"),
    [("1.0", "1.0.1"), ("1.9.0", "1.10.0"), ("1.2.0rc1", "1.2.0"), ("1.2.0rc2", "1.2.0rc10")],
)
def test_versions_sort_as_people_mean_them(older: str, newer: str) -> None:
    assert order_of(older) < order_of(newer)


@pytest.mark.parametrize("text", ["", "1", "v1.0", "1.0\n", "1.0.dev1", "1.0+x", "../1.0"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no version"):
        order_of(text)


@given(running=VERSIONS, wanted=VERSIONS, failures=st.lists(VERSIONS, max_size=3))
def test_only_a_newer_version_that_has_not_failed_is_taken(
    running: str, wanted: str, failures: list[str]
) -> None:
    known = {version: Failure(why="unwell") for version in failures}
    step = next_step(running, known, Wanted(version=wanted, everybody=True), "0" * 32)
    takes = order_of(wanted) > order_of(running) and wanted not in failures
    assert (step.do == "get") == takes
    assert (step.do == "refuse") == (not takes and wanted != running)
    assert bool(step.why) == (step.do == "refuse")


def test_a_version_that_ran_unwell_is_forgotten_by_the_next_good_one() -> None:
    journal = failed(on_trial(Journal(good="1"), "2"), "2", "unwell")
    assert confirmed(on_trial(journal, "3")) == Journal(good="3")


def test_one_cut_is_chance_and_two_are_not() -> None:
    once = cut_short(on_trial(Journal(good="1"), "2"))
    assert not once.failed["2"].is_final
    assert cut_short(on_trial(once, "2")).failed["2"].is_final


def seen(*looks: tuple[float, Look]) -> list[Seen]:
    return [Seen(at, [look]) for at, look in looks]


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([(0, GOOD), (30, GOOD)], "wait"),
        ([(0, GOOD), (30, GOOD), (60, GOOD)], "healthy"),
        ([(0, GOOD), (30, GOOD._replace(active=False)), (60, GOOD)], "wait"),
        ([(0, GOOD), (30, GOOD._replace(restarts=1)), (60, GOOD._replace(restarts=1))], "wait"),
        ([(0, GOOD), (30, GOOD._replace(connected=False)), (60, GOOD)], "wait"),
        ([(0, GOOD), (30, GOOD._replace(restarts=3))], "unwell"),
        ([(0, GOOD._replace(active=False)), (300, GOOD._replace(active=False))], "unwell"),
        ([(0, GOOD._replace(connected=False)), (300, GOOD._replace(connected=False))], "unwell"),
    ],
)
def test_healthy_is_a_minute_without_a_fault(
    looks: list[tuple[float, Look]], expected: str
) -> None:
    assert verdict(seen(*looks), was_connected=True)[0] == expected


def test_a_device_that_was_not_connected_before_need_not_be_afterwards() -> None:
    away = GOOD._replace(connected=False)
    assert verdict(seen((0, away), (60, away)), was_connected=False)[0] == "healthy"


LOOKS = st.builds(Look, st.booleans(), st.integers(0, 3), st.booleans())


@given(st.lists(LOOKS, min_size=1, max_size=80), st.booleans())
def test_there_is_a_verdict_after_five_minutes(looks: list[Look], was_connected: bool) -> None:
    told = verdict(
        seen(*((5.0 * n, look) for n, look in enumerate(looks))), was_connected=was_connected
    )
    now = 5.0 * (len(looks) - 1)
    assert now < WITHIN_SECONDS or told[0] != "wait"
    assert now >= STEADY_SECONDS or told[0] != "healthy"
    assert bool(told[1]) == (told[0] != "healthy")
