"""The scene as a camera, and as a clip."""

import json
from pathlib import Path

import cv2
import pytest

from demo.errors import ClipError
from demo.scene.__main__ import main
from demo.scene.clip import truth_path, write_clip
from demo.scene.options import SceneOptions
from demo.scene.source import SceneSource
from edge_vision.ports import FrameSource
from wire.clock import FakeClock

OPTIONS = SceneOptions(density_per_minute=40)


def paced(clock: FakeClock) -> SceneSource:
    return SceneSource(OPTIONS, fps=25, clock=clock, wait=clock.advance)


def test_it_is_a_camera_like_any_other() -> None:
    with SceneSource(OPTIONS) as scene:
        source: FrameSource = scene
        assert not source.live
        assert source.fps == 25
        assert source.name == "rendered scene (seed 7, slanted)"


def test_unpaced_it_gives_every_picture_at_once_until_its_end() -> None:
    source = SceneSource(OPTIONS, fps=10, duration_s=0.5)
    read = [frame for frame in iter(source.read, None) if frame is not None]
    assert [frame.index for frame in read] == [0, 1, 2, 3, 4]
    assert [frame.time_s for frame in read] == pytest.approx([0.0, 0.1, 0.2, 0.3, 0.4])
    assert source.read() is None
    assert source.shown_s == pytest.approx(0.4)


def test_pictures_that_are_not_wanted_are_passed_over() -> None:
    source = SceneSource(OPTIONS, fps=10)
    frame = source.read(not_before_s=2.0)
    assert frame is not None
    assert (frame.index, frame.time_s) == (20, 2.0)


def test_paced_it_waits_for_each_picture() -> None:
    clock = FakeClock()
    began_ms = clock.boot_ms()
    source = paced(clock)
    assert source.live
    for _ in range(26):
        frame = source.read()
    assert frame is not None
    assert (frame.index, frame.time_s) == (25, 1.0)
    assert clock.boot_ms() - began_ms == pytest.approx(1000, abs=2)


def test_paced_a_slow_reader_loses_pictures_and_gets_the_newest() -> None:
    clock = FakeClock()
    source = paced(clock)
    source.read()
    clock.advance(0.5)
    frame = source.read()
    assert frame is not None
    assert frame.index == 12


def test_truth_beside_the_picture_is_that_of_the_script() -> None:
    source = SceneSource(OPTIONS)
    crossings = source.crossings_between(-1.0, 60.0)
    counts = source.truth_until(60.0)
    assert counts.entered + counts.left == len(crossings) > 5
    assert source.truth_until(0.0) == (0, 0, 0)


def test_a_clip_has_its_truth_beside_it(tmp_path: Path) -> None:
    clip = tmp_path / "scene.mp4"
    seen: list[int] = []
    truth = write_clip(clip, SceneOptions(), seconds=2, fps=10, on_frame=seen.append)
    assert seen == list(range(20))
    assert json.loads(truth_path(clip).read_text()) == truth
    assert truth["scene.mp4"]["frame_tolerance"] == 8
    video = cv2.VideoCapture(str(clip))
    assert video.get(cv2.CAP_PROP_FRAME_COUNT) == 20
    video.release()


def test_the_command_tells_the_line_and_the_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = tmp_path / "steep.mp4"
    assert main(["--out", str(clip), "--seconds", "1", "--fps", "5", "--viewpoint", "steep"]) == 0
    told = capsys.readouterr().out
    assert "line 524.1,160.2,118.5,111.4" in told
    assert "in 0, out 0, passed by 0" in told


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["--out", "x.mp4", "--density", "0"], 2, "density is 0 people a minute; choose above 0"),
        (["--out", "x.avi"], 1, "give a name that ends in .mp4"),
        (["--out", "no/such/folder/x.mp4"], 1, "there is no such folder; make it first"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_cure(
    arguments: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    assert told in capsys.readouterr().err


def test_a_clip_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "x.mp4").mkdir()
    with pytest.raises(ClipError, match="cannot be written"):
        write_clip(tmp_path / "x.mp4", SceneOptions(), seconds=1, fps=5)
