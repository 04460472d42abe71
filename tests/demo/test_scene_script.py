"""The choreography and its truth."""

import itertools
import math
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo.errors import DemoError
from demo.scene.crowd import Crowd
from demo.scene.options import SceneOptions, Viewpoint
from demo.scene.paths import Leg, walk
from demo.scene.script import CHAPTER_S, Chapter, Script, Walker, write_chapter
from demo.scene.truth import LINE_HALF_WIDTH_M, LINE_Y_M, Counts, crossings_of

chapters = st.builds(
    write_chapter,
    st.builds(
        SceneOptions,
        seed=st.integers(0, 2**40),
        density_per_minute=st.floats(0.5, 25),
        groups=st.booleans(),
    ),
    st.integers(0, 10_000),
)


@cache
def script() -> Script:
    return Script(SceneOptions(seed=3))


@cache
def chapter() -> Chapter:
    return write_chapter(SceneOptions(seed=3, density_per_minute=40), 0)


def sides(walker: Walker) -> list[bool]:
    """Whether the ground point is on the street's side, 50 times a second."""
    times = np.arange(walker.path.start_s, walker.path.end_s, 0.02)
    return list(np.interp(times, walker.path.times_s, walker.path.points_m[:, 1]) > LINE_Y_M)


@settings(max_examples=8, deadline=None)
@given(chapters)
def test_everybody_moves_like_a_human_being(chapter: Chapter) -> None:
    for walker in chapter.walkers:
        steps = np.hypot(*np.diff(walker.path.points_m, axis=0).T)
        speeds_m_s = steps / np.diff(walker.path.times_s)
        assert speeds_m_s.max() <= 1.7
        assert speeds_m_s[steps > 0].min() >= 0.15
        assert 0.95 <= walker.look.height_m <= 1.96


@settings(max_examples=8, deadline=None)
@given(chapters)
def test_truth_is_what_the_walks_come_to(chapter: Chapter) -> None:
    counted: Counter[str] = Counter()
    for walker in chapter.walkers:
        walked = [outside for outside, _ in itertools.groupby(sides(walker))]
        counted.update("in" if before else "out" for before in walked[:-1])
    totals = chapter.counts_until(math.inf)
    assert (totals.entered, totals.left) == (counted["in"], counted["out"])
    assert totals.passed == sum(walker.passes for walker in chapter.walkers)


@settings(max_examples=8, deadline=None)
@given(chapters)
def test_errands_do_not_outlast_the_next_chapter(chapter: Chapter) -> None:
    first_s = min((walker.path.start_s for walker in chapter.walkers), default=0.0)
    begin_s = first_s // CHAPTER_S * CHAPTER_S
    assert chapter.end_s <= begin_s + 2 * CHAPTER_S


@settings(max_examples=8, deadline=None)
@given(chapters)
def test_whoever_enters_leaves_later_and_looks_the_same(chapter: Chapter) -> None:
    entered = [walker for walker in chapter.walkers if walker.errand in {"enter", "linger"}]
    left = [walker for walker in chapter.walkers if walker.errand == "leave"]
    assert len(entered) == len(left)
    for before, after in zip(entered, left, strict=True):
        assert after.path.start_s > before.path.end_s
        assert after.look.height_m == before.look.height_m
        assert after.look.top == before.look.top


def test_someone_who_turns_back_gives_no_crossing() -> None:
    turning = [walker for walker in chapter().walkers if walker.errand == "turn_back"]
    assert turning
    for walker in turning:
        nearest_m = walker.path.points_m[:, 1].min()
        assert LINE_Y_M + 0.5 < nearest_m < LINE_Y_M + 1.2
        assert crossings_of(walker.path) == []


def test_someone_who_stops_on_the_line_crosses_once() -> None:
    lingering = [walker for walker in chapter().walkers if walker.errand == "linger"]
    assert lingering
    for walker in lingering:
        (crossing,) = crossings_of(walker.path)
        assert crossing.direction == "in"
        on_line = np.abs(walker.path.points_m[:, 1] - LINE_Y_M) < 1e-6
        assert np.ptp(walker.path.times_s[on_line]) > 1.0


def test_everybody_crosses_well_within_the_ends_of_the_line() -> None:
    for walker in chapter().walkers:
        for crossing in crossings_of(walker.path):
            assert abs(walker.path.position_m(crossing.time_s)[0]) < LINE_HALF_WIDTH_M - 0.5


def test_groups_walk_side_by_side_through_the_door() -> None:
    entering = [walker for walker in chapter().walkers if walker.errand == "enter"]
    parties = itertools.groupby(entering, key=lambda walker: walker.path.start_s)
    sizes = Counter[int]()
    for _, party in parties:
        members = list(party)
        sizes[len(members)] += 1
        times = [crossings_of(walker.path)[0].time_s for walker in members]
        assert max(times) - min(times) < 0.9
        for one, other in itertools.combinations(members, 2):
            apart_m = math.dist(one.path.position_m(times[0]), other.path.position_m(times[0]))
            assert 0.35 < apart_m < 1.6
    assert set(sizes) == {1, 2, 3}


def test_parties_do_not_walk_through_each_other() -> None:
    times = np.arange(0.0, 2 * CHAPTER_S, 0.1)
    meetings = 0
    ways = [(walker, seen_way(walker, times)) for walker in script().chapter(0).walkers]
    for (one, way), (other, other_way) in itertools.combinations(ways, 2):
        apart_m = np.hypot(*(way - other_way))
        if one.path.start_s != other.path.start_s and np.isfinite(apart_m).any():
            meetings += 1
            assert np.nanmin(apart_m) > 0.35
    assert meetings > 200


def seen_way(walker: Walker, times: np.ndarray) -> np.ndarray:
    """2 x T ground points; NaN before and after the walk, deep inside, and out of the picture."""
    path = walker.path
    x, y = (np.interp(times, path.times_s, path.points_m[:, axis]) for axis in (0, 1))
    seen = (times >= path.start_s) & (times <= path.end_s) & (y > -1.0) & (np.abs(x) < 5.4)
    return np.where(seen, np.stack([x, y]), np.nan)


def test_in_a_crowd_that_leaves_no_gap_a_party_goes_all_the_same() -> None:
    crowd = Crowd()
    standing = walk(
        [Leg([(0.0, 3.0), (0.1, 3.0)], 600.0), Leg([(0.1, 3.0), (0.2, 3.0)])],
        start_s=0.0,
        speed_m_s=1.0,
    )
    assert crowd.join([standing])[0].start_s == 0.0
    through = walk([Leg([(-4.0, 3.0), (4.0, 3.0)])], start_s=10.0, speed_m_s=1.0)
    (path,) = crowd.join([through])
    assert 10.0 <= path.start_s <= 41.0
    assert path.end_s - path.start_s == pytest.approx(8.0)


def test_a_party_waits_for_another_to_be_out_of_its_way() -> None:
    crowd = Crowd()
    along = walk([Leg([(-4.0, 3.0), (4.0, 3.0)])], start_s=0.0, speed_m_s=1.0)
    across = walk([Leg([(0.0, 7.0), (0.0, 0.0)])], start_s=0.0, speed_m_s=1.0)
    assert crowd.join([along])[0].start_s == 0.0
    (waiting,) = crowd.join([across])
    assert 0.5 < waiting.start_s < 2.0


def test_without_groups_everybody_comes_alone() -> None:
    alone = write_chapter(SceneOptions(groups=False, density_per_minute=40), 0)
    starts = [walker.path.start_s for walker in alone.walkers]
    assert len(set(starts)) == len(starts)


@pytest.mark.parametrize("density", [4.0, 16.0, 25.0])
def test_density_is_what_was_asked(density: float) -> None:
    options = SceneOptions(seed=1, density_per_minute=density)
    arrived = sum(
        walker.errand != "leave" for n in range(6) for walker in write_chapter(options, n).walkers
    )
    minutes = 6 * CHAPTER_S / 60
    # Parties vary as a Poisson process: five standard deviations of its count of people.
    assert abs(arrived - density * minutes) < 5 * math.sqrt(2.2 * density * minutes)


def test_same_seed_same_people() -> None:
    one, same, other = (Script(SceneOptions(seed=seed)) for seed in (3, 3, 4))
    assert one.crossings_between(0, 900) == same.crossings_between(0, 900)
    assert one.crossings_between(0, 900) != other.crossings_between(0, 900)


@settings(max_examples=8, deadline=None)
@given(st.floats(0, 1200), st.floats(0, 1200))
def test_counts_agree_with_crossings_in_whatever_order_one_asks(one_s: float, two_s: float) -> None:
    for time_s in (one_s, two_s):
        counts = script().counts_until(time_s)
        crossed = script().crossings_between(-1.0, time_s)
        assert counts.entered == sum(crossing.direction == "in" for crossing in crossed)
        assert counts.left == sum(crossing.direction == "out" for crossing in crossed)
    assert 0 <= counts.left <= counts.entered


def test_crossings_between_neighbouring_spans_are_the_crossings_of_both() -> None:
    whole = script().crossings_between(250, 700)
    assert whole == script().crossings_between(250, 480) + script().crossings_between(480, 700)
    assert whole == sorted(whole)


def test_an_endless_script_keeps_few_chapters() -> None:
    endless = Script(SceneOptions(seed=3))
    for number in range(12):
        endless.walkers_at(number * CHAPTER_S + 1)
        endless.counts_until(number * CHAPTER_S + 1)
    assert len(endless._kept) <= 3


def test_everybody_under_way_is_found_across_a_chapters_end() -> None:
    start_s = CHAPTER_S + 2
    expected = {
        walker.number
        for number in (0, 1)
        for walker in script().chapter(number).walkers
        if walker.path.start_s <= start_s <= walker.path.end_s
    }
    assert {walker.number for walker in script().walkers_at(start_s)} == expected


def test_counts_add_up() -> None:
    assert Counts(1, 2, 3).plus(Counts(10, 20, 30)) == Counts(11, 22, 33)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"seed": -1}, "seed is -1; choose 0 or more"),
        ({"density_per_minute": 0}, "density is 0 people a minute; choose above 0, at most 120"),
        ({"camera_height": 0.5}, "camera hangs at 0.5 of its usual height; choose 0.7 to 1.4"),
        ({"viewpoint": "side"}, "viewpoint is 'side'; choose slanted or steep or stairs or square"),
        ({"noise": 99}, "noise is 99 grey levels; choose 0 to 25"),
    ],
)
def test_options_out_of_range_are_refused_with_the_range(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(DemoError, match=told):
        SceneOptions(**wrong)


@pytest.mark.parametrize("viewpoint", ["stairs", "square"])
def test_some_stop_on_their_way_where_that_is_asked_for(viewpoint: Viewpoint) -> None:
    options = SceneOptions(seed=5, viewpoint=viewpoint, density_per_minute=20, standing=True)
    stopping = [
        float(
            np.diff(walker.path.times_s)[
                np.hypot(*np.diff(walker.path.points_m, axis=0).T) == 0
            ].sum()
        )
        for walker in write_chapter(options, 0).walkers
    ]
    stops = [seconds for seconds in stopping if seconds]
    assert 0.1 < len(stops) / len(stopping) < 0.45
    assert all(2 <= seconds <= 6 for seconds in stops)
    moving = write_chapter(replace(options, standing=False), 0)
    assert not any(
        (np.diff(walker.path.points_m, axis=0) == 0).all(axis=1).any() for walker in moving.walkers
    )
