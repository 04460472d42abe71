from pathlib import Path

import pytest

from demo.probe import frame_size_wh, middle_line
from demo.scene.clip import write_clip
from demo.scene.options import SceneOptions
from edge_vision.errors import CameraError


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "door.mp4"
    write_clip(path, SceneOptions(), seconds=0.2, fps=10)
    return path


def test_the_size_of_a_files_pictures(clip: Path) -> None:
    assert frame_size_wh(str(clip)) == (640, 480)


def test_the_line_runs_from_left_to_right_so_that_down_is_in(clip: Path) -> None:
    assert middle_line(str(clip)) == ((0.0, 240.0), (640.0, 240.0))


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CameraError, match="There is no file"):
        frame_size_wh(str(tmp_path / "none.mp4"))


def test_a_file_that_is_no_video_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "words.mp4").write_text("words")
    with pytest.raises(CameraError, match="cannot be read as a video"):
        frame_size_wh(str(tmp_path / "words.mp4"))
