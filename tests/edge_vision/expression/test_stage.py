"""The stage with people who stand where the test says, and a face for whoever shows one."""

import dataclasses
import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest

from edge_vision.domain.correction import linear_shares, measure
from edge_vision.domain.faces import Face
from edge_vision.domain.track import Track
from edge_vision.errors import SwitchLogError
from edge_vision.expression.calibration import Calibration
from edge_vision.expression.shares import calibrate
from edge_vision.expression.stage import ExpressionStage
from edge_vision.expression.switch_log import Switch, note
from edge_vision.expression_settings import ExpressionSettings, expression_faults
from edge_vision.face_ports import Region
from edge_vision.ports import Frame, Image
from tests.edge_vision.expression.faces import draw, engine
from tests.edge_vision.expression.test_shares import TODAY
from wire.clock import FakeClock
from wire.expression_events import ExpressionWindow

SIZE = (240, 320, 3)
ON = ExpressionSettings(enabled=True, law_profile="uk", no_staff_areas=True, window_seconds=60)


class SpotFinder:
    """Finds a face in the middle of a region that is lit there."""

    def find(self, image: Image, region: Region | None = None) -> list[Face]:
        assert region is not None
        x1, y1, x2, y2 = region
        middle = np.asarray([(x1 + x2) / 2, (y1 + y2) / 2])
        x, y = (int(value) for value in middle)
        if not (0 <= x < SIZE[1] and 0 <= y < SIZE[0]) or image[y, x].max() < 20:
            return []
        marks = np.asarray([[0.3, 0.4], [0.7, 0.4], [0.5, 0.6], [0.35, 0.8], [0.65, 0.8]])
        return [Face(np.asarray([*(middle - 20), 40.0, 40.0]), middle - 20 + 40 * marks, 0.9)]


class Stand:
    """A shop: people by number, each at a place, in pictures of a grey that is their expression."""

    def __init__(self, calibration: Calibration | None = None, **changes: object) -> None:
        self.clock = FakeClock()
        self.told: list[ExpressionWindow] = []
        self.stage = ExpressionStage(
            msgspec.structs.replace(ON, **changes),
            engine=engine()._replace(faces=SpotFinder()),
            calibration=calibration,
            zones=[("till", [(0, 0), (160, 0), (160, 240), (0, 240)])],
            staff_areas=[[(250, 0), (320, 0), (320, 240), (250, 240)]],
            record=self.told.append,
            clock=self.clock,
        )
        self.time_s = 0.0

    def visit(
        self,
        number: int,
        *,
        x: float = 100.0,
        level: int = 150,
        seconds: float = 1.0,
        staff: frozenset[int] = frozenset(),
    ) -> None:
        track = Track.born(
            number, np.asarray([x - 30, 60, x + 30, 220]), 0, by_model=True, colours=np.zeros(6)
        )
        track = dataclasses.replace(track, hits=9, model_hits=9, born_s=-5)
        picture = np.random.default_rng(number).normal(level, 30, SIZE).clip(0, 255) * (level > 0)
        for _ in range(round(seconds * 5)):
            self.time_s += 0.2
            self.clock.advance(0.2)
            track.seen_s = self.time_s
            frame = Frame(picture.astype(np.uint8), self.time_s, 0)
            self.stage.step(frame, [track], staff)
        self.stage.step(Frame(np.zeros(SIZE, np.uint8), self.time_s, 0), [], staff)

    def later(self, seconds: float = 60) -> list[ExpressionWindow]:
        self.clock.advance(seconds)
        self.stage.due()
        told, self.told[:] = list(self.told), []
        return told


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    counts = {"sadness": 40, "neutral": 40, "happiness": 40}
    return calibrate(draw(tmp_path_factory.mktemp("faces"), counts, seed=7), engine(), TODAY)


def test_five_visitors_make_a_window_and_four_wait() -> None:
    shop = Stand()
    for number in range(4):
        shop.visit(number)
    assert shop.later() == []
    shop.visit(9)
    (window,) = shop.later()
    assert (window.visitors, window.zone, window.unseen) == (5, "till", 0)
    assert window.seconds == 120


def test_whoever_stands_for_long_is_one_visitor() -> None:
    shop = Stand()
    shop.visit(1, level=220, seconds=30)
    for number in range(2, 6):
        shop.visit(number, level=70, seconds=0.4)
    (window,) = shop.later()
    assert (window.negative, window.positive) == (0.8, 0.2)


def test_without_a_calibration_a_window_says_that_it_is_uncorrected() -> None:
    shop = Stand()
    for number in range(5):
        shop.visit(number)
    (window,) = shop.later()
    assert not window.corrected
    assert window.errors == []


def test_a_face_in_a_staff_area_does_not_exist() -> None:
    shop = Stand()
    for number in range(6):
        shop.visit(number, x=285)
    for number in range(10, 15):
        shop.visit(number, x=200)
    (window,) = shop.later()
    assert (window.zone, window.visitors, window.unseen) == (None, 5, 6)


def test_staff_have_no_vote_and_are_not_even_unseen() -> None:
    shop = Stand()
    for number in range(5):
        shop.visit(number)
        shop.visit(100 + number, staff=frozenset({100 + number}))
    (window,) = shop.later()
    assert (window.visitors, window.unseen) == (5, 0)


def test_a_visitor_without_a_readable_face_is_unseen() -> None:
    shop = Stand()
    shop.visit(99, level=0)
    for number in range(5):
        shop.visit(number)
    (window,) = shop.later()
    assert (window.visitors, window.unseen) == (5, 1)


def test_windows_add_up_to_what_all_visitors_give_together(learnt: Calibration) -> None:
    """By the rule written at the message: weighted means, and the covariance from `errors`."""
    shop, levels = Stand(learnt), [70, 90, 140, 150, 160, 200, 210, 80, 150, 155, 150]
    for number, level in enumerate(levels[:6]):
        shop.visit(number, level=level)
    told = shop.later()
    for number, level in enumerate(levels[6:], start=6):
        shop.visit(number, level=level)
    told += shop.later()
    assert [window.visitors for window in told] == [6, 5]
    whole = Stand(learnt)
    for number, level in enumerate(levels):
        whole.visit(number, level=level)
    (together,) = whole.later()
    for name in ("negative", "neutral", "positive"):
        added = sum(window.visitors * getattr(window, name) for window in told) / 11
        assert added == pytest.approx(getattr(together, name), abs=1e-5)


def test_the_errors_of_a_window_are_those_of_the_matrix(learnt: Calibration) -> None:
    shop = Stand(learnt)
    for number in range(5):
        shop.visit(number)
    (window,) = shop.later()
    matrix = measure(*learnt.held_out)
    for spread, error in zip(matrix.spreads(), window.errors, strict=True):
        full = np.asarray([[error.negative, error.together], [error.together, error.positive]])
        assert np.allclose(full, spread[np.ix_((0, 2), (0, 2))], atol=1e-5)
    assert [error.labelled for error in window.errors] == [40, 40, 40]
    shares = np.asarray([window.negative, window.neutral, window.positive])
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert linear_shares(shares @ matrix.means, matrix) == pytest.approx(shares)


def test_what_waits_when_the_camera_stops_is_never_told() -> None:
    shop = Stand()
    for number in range(4):
        shop.visit(number)
    shop.stage.restart()
    assert shop.told == []


def _plain(value: object) -> bool:
    return isinstance(value, str | int | float | bool | type(None)) or (
        hasattr(value, "isoformat") and not isinstance(value, np.ndarray)
    )


def _leaves(value: object) -> Sequence[object]:
    if isinstance(value, dict):
        return [leaf for part in value.values() for leaf in _leaves(part)]
    if isinstance(value, list):
        return [leaf for part in value for leaf in _leaves(part)]
    return [value]


def test_nothing_but_shares_leaves_the_stage(
    learnt: Calibration,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No file, no line of the log, no field holds pixels or a visitor's own numbers."""
    monkeypatch.chdir(tmp_path)
    with caplog.at_level(logging.DEBUG):
        shop = Stand(learnt)
        for number in range(12):
            shop.visit(number, level=60 + 12 * number)
        told = shop.later()
    assert not list(tmp_path.iterdir())
    assert all(_plain(leaf) for window in told for leaf in _leaves(msgspec.to_builtins(window)))
    assert [record for record in caplog.records if record.name.startswith("otklik")] == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"notice_posted_on": None}, "notice_posted_on is missing"),
        ({"law_profile": ""}, "law_profile is missing"),
        ({"no_staff_areas": False}, "staff areas are not drawn"),
        ({"law_profile": "eu", "window_seconds": 600}, "must be 900 or more"),
    ],
)
def test_expressions_stay_off_until_the_law_part_is_filled_in(
    changes: dict[str, object], fault: str
) -> None:
    good = msgspec.structs.replace(ON, notice_posted_on=TODAY)
    assert expression_faults(good, []) == []
    (told,) = expression_faults(msgspec.structs.replace(good, **changes), [])
    assert fault in told
    assert expression_faults(ExpressionSettings(), []) == []
    assert "delete one of them" in expression_faults(good, ["till"])[0]


def test_every_switch_is_recorded_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, clock = tmp_path / "switches.jsonl", FakeClock()

    def switch(settings: ExpressionSettings) -> bool:
        clock.advance(10)
        made = Switch(at=clock.now().wall, settings=settings, staff_areas=[], calibration=None)
        return note(path, made)

    off = ExpressionSettings()
    assert not switch(off)
    assert not path.exists()
    assert [switch(ON), switch(ON), switch(off), switch(off)] == [True, False, True, False]
    stricter = msgspec.structs.replace(ON, least_visitors=9)
    assert [switch(ON), switch(stricter)] == [True, True]
    assert len(path.read_text().splitlines()) == 4
    assert "Expression shares are on" in caplog.text


def test_a_record_that_cannot_be_kept_stops_the_stage(tmp_path: Path) -> None:
    (tmp_path / "switches.jsonl").write_text("garbage\n")
    made = Switch(at=FakeClock().now().wall, settings=ON, staff_areas=[], calibration=None)
    with pytest.raises(SwitchLogError, match="may not be looked at"):
        note(tmp_path / "switches.jsonl", made)
