"""The picture: the same for the same seed, and showing what the script says."""

import hashlib
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest

from demo.scene.camera import HEIGHT_PX, WIDTH_PX, camera_at
from demo.scene.figure import parts_of
from demo.scene.grounds import build_ground, flash_steps
from demo.scene.light import cloud, door_openness
from demo.scene.looks import PUSHED, Look, random_look
from demo.scene.options import VIEWPOINTS, SceneOptions, Viewpoint
from demo.scene.paths import Path
from demo.scene.renderer import Renderer
from demo.scene.script import Script
from demo.scene.shadows import LOW, NOON, ShadowCaster
from demo.scene.skeleton import body_at
from demo.scene.solids import SolidPainter, fold_sheet
from demo.scene.truth import crossings_of
from edge_vision.domain.geometry import offset

TIMES_S = (0.0, 25.0, 33.04, 61.2)
BARE = SceneOptions(shadow=False, light_change=False, noise=0)
WHITE = np.full((480, 640, 3), 255, np.uint8)


@cache
def renderer(options: SceneOptions) -> Renderer:
    return Renderer(options, Script(options))


def _somebody_in_view() -> tuple[Look, Path, float]:
    walker = next(each for each in Script(BARE).chapter(0).walkers if each.errand == "pass")
    return walker.look, walker.path, (walker.path.start_s + walker.path.end_s) / 2


def fingerprints(options: SceneOptions, times_s: tuple[float, ...] = TIMES_S) -> list[str]:
    fresh = Renderer(options, Script(options))
    return [hashlib.sha256(fresh.frame_at(time_s).tobytes()).hexdigest() for time_s in times_s]


@pytest.mark.parametrize("viewpoint", VIEWPOINTS)
def test_same_options_same_pixels(viewpoint: Viewpoint) -> None:
    options = SceneOptions(viewpoint=viewpoint, flicker=True, trolleys=True, sway_px=2)
    times_s = TIMES_S[:1] if viewpoint == "square" else TIMES_S
    assert fingerprints(options, times_s) == fingerprints(options, times_s)


def test_another_seed_is_another_scene() -> None:
    assert not set(fingerprints(SceneOptions(seed=7))) & set(fingerprints(SceneOptions(seed=8)))


def test_a_picture_does_not_depend_on_those_before() -> None:
    options = SceneOptions()
    later = renderer(options).frame_at(40.0)
    renderer(options).frame_at(3.0)
    assert np.array_equal(renderer(options).frame_at(40.0), later)


def test_a_frame_is_a_picture_that_its_reader_may_write_into() -> None:
    frame = renderer(BARE).frame_at(0.0)
    assert frame.shape == (HEIGHT_PX, WIDTH_PX, 3)
    assert frame.dtype == np.uint8
    frame[:] = 0
    assert renderer(BARE).frame_at(0.0).any()


@pytest.mark.parametrize("viewpoint", VIEWPOINTS)
def test_whoever_crosses_on_the_ground_crosses_the_line_in_the_picture(
    viewpoint: Viewpoint,
) -> None:
    camera = camera_at(viewpoint)
    walkers = Script(SceneOptions(viewpoint=viewpoint)).chapter(0).walkers
    for height_m in (0.0, 0.85):
        line = camera.counting_line(height_m)
        for walker in walkers:
            for crossing in crossings_of(walker.path, camera.gate):
                right_of = []
                for time_s in (crossing.time_s - 0.25, crossing.time_s + 0.25):
                    point = np.array([[*walker.path.position_m(time_s), height_m]])
                    ((x, y),), _ = camera.pixels(point)
                    seen = offset(line, (x, y))
                    assert seen.beyond_px == 0
                    right_of.append(seen.distance_px > -1e-6)
                if walker.errand != "linger":
                    assert right_of == (
                        [False, True] if crossing.direction == "in" else [True, False]
                    )


def test_people_are_drawn_where_they_are() -> None:
    alone = SceneOptions(
        shadow=False, light_change=False, noise=0, groups=False, density_per_minute=1.5
    )
    camera, script = camera_at("slanted"), Script(alone)
    walker = next(each for each in script.chapter(0).walkers if each.errand == "pass")
    moment_s = (walker.path.start_s + walker.path.end_s) / 2
    assert script.walkers_at(moment_s) == [walker]
    empty, shown = (renderer(alone).frame_at(time_s) for time_s in (0.0, moment_s))
    body = body_at(walker.look, walker.path, moment_s)
    ((x, y),), _ = camera.pixels(body.torso.mean(axis=0)[None])
    changed = (shown != empty).any(axis=2)
    assert changed[round(y), round(x)]
    rows, columns = np.nonzero(changed)
    assert np.abs(columns - x).max() < 60
    assert np.abs(rows - y).max() < 110


def test_noise_has_the_deviation_that_was_asked() -> None:
    quiet = SceneOptions(light_change=False, noise=0)
    noisy = SceneOptions(light_change=False, noise=6)
    clean = renderer(quiet).frame_at(0.0)
    difference = renderer(noisy).frame_at(0.0).astype(float) - clean
    in_range = (clean > 30) & (clean < 225)
    assert difference[in_range].std() == pytest.approx(6, rel=0.05)


def test_flicker_moves_bands_through_a_still_picture() -> None:
    options = SceneOptions(light_change=False, noise=0, flicker=True)
    rows_at = [renderer(options).frame_at(time_s).mean(axis=(1, 2)) for time_s in (0.0, 0.04)]
    assert 2 < np.abs(rows_at[0] - rows_at[1]).max() <= 10


def test_a_camera_that_sways_moves_the_whole_picture_and_comes_back() -> None:
    steady = renderer(BARE).frame_at(0.0)
    swaying = renderer(replace(BARE, sway_px=4))
    shifts = [
        cv2.phaseCorrelate(
            steady[..., 1].astype(np.float32), swaying.frame_at(at)[..., 1].astype(np.float32)
        )[0]
        for at in (0.0, 0.7, 1.4, 2.1)
    ]
    assert 1 < np.abs(shifts).max() < 5


def test_steps_flash_where_an_escalator_runs() -> None:
    stairs = replace(BARE, viewpoint="stairs")
    camera = camera_at("stairs")
    still = build_ground(camera, stairs)
    one, other = (flash_steps(still, camera, 7, time_s) for time_s in (0.0, 0.04))
    changed = np.abs(one.astype(int) - other).max(axis=2) > 4
    assert 0.1 < changed.mean() < 0.7
    assert not changed[:, :20].any(), "the ground beside the steps stays as it is"


def test_a_trolley_is_drawn_before_its_shopper() -> None:
    plain = random_look(np.random.default_rng(3))
    path = Script(SceneOptions()).chapter(0).walkers[0].path
    body = body_at(plain, path, path.start_s + 3)
    ahead = (body.face - body.head)[:2]
    for thing in PUSHED:
        shown = np.full((480, 640, 3), 128, np.uint8)
        painter = SolidPainter(
            shown, camera_at("steep"), (0, 0), sun=1.0, sun_from=np.array([0.0, 0.0, 1.0])
        )
        sticks = list(parts_of(body, replace(plain, luggage=thing)))
        bare = len(list(parts_of(body, replace(plain, luggage="none"))))
        middle = np.mean([stick.start for stick in sticks[bare:]], axis=0)
        assert (middle - body.head)[:2] @ ahead > 0
        painter.draw(sticks, fold_sheet(1))


def test_a_low_sun_throws_longer_shadows() -> None:
    body = body_at(*_somebody_in_view())
    dark = [
        (ShadowCaster(camera_at("slanted"), sun).darken(WHITE, [body], 1.0) < 200).sum()
        for sun in (NOON, LOW)
    ]
    assert dark[1] > 1.5 * dark[0]


def test_a_square_is_full_from_its_first_picture_on_and_without_a_gap() -> None:
    script = Script(SceneOptions(viewpoint="square", density_per_minute=45))
    people = [len(script.walkers_at(time_s)) for time_s in (0, 20, 40, 280, 299, 301, 320)]
    assert min(people) >= 10


def test_clouds_come_and_go_smoothly() -> None:
    shares = np.array([cloud(7, time_s) for time_s in np.arange(0, 120, 0.04)])
    assert shares.min() == 0.0
    assert shares.max() > 0.5
    assert np.abs(np.diff(shares)).max() < 0.05


def test_the_door_opens_for_those_who_enter_and_not_for_passers_by() -> None:
    walkers = Script(SceneOptions()).chapter(0).walkers
    entering = next(walker for walker in walkers if walker.errand == "enter")
    (crossing,) = crossings_of(entering.path)
    assert door_openness([entering], crossing.time_s + 0.5) == 1.0
    assert door_openness([], 0.0) == 0.0
    for walker in (walker for walker in walkers if walker.errand == "pass"):
        times = np.arange(walker.path.start_s, walker.path.end_s, 0.2)
        assert all(door_openness([walker], time_s) == 0.0 for time_s in times)


def test_feet_stay_on_the_ground() -> None:
    for walker in Script(SceneOptions()).chapter(0).walkers[:20]:
        for time_s in np.linspace(walker.path.start_s, walker.path.end_s, 25):
            body = body_at(walker.look, walker.path, time_s)
            lowest_m = min(leg[:, 2].min() for leg in body.legs)
            assert lowest_m == pytest.approx(0.012 * walker.look.height_m)
            assert body.head[2] < walker.look.height_m


def test_a_higher_camera_looks_at_the_same_place_more_steeply() -> None:
    place = np.array([[0.0, -0.5, 0.5]])
    low, usual, high = (camera_at("stairs", height) for height in (0.75, 1.0, 1.35))
    middles = [camera.pixels(place)[0][0] for camera in (low, usual, high)]
    assert np.ptp(middles, axis=0).max() < 1e-6
    steepness = [-camera.turn[2][2] for camera in (low, usual, high)]
    assert steepness == sorted(steepness)
    assert steepness[0] < steepness[2]
