from collections.abc import Sequence

import msgspec
import numpy as np
import pytest

from edge_vision.adapters.fake_source import FakeSource
from edge_vision.adapters.motion_detector import MotionDetector
from edge_vision.domain.geometry import Point
from edge_vision.domain.tag_colour import TagColour
from edge_vision.errors import CameraError
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame
from edge_vision.replay import CrossingRow, Looks, ReplayResult, VisitRow, replay
from edge_vision.replay_command import summary
from edge_vision.stopwatch import Stopwatch
from tests.edge_vision.people import Path, walk
from tests.edge_vision.pictures import pictures
from wire.errors import SettingsError

LINE = [(0.0, 120.0), (320.0, 120.0)]
DOOR = Shape("door", LINE)
ZONE = [(100.0, 0.0), (220.0, 0.0), (220.0, 240.0), (100.0, 240.0)]


def played(
    *walks: Path,
    seconds: float = 5.0,
    fps: float = 12.0,
    lines: Sequence[Shape] = (DOOR,),
    zones: Sequence[Shape] = (),
) -> ReplayResult:
    frames = [*pictures([], seconds=2, fps=fps), *pictures(walks, seconds=seconds, fps=fps)]
    pipeline = Pipeline(MotionDetector(), lines, zones)
    return replay(FakeSource(frames, fps=fps), pipeline, frames_per_second=8, watch=Stopwatch())


@pytest.mark.parametrize("fps", [8, 12, 30])
def test_who_walks_through_is_counted_with_direction_and_frame(fps: float) -> None:
    result = played(
        walk((80, 10), (80, 230), 4), walk((240, 230), (240, 10), 4), fps=fps, seconds=5
    )
    assert (result.entered, result.left) == (1, 1)
    assert result.frames == 7 * fps
    for row in result.crossings:
        assert row.time_s == pytest.approx(2 + 2, abs=0.5)
        assert row.frame == pytest.approx(row.time_s * fps, abs=1)


def test_the_same_frames_give_the_same_result() -> None:
    def once() -> tuple[list[CrossingRow], list[VisitRow]]:
        result = played(walk((80, 10), (80, 230), 4), walk((130, 230), (130, 10), 4))
        return result.crossings, result.visits

    assert once() == once()


def test_who_turns_back_is_not_counted() -> None:
    def turning(time_s: float) -> Point | None:
        share = 1 - abs(time_s - 2) / 2
        return (160.0, 10 + 95 * share) if 0 <= time_s <= 4 else None

    assert played(turning).crossings == []


def test_a_visit_has_its_times() -> None:
    result = played(walk((0, 120), (320, 120), 4), lines=(), zones=(Shape("table", ZONE),))
    (visit,) = result.visits
    assert visit.enter_s == pytest.approx(2 + 1.25, abs=0.5)
    assert visit.leave_s == pytest.approx(2 + 2.75, abs=0.5)


def test_a_visit_that_lasts_to_the_end_of_the_clip_is_a_visit() -> None:
    def stays(time_s: float) -> Point:
        return min(160.0, 80 * time_s), 120.0

    result = played(stays, lines=(), zones=(Shape("table", ZONE),))
    assert len(result.visits) == 1


def test_the_json_is_as_promised() -> None:
    result = played(walk((80, 10), (80, 230), 4), zones=(Shape("table", ZONE),))
    shown = msgspec.json.decode(msgspec.json.encode(result.as_json()))
    assert list(shown) == [
        "in", "out", "crossings", "visits", "frames", "cpu_seconds", "peak_rss_mb",
        "cpu_seconds_by_stage",
    ]  # fmt: skip
    assert sum(shown["cpu_seconds_by_stage"].values()) == pytest.approx(
        shown["cpu_seconds"], abs=0.01
    )
    assert list(shown["crossings"][0]) == ["frame", "time_s", "direction"]
    assert shown["peak_rss_mb"] > 10


def test_the_summary_is_for_people() -> None:
    text = summary(played(walk((80, 10), (80, 230), 4)))
    assert text.startswith("1 in, 0 out, 0 visits")
    assert "84 frames" in text


def test_a_source_that_breaks_counts_nothing_behind_our_back() -> None:
    source = FakeSource([*pictures([], seconds=1), CameraError("breaks off")])
    with pytest.raises(CameraError, match="breaks off"):
        replay(source, Pipeline(MotionDetector(), [DOOR]), frames_per_second=8, watch=Stopwatch())


def test_a_size_that_changes_in_mid_stream_is_refused_with_the_cure() -> None:
    frames = [
        *pictures([], seconds=2),
        *(picture[::2, ::2].copy() for picture in pictures([], seconds=2)),
    ]
    pipeline = Pipeline(MotionDetector(), [DOOR])
    with pytest.raises(SettingsError, match="drawn on a picture of 320 x 240 pixels, and the "):
        replay(FakeSource(frames, fps=12), pipeline, frames_per_second=8, watch=Stopwatch())


def test_a_picture_of_another_size_than_drawn_on_is_refused() -> None:
    pipeline = Pipeline(MotionDetector(), [DOOR], drawn_on_wh=(1280, 720))
    frames = FakeSource([*pictures([], seconds=1)], fps=12)
    with pytest.raises(SettingsError, match="camera now gives 320 x 240: set the camera back"):
        replay(frames, pipeline, frames_per_second=8, watch=Stopwatch())


def test_where_nothing_is_drawn_any_size_will_do() -> None:
    pipeline = Pipeline(MotionDetector(), [], drawn_on_wh=(1280, 720))
    result = replay(
        FakeSource([*pictures([], seconds=1)], fps=12),
        pipeline,
        frames_per_second=8,
        watch=Stopwatch(),
    )
    assert result.crossings == []


def test_who_wears_the_tag_is_staff() -> None:
    """The first walker of `pictures` is red, the second blue."""
    pipeline = Pipeline(
        MotionDetector(), [DOOR], tags=[TagColour((350, 15), (0.5, 1), (0.3, 1), 0.2)]
    )
    frames = [
        *pictures([], seconds=2),
        *pictures([walk((80, 10), (80, 230), 4), walk((240, 230), (240, 10), 4)], seconds=5),
    ]
    crossings = []
    for index, image in enumerate(frames):
        crossings += pipeline.step(Frame(image, index / 12, index)).crossings
    assert {(one.direction, one.staff) for one in crossings} == {("in", True), ("out", False)}


def test_staff_are_in_no_replayed_count() -> None:
    behind_the_till = Shape("till", [(0.0, 0.0), (320.0, 0.0), (320.0, 240.0), (0.0, 240.0)])
    frames = [
        *pictures([], seconds=2, fps=12),
        *pictures([walk((80, 10), (80, 230), 4)], seconds=5, fps=12),
    ]

    def counted(*staff_areas: Shape) -> ReplayResult:
        pipeline = Pipeline(MotionDetector(), [DOOR], staff_areas=staff_areas)
        source = FakeSource(frames, fps=12)
        return replay(source, pipeline, frames_per_second=8, watch=Stopwatch())

    assert len(counted().crossings) == 1
    assert counted(behind_the_till).crossings == []


def test_a_crossing_names_its_frame_also_where_frames_are_not_steady() -> None:
    looks = Looks(fps=10)
    for time_s, index in [(0.0, 0), (0.2, 2), (4.0, 4), (4.2, 6)]:
        looks.took(Frame(np.zeros((2, 2, 3), np.uint8), time_s, index))
    found = [looks.index_at(time_s) for time_s in (0.0, 0.1, 2.1, 4.1, 4.4)]
    assert found == [0, 1, 3, 5, 8]
