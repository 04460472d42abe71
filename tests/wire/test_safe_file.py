"""A settings file is the old one or the new one, whenever the power goes."""

import os
from pathlib import Path
from typing import Any

import pytest

from wire.safe_file import put_file

STEPS = ("mkstemp", "fchmod", "write", "fsync", "replace", "fsync of the folder")


class PowerCut(BaseException):
    """Nothing after it happens."""


def cut_at(monkeypatch: pytest.MonkeyPatch, step: int) -> list[str]:
    """The power goes just before this step; returns what happened until then, as it happens."""
    done: list[str] = []

    def before(module: Any, name: str, label: str) -> None:
        real = getattr(module, name)

        def stepped(*arguments: Any, **options: Any) -> Any:
            told = "fsync of the folder" if label == "fsync" and "replace" in done else label
            if told == STEPS[step]:
                raise PowerCut
            done.append(told)
            return real(*arguments, **options)

        monkeypatch.setattr(module, name, stepped)

    before(__import__("tempfile"), "mkstemp", "mkstemp")
    before(os, "fchmod", "fchmod")
    before(os, "fsync", "fsync")
    before(Path, "replace", "replace")
    # As after a real cut, nobody cleans up.
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    return done


@pytest.mark.parametrize("step", [0, 1, 3, 4, 5], ids=lambda step: f"before {STEPS[step]}")
def test_a_power_cut_leaves_the_old_file_or_the_new_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b"old" * 1000)
    done = cut_at(monkeypatch, step)
    with pytest.raises(PowerCut):
        put_file(path, b"new" * 5000, 0o600)
    is_new = STEPS[step] == "fsync of the folder"
    assert path.read_bytes() == (b"new" * 5000 if is_new else b"old" * 1000)
    assert done == [name for name in STEPS[:step] if name != "write"]


def test_its_bytes_are_on_the_disk_before_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, int]] = []
    fsync, path = os.fsync, tmp_path / "kiosk.toml"

    def notes(handle: int) -> None:
        fsync(handle)
        name = Path(f"/proc/self/fd/{handle}").readlink()
        synced.append(("folder" if name == tmp_path else "file", os.fstat(handle).st_size))

    monkeypatch.setattr(os, "fsync", notes)
    put_file(path, b"x" * 5000, 0o640)
    assert synced[0] == ("file", 5000)
    assert [kind for kind, _ in synced] == ["file", "folder"]
    assert path.stat().st_mode & 0o777 == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["kiosk.toml"]


def test_a_folder_that_takes_nothing_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put_file(path, b"new", 0o600)
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == ["kiosk.toml"]
