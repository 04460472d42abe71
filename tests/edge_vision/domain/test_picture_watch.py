from collections.abc import Callable, Iterable
from itertools import chain, cycle, islice, repeat

import numpy as np
import pytest

from edge_vision.domain.picture_watch import TROUBLES, PictureWatch, Trouble
from edge_vision.domain.view import likeness, view_of
from edge_vision.ports import Image

RNG = np.random.default_rng(1)
PLACES = {
    seed: np.kron(np.random.default_rng(seed).integers(60, 200, (12, 16)), np.ones((10, 10)))
    for seed in (1, 2)
}


def taken(light: np.ndarray, noise: float = 3.0) -> np.ndarray:
    """A picture of H x W levels of light by a sensor with noise."""
    picture = light[..., None] + RNG.normal(0, noise, (*light.shape, 3))
    return picture.clip(0, 255).astype(np.uint8)


def shop(brightness: float = 1.0, place: int = 1, noise: float = 3.0) -> np.ndarray:
    return taken(PLACES[place] * brightness, noise)


def flat(level: float, noise: float = 3.0) -> np.ndarray:
    return taken(np.full((120, 160), level), noise)


def hand() -> np.ndarray:
    """Skin close to the lens: light leaks in from one side, nothing has an edge."""
    return taken(np.tile(np.linspace(40, 120, 160), (120, 1)), 8.0)


def with_people(second: int) -> np.ndarray:
    """Two thirds of the view are full of people who shift about."""
    picture = PLACES[1].copy()
    for number in range(8):
        x = (17 * number + 5 * second) % 110
        picture[20 * (number % 4) + 10 :, x : x + 14] = 30 + 20 * number
    return taken(picture)


def watched(*pictures: Image | None, limit_s: float = 20.0) -> list[Trouble | None]:
    """The trouble after each second of pictures, and the watch; None: no picture came."""
    watch = PictureWatch(limit_s=limit_s, now_s=0)
    found = []
    for second, picture in enumerate(pictures):
        if picture is not None:
            watch.saw(picture, second)
        found.append(watch.trouble(second))
    return found


STILL = shop()
SHOPS = [shop() for _ in range(7)]
LEARNT = 150


def a_day(seconds: int = LEARNT) -> list[Image]:
    return list(islice(cycle(SHOPS), seconds))


BLACK = flat(3)
NIGHT = PLACES[1] * 0.02


@pytest.mark.parametrize(
    ("pictures", "trouble"),
    [
        pytest.param([shop() for _ in range(30)], None, id="a shop"),
        pytest.param(repeat(STILL, 30), "camera_frozen", id="the same picture again and again"),
        pytest.param(repeat(None, 30), "camera_frozen", id="no picture at all"),
        pytest.param([taken(NIGHT + 2) for _ in range(30)], "camera_dark", id="a dark night"),
        pytest.param(repeat(taken(NIGHT + 25), 30), "camera_frozen", id="frozen in the dark"),
        pytest.param([flat(26) for _ in range(30)], "camera_covered", id="grey fog"),
        pytest.param([flat(3) for _ in range(30)], "camera_dark", id="a cap on the lens"),
        pytest.param([flat(210) for _ in range(30)], "camera_covered", id="white tape"),
        pytest.param([flat(90, 6) for _ in range(30)], "camera_covered", id="noisy grey tape"),
        pytest.param([hand() for _ in range(30)], "camera_covered", id="a hand"),
        pytest.param([STILL] * 15 + [shop() for _ in range(15)], None, id="frozen, then well"),
    ],
)
def test_what_is_wrong_is_told_within_30_s_of_the_start(
    pictures: Iterable[Image | None], trouble: Trouble | None
) -> None:
    assert watched(*pictures)[-1] == trouble


@pytest.mark.parametrize(
    ("then", "trouble"),
    [
        (hand, "camera_covered"),
        (lambda: flat(210), "camera_covered"),
        (lambda: flat(60, 15), "camera_covered"),
        (lambda: taken(140 + 0.12 * (PLACES[1] - 130)), "camera_covered"),
        (lambda: flat(3), "camera_dark"),
        (lambda: STILL, "camera_frozen"),
        (lambda: None, "camera_frozen"),
    ],
    ids=["hand", "tape", "dark tape", "sprayed", "cap", "frozen", "silent"],
)
def test_what_befalls_a_camera_by_day_is_told_within_30_s(
    then: Callable[[], Image | None], trouble: Trouble | None
) -> None:
    found = watched(*a_day(), *(then() for _ in range(31)))
    assert found[:LEARNT] == [None] * LEARNT
    assert found[-1] == trouble


def test_a_camera_that_was_turned_is_told_and_stays_so_until_turned_back() -> None:
    elsewhere = [shop(place=2) for _ in range(5)]
    found = watched(*a_day(), *islice(cycle(elsewhere), 200), *a_day(20))
    assert found[LEARNT : LEARNT + 50] == [None] * 50
    assert found[LEARNT + 80 : LEARNT + 200] == ["camera_moved"] * 120
    assert found[-1] is None


@pytest.mark.parametrize("brightness", [0.3, 0.6, 1.2])
def test_another_light_is_no_other_place(brightness: float) -> None:
    found = watched(*a_day(), *(shop(brightness) for _ in range(100)))
    assert set(found) == {None}


def test_a_crowd_before_the_camera_is_no_other_place() -> None:
    found = watched(*a_day(), *(with_people(second) for second in range(150)))
    assert set(found) == {None}


def test_a_still_shop_whose_encoder_repeats_itself_is_not_frozen_before_its_next_key_frame() -> (
    None
):
    key_frames = chain.from_iterable(repeat(shop(), 10) for _ in range(30))
    assert set(watched(*key_frames)) == {None}


def test_one_value_that_changes_in_a_row_that_is_looked_at_is_a_living_picture() -> None:
    pictures = [STILL.copy() for _ in range(60)]
    for number, picture in enumerate(pictures):
        picture[100, 7, 1] = number
    assert set(watched(*pictures)) == {None}


def test_a_short_darkness_is_nothing() -> None:
    assert set(watched(*(flat(3) if 10 < second < 25 else shop() for second in range(40)))) == {
        None
    }


def test_night_with_an_exit_sign_is_not_covered() -> None:
    def night() -> Image:
        light = NIGHT + 3
        light[10:40, 10:40] = 200
        return taken(light)

    assert set(watched(*(night() for _ in range(60)))) == {None}


def test_every_trouble_has_a_sentence_with_a_cure() -> None:
    for text in TROUBLES.values():
        assert text.format(20.0).endswith((".", "?"))
        assert "20 s" in text.format(20.0)


def test_a_view_does_not_mind_the_size_of_the_picture() -> None:
    large = np.kron(PLACES[1], np.ones((4, 4)))
    assert likeness(view_of(taken(large)).relief, view_of(shop()).relief) > 0.95
