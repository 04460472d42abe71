"""The annotated copy: what it shows, and what it must never do."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from edge_vision.__main__ import main
from edge_vision.adapters.annotated_clip import AnnotatedClip
from edge_vision.adapters.fake_source import FakeSource
from edge_vision.adapters.motion_detector import MotionDetector
from edge_vision.arguments import parser
from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.scene import Happened
from edge_vision.domain.zones import Visit
from edge_vision.errors import DrawingError
from edge_vision.pipeline import Pipeline, Shape
from edge_vision.ports import Frame, Image
from edge_vision.replay import ReplayResult, replay
from edge_vision.stopwatch import Stopwatch
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import clip, pictures

DOOR = Shape("door", [(0.0, 120.0), (320.0, 120.0)])
ZONE = Shape("table", [(100.0, 20.0), (220.0, 20.0), (220.0, 220.0), (100.0, 220.0)])
GREY = np.full((240, 320, 3), 128, np.uint8)
FPS = 12
QUIET = Happened([], [])


def scene() -> list[Image]:
    walks = [walk((80, 10), (80, 230), 4)]
    return [*pictures([], seconds=2, fps=FPS), *pictures(walks, seconds=5, fps=FPS)]


def counted(canvas: AnnotatedClip | None = None) -> ReplayResult:
    pipeline = Pipeline(MotionDetector(), [DOOR], [ZONE])
    return replay(
        FakeSource(scene(), fps=FPS),
        pipeline,
        frames_per_second=6,
        watch=Stopwatch(),
        canvas=canvas,
    )


def frames_of(path: Path) -> list[Image]:
    video = cv2.VideoCapture(str(path))
    found = []
    while (read := video.read())[0]:
        found.append(np.asarray(read[1], np.uint8))
    video.release()
    return found


def test_the_copy_has_every_frame_and_changes_no_count(tmp_path: Path) -> None:
    copy = tmp_path / "seen.mp4"
    with AnnotatedClip(copy, FPS, [DOOR], [ZONE]) as canvas:
        drawn = counted(canvas)
    assert drawn.crossings == counted().crossings
    assert drawn.frames == len(frames_of(copy)) == 7 * FPS
    assert drawn.cpu_seconds_by_stage["drawing"] > 0


def test_the_arrow_points_to_where_in_is(tmp_path: Path) -> None:
    copy = tmp_path / "seen.mp4"
    with AnnotatedClip(copy, FPS, [DOOR], []) as canvas:
        canvas.add(Frame(GREY, 0.0, 0), [], QUIET)
    (shown,) = frames_of(copy)
    changed = np.abs(shown.astype(int) - 128).max(axis=2) > 40
    column = changed[:, 160]
    assert column[125:140].all(), "the arrow goes down: in is to the right of left-to-right"
    assert not column[112:116].any()


def test_a_crossing_flashes_its_line_and_is_counted(tmp_path: Path) -> None:
    copy = tmp_path / "seen.mp4"
    with AnnotatedClip(copy, FPS, [DOOR], []) as canvas:
        canvas.add(Frame(GREY, 0.0, 0), [], QUIET)
        canvas.add(Frame(GREY, 0.1, 1), [], Happened([Crossing("door", 0.1, "in")], []))
        canvas.add(Frame(GREY, 2.0, 2), [], QUIET)
    white = [(shown[118:123, 40:120] > 230).all(axis=2).sum() for shown in frames_of(copy)]
    before, during, after = white
    assert during > 200 > before
    assert after < 200


def test_of_staff_nothing_is_counted_in_the_copy_as_in_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    monkeypatch.setattr(AnnotatedClip, "_label", lambda *label: written.append(label[-2]))
    came, went = Crossing("door", 0.1, "in"), Crossing("door", 0.1, "out")
    visits = [Visit("table", 0.0, 2.0), Visit("table", 0.0, 2.0, staff=True)]
    with AnnotatedClip(tmp_path / "seen.mp4", FPS, [DOOR], [ZONE]) as canvas:
        canvas.add(Frame(GREY, 0.1, 0), [], Happened([came, came, went], visits))
        assert {"door: 2 in, 1 out", "1 visits over"} <= set(written)
        canvas.add(Frame(GREY, 0.2, 1), [], Happened([], [], turned_staff=[went]))
        canvas.add(Frame(GREY, 0.3, 2), [], Happened([came._replace(staff=True)], []))
    assert written[-2:] == ["door: 2 in, 0 out", "1 visits over"]


def test_the_original_is_not_written_to(tmp_path: Path) -> None:
    picture = GREY.copy()
    with AnnotatedClip(tmp_path / "seen.mp4", FPS, [DOOR], [ZONE]) as canvas:
        canvas.add(Frame(picture, 0.0, 0), [], QUIET)
    assert (picture == 128).all()


def test_a_copy_that_was_not_finished_leaves_nothing(tmp_path: Path) -> None:
    canvas = AnnotatedClip(tmp_path / "a.mp4", FPS, [], [])
    canvas.add(Frame(GREY, 0.0, 0), [], QUIET)
    canvas.__exit__(OSError, OSError("the recording breaks off"), None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "told"), [("a.avi", "are MP4"), ("no/a.mp4", "is no folder")])
def test_a_name_that_cannot_be_a_copys_is_a_fault_of_usage(
    tmp_path: Path, name: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    original, copy = clip(tmp_path / "walk.mp4", [], seconds=1), tmp_path / name
    code = main(["replay", str(original), "--draw", str(copy), "--models", str(tmp_path)])
    said = capsys.readouterr()
    assert code == 2
    assert said.out == ""
    assert told in said.err
    assert list(tmp_path.iterdir()) == [original]


def test_a_folder_in_the_place_of_the_copy_is_a_fault_of_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original, folder = clip(tmp_path / "walk.mp4", [], seconds=1), tmp_path / "seen.mp4"
    folder.mkdir()
    code = main(["replay", str(original), "--draw", str(folder), "--models", str(tmp_path)])
    assert code == 2
    assert "is a folder: name a file" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == [folder, original]


def test_a_copy_that_the_disk_refuses_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / ".a.part.mp4").mkdir()  # where the unfinished copy would be
    with (
        pytest.raises(DrawingError, match="cannot be written"),
        AnnotatedClip(tmp_path / "a.mp4", FPS, [], []) as canvas,
    ):
        canvas.add(Frame(GREY, 0.0, 0), [], QUIET)


def test_the_command_draws_and_counts_as_without(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "seen.mp4"
    original = clip(tmp_path / "walk.mp4", [walk((80, 10), (80, 230), 4)], seconds=5)
    replayed = [
        "replay",
        str(original),
        "--line",
        "0,120,320,120",
        "--json",
        "--models",
        str(tmp_path),
    ]
    shown = []
    for more in ([], ["--draw", str(copy)]):
        assert main([*replayed, *more]) == 0
        shown.append(json.loads(capsys.readouterr().out))
    assert shown[0]["crossings"] == shown[1]["crossings"] != []
    assert len(frames_of(copy)) == len(frames_of(original))


def test_the_copy_never_takes_the_place_of_the_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    original = clip(tmp_path / "walk.mp4", [], seconds=1)
    before = original.read_bytes()
    path = str(original)
    assert main(["replay", path, "--draw", path, "--models", str(tmp_path)]) == 2
    assert "another name" in capsys.readouterr().err
    assert original.read_bytes() == before


def test_a_running_camera_cannot_be_asked_to_draw() -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["run", "--settings", "a.toml", "--draw", "a.mp4"])
