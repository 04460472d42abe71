import numpy as np
import pytest

from edge_vision.domain.picture_watch import PictureWatch

RNG = np.random.default_rng(1)


def noisy(level: int) -> np.ndarray:
    return (RNG.normal(level, 3, (120, 160, 3))).clip(0, 255).astype(np.uint8)


def shop() -> np.ndarray:
    picture = noisy(90)
    picture[:, 80:] = noisy(180)[:, 80:]
    return picture


@pytest.mark.parametrize(
    ("pictures", "trouble"),
    [
        pytest.param([shop() for _ in range(30)], None, id="a shop"),
        pytest.param([shop()] * 30, "camera_frozen", id="the same picture again and again"),
        pytest.param([noisy(3) for _ in range(30)], "camera_dark", id="covered"),
        pytest.param([], "camera_frozen", id="no picture at all"),
        pytest.param([shop()] * 15 + [shop() for _ in range(15)], None, id="frozen, then well"),
    ],
)
def test_what_is_wrong_after_30_s(pictures, trouble):
    watch = PictureWatch(limit_s=20, now_s=0)
    for second, picture in enumerate(pictures):
        watch.saw(picture, second)
    assert watch.trouble(30) == trouble


def test_a_short_darkness_is_nothing():
    watch = PictureWatch(limit_s=20, now_s=0)
    for second in range(40):
        watch.saw(noisy(3) if 10 < second < 25 else shop(), second)
        assert watch.trouble(second) is None


def test_night_with_an_exit_sign_is_not_covered():
    watch = PictureWatch(limit_s=20, now_s=0)
    for second in range(40):
        picture = noisy(5)
        picture[10:40, 10:40] = 200
        watch.saw(picture, second)
    assert watch.trouble(40) is None
