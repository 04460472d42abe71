from pathlib import Path

import pytest

from demo.errors import FolderError
from demo.folder import MARKER, claimed


def tree(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    with claimed(tmp_path / "var" / "demo"):
        assert tree(tmp_path / "var" / "demo") == {MARKER}


def test_what_the_last_demo_left_is_emptied(tmp_path: Path) -> None:
    with claimed(tmp_path):
        (tmp_path / "logs").mkdir()
        (tmp_path / "logs" / "hub.log").write_text("old")
        (tmp_path / "hub.sqlite").write_text("old")
    with claimed(tmp_path):
        assert tree(tmp_path) == {MARKER}


def test_a_folder_of_somebody_else_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("ten years")
    with pytest.raises(FolderError, match=r"left alone.*--folder"), claimed(tmp_path):
        pytest.fail("went on")
    assert tree(tmp_path) == {"thesis.txt"}


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("words")
    with pytest.raises(FolderError), claimed(tmp_path / "file"):
        pytest.fail("went on")
    assert (tmp_path / "file").read_text() == "words"


def test_a_link_is_removed_and_what_it_points_to_stays(tmp_path: Path) -> None:
    precious = tmp_path / "photos"
    precious.mkdir()
    (precious / "one").write_text("x")
    with claimed(tmp_path / "demo"):
        (tmp_path / "demo" / "link").symlink_to(precious)
    with claimed(tmp_path / "demo"):
        assert tree(precious) == {"one"}


def test_a_second_demo_in_the_same_folder_is_told_so_and_takes_nothing(tmp_path: Path) -> None:
    with claimed(tmp_path):
        (tmp_path / "hub.sqlite").write_text("in use")
        with pytest.raises(FolderError, match="Another demo is running"), claimed(tmp_path):
            pytest.fail("went on")
        assert (tmp_path / "hub.sqlite").exists()


def test_it_is_free_again_when_the_first_has_ended(tmp_path: Path) -> None:
    for _ in range(2):
        with claimed(tmp_path):
            pass
