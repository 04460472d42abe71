import logging
from datetime import date
from pathlib import Path

import pytest

from edge_vision.domain.occupancy import Remembered, Tally
from edge_vision.occupancy_file import InMemory, OccupancyFile

STATE = Remembered(Tally(3, 12, 9, 1), date(2026, 3, 2), 1_772_400_000.0)


def test_what_was_saved_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "occupancy.json"
    OccupancyFile(path).save(STATE)
    assert OccupancyFile(path).load() == STATE
    assert "Remove this file to begin at zero." in path.read_text()


def test_a_device_that_never_knew_the_time_remembers_its_count(tmp_path: Path) -> None:
    path = tmp_path / "occupancy.json"
    OccupancyFile(path).save(Remembered(Tally(1, 1)))
    assert OccupancyFile(path).load() == Remembered(Tally(1, 1))


def test_the_first_start_knows_nothing(tmp_path: Path) -> None:
    assert OccupancyFile(tmp_path / "occupancy.json").load() == Remembered()


def test_a_damaged_file_is_said_and_counting_begins_at_zero(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "occupancy.json"
    path.write_bytes(b"{")
    assert OccupancyFile(path).load() == Remembered()
    assert "begins at zero" in caplog.text


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "occupancy.json"
    file = OccupancyFile(path)
    file.save(STATE)
    path.unlink()
    file.save(STATE)
    assert not path.exists()


def test_a_disk_that_takes_nothing_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    file = OccupancyFile(tmp_path / "nowhere" / "occupancy.json")
    for _ in range(3):
        file.save(STATE)
    assert caplog.text.count("cannot be saved") == 1
    (tmp_path / "nowhere").mkdir()
    file.save(STATE)
    assert file.load() == STATE


def test_the_fake_keeps_it_in_memory() -> None:
    fake = InMemory()
    assert fake.load() == Remembered()
    fake.save(STATE)
    assert fake.load() == STATE
