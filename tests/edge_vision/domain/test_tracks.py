"""The life of a track, told step by step; then what must never happen."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge_vision.domain.detections import Detections
from edge_vision.domain.geometry import Point
from edge_vision.domain.sight import Sight
from edge_vision.domain.track import Track
from edge_vision.domain.tracks import Tracker
from tests.edge_vision.people import at, moved, seen, times, walk


def ids(tracker: Tracker) -> list[int]:
    return [track.id for track in tracker.tracks]


def test_a_life_born_confirmed_unseen_gone() -> None:
    tracker = Tracker(patience_s=1.0)
    tracker.step(seen((100, 100)), 0.0)
    assert not tracker.tracks[0].confirmed
    tracker.step(seen((110, 100)), 0.1)
    tracker.step(seen((140, 100)), 0.4)
    assert tracker.tracks[0].trusted
    assert ids(tracker) == [1]
    tracker.step(seen(), 1.3)
    assert ids(tracker) == [1], "behind a pillar"
    ended = tracker.step(seen(), 1.5).ended
    assert [track.id for track in ended] == [1]
    assert not tracker.tracks


def test_a_doubtful_sighting_starts_nothing_but_continues() -> None:
    tracker = Tracker()
    tracker.step(seen((100, 100), score=0.2), 0.0)
    assert not tracker.tracks
    tracker.step(seen((100, 100)), 0.1)
    tracker.step(seen((104, 100), score=0.2), 0.2)
    assert tracker.tracks[0].hits == 2


def test_noise_is_forgotten_soon() -> None:
    tracker = Tracker()
    tracker.step(moved((100, 100)), 0.0)
    tracker.step(seen(), 0.6)
    assert not tracker.tracks


def test_flicker_is_never_trusted_however_often_it_is_seen() -> None:
    tracker = Tracker()
    for time_s in times(20, 10):
        tracker.step(moved((100 + 10 * np.sin(40 * time_s), 100)), time_s)
    assert tracker.tracks[0].hits > 100
    assert not tracker.tracks[0].trusted


def test_what_moves_a_body_length_is_trusted_without_a_model() -> None:
    tracker = Tracker()
    path = walk((100, 100), (300, 100), 2)
    for time_s in times(2, 10):
        place = path(time_s)
        assert place is not None
        tracker.step(moved(place), time_s)
    assert tracker.tracks[0].trusted


def with_shadows(*, seen_every: int, shadow_seen_every: int = 0) -> Tracker:
    """Three people walk, of whom the model sees each in every so many looks, and two shadows."""
    tracker = Tracker()
    people = [walk((100 + 120 * k, 50), (100 + 120 * k, 450), 4) for k in range(3)]
    shadows = [walk((430 + 70 * k, 50), (430 + 70 * k, 450), 4) for k in range(2)]
    for look, time_s in enumerate(times(4, 6)):
        places = [place for path in people if (place := path(time_s))]
        shades = [place for path in shadows if (place := path(time_s))]
        known = places if look % seen_every == 0 else []
        if shadow_seen_every and look % shadow_seen_every == 0:
            known, shades = known + shades, []
        rest = moved(*(place for place in places if place not in known), *shades)
        tracker.step(seen(*known).joined(rest), time_s)
    return tracker


def trusted(tracker: Tracker) -> list[bool]:
    order = sorted(tracker.tracks, key=lambda track: track.position[0])
    return [track.trusted for track in order]


def test_where_the_model_sees_people_what_it_never_sees_is_a_shadow() -> None:
    assert trusted(with_shadows(seen_every=1)) == [True, True, True, False, False]


def test_a_shadow_taken_for_a_person_once_in_many_looks_is_a_shadow() -> None:
    tracker = with_shadows(seen_every=1, shadow_seen_every=24)
    assert [track.model_hits > 0 for track in tracker.tracks] == [True] * 5
    assert trusted(tracker) == [True, True, True, False, False]


def test_where_the_model_seldom_sees_people_motion_is_believed() -> None:
    """From straight above: nothing tells a shadow from somebody whom the model does not know."""
    assert trusted(with_shadows(seen_every=4)) == [True] * 5


def test_not_being_seen_where_nobody_looked_means_nothing() -> None:
    tracker = Tracker()
    corner = np.asarray([[0.0, 0.0, 300.0, 300.0]])
    for time_s in times(1, 10):
        tracker.step(replace(seen((100, 100), (500, 400)), looked_xyxy=corner), time_s)
    tracker.step(replace(seen(), looked_xyxy=corner), 1.0)
    near, far = sorted(tracker.tracks, key=lambda track: track.position[0])
    assert (near.looks, near.missed_looks) == (10, 1)
    assert (far.looks, far.missed_looks) == (0, 0)


def test_a_bag_inside_a_person_is_no_second_person() -> None:
    tracker = Tracker()
    path = walk((100, 100), (300, 100), 2)
    for time_s in times(2, 10):
        x, y = path(time_s) or (0, 0)
        both = seen((x, y)).joined(seen((x + 12, y + 25), size=(16, 40)))
        tracker.step(both, time_s)
    assert sum(track.trusted for track in tracker.tracks) == 1


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_two_side_by_side_stay_two(fps: int) -> None:
    tracker = Tracker()
    left, right = walk((100, 50), (100, 400), 3), walk((145, 50), (145, 400), 3)
    for time_s in times(3, fps):
        tracker.step(seen(*(p for path in (left, right) if (p := path(time_s)))), time_s)
    assert len(tracker.tracks) == 2
    assert all(track.hits >= 3 * fps - 1 for track in tracker.tracks)


@pytest.mark.parametrize("fps", [5, 10, 30])
def test_two_who_pass_each_other_keep_their_names(fps: int) -> None:
    tracker = Tracker()
    down, up = walk((100, 50), (100, 400), 3), walk((150, 400), (150, 50), 3)
    for time_s in times(3, fps):
        tracker.step(seen(*(p for path in (down, up) if (p := path(time_s)))), time_s)
    speeds = sorted(track.state.vy for track in tracker.tracks)
    assert len(speeds) == 2
    assert speeds[0] < 0 < speeds[1]


def test_somebody_who_vanished_does_not_become_somebody_far_away() -> None:
    tracker = Tracker()
    for time_s in times(1, 10):
        tracker.step(seen((100, 100)), time_s)
    tracker.step(seen((100, 400)), 2.0)
    assert len(tracker.tracks) == 2


@pytest.mark.parametrize(("away_px", "expected"), [(60, [1]), (115, [1, 2])])
def test_who_was_seen_once_does_not_leap_to_where_somebody_else_is(
    away_px: int, expected: list[int]
) -> None:
    tracker = Tracker()
    tracker.step(seen((100, 300)), 0.0)
    tracker.step(seen((100, 300 - away_px)), 0.48)
    assert ids(tracker) == expected


def test_a_model_that_looks_and_sees_nobody_ends_a_standing_person_early() -> None:
    def life(found: Detections) -> float:
        tracker = Tracker(patience_s=1.0, still_patience_s=5.0)
        for time_s in times(1, 10):
            tracker.step(seen((100, 100)), time_s)
        time_s = 1.0
        while tracker.tracks:
            tracker.step(found, time_s)
            time_s += 0.25
        return time_s - 1.0

    assert life(Detections.none(looked=True)) < 3
    assert life(Detections.none(looked=False)) > 4


def test_memory_is_bounded() -> None:
    tracker = Tracker()
    rng = np.random.default_rng(3)
    for time_s in times(0.4, 10):
        tracker.step(seen(*rng.uniform(0, 20_000, (120, 2)).tolist()), time_s)
        assert len(tracker.tracks) <= 200
    assert len(tracker.tracks) == 200


sightings = st.lists(
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 400)), max_size=4), max_size=25
)


@settings(max_examples=40)
@given(sightings)
def test_the_same_frames_give_the_same_tracks(frames: list[list[Point]]) -> None:
    def run() -> list[object]:
        tracker = Tracker()
        story: list[object] = []
        for index, places in enumerate(frames):
            step = tracker.step(seen(*places), index / 8)
            story.append([(track.id, track.position) for track in step.seen])
        return story

    assert run() == run()


@settings(max_examples=40)
@given(sightings)
def test_a_detection_feeds_one_track_at_most(frames: list[list[Point]]) -> None:
    tracker = Tracker()
    for index, places in enumerate(frames):
        step = tracker.step(seen(*places), index / 8)
        assert len(step.seen) <= len(places)
        assert len({track.id for track in step.seen}) == len(step.seen)
        assert not {track.id for track in step.ended} & {track.id for track in tracker.tracks}


def test_two_who_meet_keep_their_names_by_their_clothes() -> None:
    """They stop face to face for a moment and turn round: only the clothes tell who is who."""

    def at(time_s: float) -> list[tuple[float, float]]:
        gap = 30 + 150 * abs(1 - time_s)
        return [(300 - gap / 2, 200), (300 + gap / 2, 200)]

    red, blue = np.asarray([20, 20, 200] * 2), np.asarray([200, 20, 20] * 2)
    tracker = Tracker()
    for time_s in times(2, 8):
        plain = seen(*at(time_s))
        tracker.step(replace(plain, colours=np.asarray([red, blue], dtype=float)), time_s)
    left, right = sorted(tracker.tracks, key=lambda track: track.position[0])
    assert left.colours[2] > 150
    assert right.colours[0] > 150
    assert left.first[0] < right.first[0]


def test_a_box_around_a_pair_starts_no_third_track() -> None:
    tracker = Tracker()
    for time_s in times(2, 10):
        x = 100 + 60 * time_s
        pair = seen((x, 100), (x + 34, 104))
        if 0.9 < time_s < 1.2:
            pair = pair.joined(seen((x + 17, 102), size=(66, 106)))
        tracker.step(pair, time_s)
        assert ids(tracker) == [1, 2]


def together(seconds: float) -> Tracker:
    """Two who walk side by side and for so long are seen as one, of twice a person's width."""
    tracker = Tracker()
    for time_s in times(3 + seconds, 6):
        x = 100 + 60 * time_s
        pair = seen((x, 100), (x + 34, 104))
        if 1.5 < time_s < 1.5 + seconds:
            pair = seen((x + 17, 102), size=(78, 106))
        tracker.step(pair, time_s)
    return tracker


def test_two_drawn_together_are_both_still_there_when_they_part() -> None:
    one, other = together(2.8).tracks
    assert (one.id, other.id) == (1, 2)
    assert other.position[0] - one.position[0] == pytest.approx(34, abs=2)
    assert one.model_hits < 24, "together is no sighting"


def test_who_is_only_ever_seen_with_somebody_else_is_given_up() -> None:
    assert ids(together(6)) != [1, 2]


def test_a_sighting_between_two_goes_to_who_was_seen_a_moment_ago() -> None:
    tracker = Tracker(patience_s=5.0)
    for time_s in times(2, 10):
        walker = [(100 + 100 * time_s, 100.0)] if time_s <= 1 else []
        tracker.step(seen(*walker, (285, 100)), time_s)
    lost, kept = tracker.tracks
    tracker.step(seen((291, 100)), 2.0)
    assert (lost.seen_s, kept.seen_s) == (1.0, 2.0)


def test_half_of_somebody_hidden_says_little_of_where_they_are() -> None:
    """The lower half vanishes behind somebody: the middle of the rest is no step upwards."""

    def faster(size: tuple[float, float]) -> float:
        tracker = Tracker()
        for index in range(12):
            tracker.step(seen((100, 300 - 8 * index)), index / 6)
        before = tracker.tracks[0].state.vy
        for index in (12, 13):
            tracker.step(seen((100, 300 - 8 * index - 20), size=size), index / 6)
        return before - tracker.tracks[0].state.vy

    assert 0 < faster((40, 60)) < 0.9 * faster((40, 100))


def test_somebody_known_comes_before_a_newcomer_where_they_reappear() -> None:
    tracker = Tracker()
    for index in range(12):
        tracker.step(seen((100, 300 - 8 * index)), index / 6)
    for index in (12, 13):
        tracker.step(seen(), index / 6)
    tracker.step(moved((112, 208)), 14 / 6)
    step = tracker.step(seen((112, 200)), 15 / 6)
    assert [track.id for track in step.seen] == [1]


def test_half_of_a_neighbour_does_not_drag_somebody_along() -> None:
    tracker = Tracker()
    for index in range(12):
        y = 300 - 8 * index
        sure = seen((100, y)).joined(moved((150, y)))
        last = tracker.step(sure, index / 6)
    neighbour, person = sorted(last.seen, key=lambda track: track.position[0])
    half = seen((112, 195), size=(24, 60), score=0.3)
    step = tracker.step(seen((100, 204)).joined(half).joined(moved((150, 204))), 2.0)
    assert {track.id for track in step.seen} == {neighbour.id, person.id}
    assert person.position[0] == pytest.approx(150, abs=3)
    assert neighbour.position[0] == pytest.approx(100, abs=3)


def test_half_of_somebody_starts_no_second_track() -> None:
    tracker = Tracker()
    for index in range(6):
        half = seen((108, 275), size=(24, 50), score=0.6)
        tracker.step(seen((100, 300)).joined(half), index / 6)
    assert len(tracker.tracks) == 1


def beside_eight(seen_looks: set[int], x_of_one: int = 600) -> Track:
    """One more beside eight people whom the model sees always; it sees this one in these looks."""
    tracker, people = Tracker(), range(60, 540, 60)
    for index in range(8):
        y = 60 + 30 * index
        other = (seen if index in seen_looks else moved)((x_of_one, y))
        tracker.step(seen(*((x, y) for x in people)).joined(other), index / 6)
    walking = {round(track.position[0]): track for track in tracker.tracks}
    assert all(walking[x].trusted for x in people)
    assert walking[x_of_one].walked
    return walking[x_of_one]


@pytest.mark.parametrize("seen_looks", [set(), {3}])
def test_a_shadow_is_not_believed_in_among_people_whom_the_model_knows(
    seen_looks: set[int],
) -> None:
    """Not even where somebody's box beside it was once taken for its own."""
    assert not beside_eight(seen_looks).trusted


def walker(*, model_hits: int, usual_sight: float) -> Track:
    """Somebody, or a shadow, who has walked for twenty looks."""
    track = at((100, 100), 9.0)
    track.hits = track.looks = 20
    track.model_hits, track.usual_sight, track.beside = model_hits, usual_sight, 20
    return track


@pytest.mark.parametrize(
    ("model_hits", "taught"),
    [
        pytest.param(2, 0.95, id="a shadow that was in one box with its owner, twice"),
        pytest.param(10, 0.905, id="somebody who is harder to see than others"),
    ],
)
def test_only_who_is_believed_in_teaches_how_well_people_are_seen(
    model_hits: int, taught: float
) -> None:
    known = Sight(0.95, people=20)
    found = known.with_walkers([walker(model_hits=model_hits, usual_sight=known.usual)])
    assert found.usual == pytest.approx(taught)


def test_somebody_whom_the_model_knows_less_well_than_others_is_believed_in() -> None:
    assert beside_eight({1, 4, 6}).trusted


def test_somebody_whom_the_model_never_sees_and_who_walks_alone_is_believed_in() -> None:
    """Nobody is near whose shadow it could be."""
    assert beside_eight(set(), x_of_one=900).trusted
