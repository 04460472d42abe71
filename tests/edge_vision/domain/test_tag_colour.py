"""The colour of a staff tag: learnt once, found on a body in other light."""

import colorsys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.domain.tag_colour import TagColour, learn_tag, tag_share, wears
from edge_vision.errors import TagError
from edge_vision.ports import Image

GREEN, RED, ORANGE, BLUE = (40, 180, 60), (30, 30, 200), (0, 130, 240), (200, 80, 20)
HELD = (50.0, 40.0, 130.0, 120.0)
BODY = (60.0, 10.0, 110.0, 150.0)


def room(seed: int = 1, level: int = 120) -> Image:
    """A grey room with a little colour cast and noise."""
    rng = np.random.default_rng(seed)
    picture = rng.integers(level - 20, level + 20, (160, 200, 1)) + rng.integers(-6, 7, 3)
    noisy = np.clip(picture + rng.integers(-4, 5, (160, 200, 3)), 0, 255)
    return np.asarray(noisy, np.uint8)


def with_patch(
    colour: tuple[int, int, int],
    box: tuple[float, float, float, float],
    *,
    light: float = 1.0,
    seed: int = 1,
) -> Image:
    picture = room(seed)
    x1, y1, x2, y2 = (int(side) for side in box)
    noise = np.random.default_rng(seed).integers(-8, 9, (y2 - y1, x2 - x1, 3))
    picture[y1:y2, x1:x2] = np.clip(np.asarray(colour) + noise, 0, 255)
    return np.asarray(np.clip(picture * light, 0, 255), np.uint8)


@pytest.mark.parametrize("colour", [GREEN, RED, ORANGE, BLUE])
@pytest.mark.parametrize("light", [0.5, 0.8, 1.0, 1.2])
def test_a_tag_learnt_once_is_found_in_other_light(
    colour: tuple[int, int, int], light: float
) -> None:
    tag = learn_tag(with_patch(colour, HELD), HELD)
    badge = (75, 40, 95, 58)
    assert wears(with_patch(colour, badge, light=light, seed=2), BODY, tag)


@pytest.mark.parametrize("other", [RED, ORANGE, BLUE, (60, 60, 60), (220, 225, 230), (10, 10, 12)])
def test_other_colours_are_not_the_tag(other: tuple[int, int, int]) -> None:
    tag = learn_tag(with_patch(GREEN, HELD), HELD)
    assert tag_share(with_patch(other, BODY, seed=2), BODY, tag) < 0.005


def test_red_passes_the_zero_of_the_hues() -> None:
    tag = learn_tag(with_patch(RED, HELD), HELD)
    start, end = tag.hue_degrees
    assert start > 300
    assert end < 60


@pytest.mark.parametrize(
    ("picture", "box", "words"),
    [
        (with_patch((12, 12, 14), HELD), HELD, "too dark"),
        (with_patch((235, 232, 238), HELD), HELD, "nearly black, grey or white"),
        (with_patch((120, 120, 120), HELD), HELD, "choose a strong colour"),
        (with_patch(GREEN, HELD), (50, 40, 58, 48), "hold the tag nearer"),
        (with_patch(GREEN, HELD), (500, 500, 600, 600), "too small"),
        (with_patch(BLUE, (50, 40, 90, 120)) // 2 * 2, (10, 40, 10, 40), "too small"),
    ],
)
def test_what_cannot_be_learnt_is_said_with_the_cure(
    picture: Image, box: tuple[float, float, float, float], words: str
) -> None:
    with pytest.raises(TagError, match=words):
        learn_tag(picture, box)


def test_a_patch_of_two_colours_is_refused() -> None:
    picture = with_patch(GREEN, HELD)
    picture[40:120, 50:90] = RED
    with pytest.raises(TagError, match="several colours"):
        learn_tag(picture, HELD)


@pytest.mark.parametrize("colour", [(120, 150, 210), (70, 110, 160), (60, 90, 140)])
def test_what_is_like_skin_or_wood_is_refused(colour: tuple[int, int, int]) -> None:
    with pytest.raises(TagError, match="skin and wood: choose green, blue, violet or pink"):
        learn_tag(with_patch(colour, HELD), HELD)


def test_a_colour_that_the_floor_has_is_refused() -> None:
    picture = with_patch(GREEN, HELD)
    picture[130:, 140:] = GREEN
    with pytest.raises(TagError, match="Much of the picture has this colour without the tag"):
        learn_tag(picture, HELD)


def test_the_shirt_below_the_badge_may_have_its_colour() -> None:
    picture = with_patch(GREEN, (60, 40, 100, 70))
    picture[70:150, 50:110] = GREEN
    assert learn_tag(picture, (60, 40, 100, 70)).saturation[1] == 1.0


def test_fingers_at_the_edge_do_not_matter() -> None:
    picture = with_patch(GREEN, HELD)
    picture[40:54, 50:130] = (120, 150, 200)
    assert learn_tag(picture, HELD).hue_degrees == pytest.approx(
        learn_tag(with_patch(GREEN, HELD), HELD).hue_degrees, abs=2
    )


def test_a_box_that_leaves_the_picture_is_cut_and_one_outside_has_none() -> None:
    tag = learn_tag(with_patch(GREEN, HELD), HELD)
    picture = with_patch(GREEN, (0, 0, 30, 80))
    assert tag_share(picture, (-30, -50, 30, 80), tag) > 0.95
    assert tag_share(picture, (-300, -50, -200, 80), tag) == 0
    assert tag_share(picture, (30, 80, 20, 70), tag) == 0


@given(st.integers(0, 359), st.floats(0.76, 1), st.floats(0.35, 1))
def test_any_strong_colour_is_found_again_where_it_was_learnt(
    hue: int, saturation: float, value: float
) -> None:
    red, green, blue = colorsys.hsv_to_rgb(hue / 360, saturation, value)
    picture = np.empty((80, 80, 3), dtype=np.uint8)
    picture[:] = np.round(255 * np.asarray([blue, green, red]))
    box = (0.0, 0.0, 80.0, 80.0)
    assert tag_share(picture, box, learn_tag(picture, box)) == 1.0


def test_whole_circle_of_hues_needs_no_special_case() -> None:
    white = TagColour((0, 359.9), (0.0, 0.2), (0.8, 1.0))
    assert wears(with_patch((240, 240, 240), HELD), HELD, white)
