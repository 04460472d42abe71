"""Whom a release goes to first, and when it goes no further."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from hub.domain.staging import (
    SILENT_P,
    STAGES,
    Facts,
    Tally,
    chosen,
    how_many,
    judge,
    most_failures,
    silence_p,
    standing,
)

NAMES = [f"shop-{n}/door" for n in range(400)]


@pytest.mark.parametrize(
    ("stage", "devices", "expected"),
    [(0, 400, 20), (1, 400, 100), (2, 400, 400), (0, 1, 1), (0, 0, 0), (0, 21, 2), (1, 3, 1)],
)
def test_a_stage_is_its_share_and_at_least_one(stage: int, devices: int, expected: int) -> None:
    assert how_many(stage, devices) == expected


@given(
    st.sets(st.sampled_from(NAMES), max_size=60),
    st.sets(st.sampled_from(NAMES), max_size=20),
    st.integers(0, 2),
)
def test_nobody_is_chosen_twice_and_the_stage_is_filled(
    names: set[str], already: set[str], stage: int
) -> None:
    new = chosen("1.2.0", stage, sorted(names), already)
    assert not set(new) & already
    assert set(new) <= names
    assert len(new) + len(names & already) >= how_many(stage, len(names))
    assert new == chosen("1.2.0", stage, sorted(names, reverse=True), already)


def test_other_versions_go_to_others_first() -> None:
    assert chosen("1.2.0", 0, NAMES, []) != chosen("1.3.0", 0, NAMES, [])


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (Facts("2", told_failed=False, silent=False, heard_since_chosen=True), "runs"),
        (Facts("2", told_failed=False, silent=True, heard_since_chosen=True), "silent"),
        (Facts("1", told_failed=True, silent=False, heard_since_chosen=True), "failed"),
        (Facts("1", told_failed=False, silent=False, heard_since_chosen=True), "waiting"),
        (Facts("1", told_failed=False, silent=True, heard_since_chosen=True), "away"),
        (Facts("1", told_failed=False, silent=False, heard_since_chosen=False), "away"),
    ],
)
def test_how_a_device_stands(facts: Facts, expected: str) -> None:
    assert standing(facts, "2") == expected


@pytest.mark.parametrize(
    ("tally", "stage", "rested", "expected"),
    [
        (Tally(runs=19, failed=1), 0, True, "stop"),
        (Tally(runs=98, failed=2), 1, True, "further"),
        (Tally(runs=97, failed=3), 1, True, "stop"),
        (Tally(runs=20), 0, True, "further"),
        (Tally(runs=20), 0, False, "stay"),
        (Tally(runs=17, waiting=3), 0, True, "stay"),
        (Tally(runs=18, waiting=2), 0, True, "further"),
        (Tally(away=20), 0, True, "stay"),
        (Tally(runs=5, away=15), 0, True, "further"),
        (Tally(runs=400), 2, True, "done"),
        (Tally(runs=12, silent=8, others=380, others_silent=4), 0, True, "stop"),
        (Tally(runs=19, silent=1, others=380, others_silent=20), 0, True, "further"),
    ],
)
def test_a_release_goes_on_stays_or_stops(
    tally: Tally, stage: int, rested: bool, expected: str
) -> None:
    assert judge(tally, stage, rested=rested)[0] == expected


def test_what_a_person_has_forgiven_stops_it_no_more() -> None:
    tally = Tally(runs=18, failed=2)
    assert judge(tally, 0, rested=True)[0] == "stop"
    assert judge(tally, 0, rested=True, forgiven=2)[0] == "further"
    assert judge(Tally(runs=17, failed=3), 0, rested=True, forgiven=2)[0] == "stop"


COUNTS = st.integers(0, 60)


@given(runs=COUNTS, silent=COUNTS, others=COUNTS, others_silent=COUNTS)
def test_silence_is_judged_as_scipy_judges_it(
    runs: int, silent: int, others: int, others_silent: int
) -> None:
    table = [[silent, runs], [others_silent, others]]
    ours = silence_p(silent, silent + runs, others_silent, others + others_silent)
    if silent + runs == 0 or others + others_silent == 0:
        assert ours == 1.0
    else:
        expected = fisher_exact(table, alternative="greater").pvalue
        assert ours == pytest.approx(expected, abs=1e-9)


@given(st.integers(0, 1000))
def test_failures_borne_are_never_more_than_one_in_fifty(devices: int) -> None:
    assert most_failures(devices) <= devices / 50


def _day(chance: random.Random, *, breaks: float, updated: int, others: int) -> bool:
    """Whether a harmless or harmful release is stopped within a day, looked at each quarter hour.

    Devices fall silent by chance for an hour on average, 2 % of the time; those that were updated
    `breaks` of all besides, for good.
    """
    leave, come = 0.02 / 4 / 0.98, 1 / 4
    away = [chance.random() < 0.02 for _ in range(updated + others)]
    broken = [n < updated and chance.random() < breaks for n in range(updated + others)]
    for _look in range(96):
        away = [(chance.random() >= come) if gone else (chance.random() < leave) for gone in away]
        silent = [gone or broke for gone, broke in zip(away, broken, strict=True)]
        gone = sum(silent[:updated])
        tally = Tally(
            runs=updated - gone, silent=gone, others=others, others_silent=sum(silent[updated:])
        )
        if judge(tally, 0, rested=False)[0] == "stop":
            return True
    return False


def test_a_harmless_release_is_seldom_stopped_and_a_harmful_one_is() -> None:
    """400 devices, 20 in the first stage: measured over simulated days."""
    chance = random.Random(20261123)
    falsely = sum(_day(chance, breaks=0.0, updated=20, others=380) for _ in range(60))
    rightly = sum(_day(chance, breaks=0.4, updated=20, others=380) for _ in range(30))
    assert falsely <= 3, "at most 5 % of days"
    assert rightly >= 28
    assert len(STAGES) == 3
    assert SILENT_P == 0.001
