"""What a machine reads of itself, from a folder that looks like /sys."""

from pathlib import Path

import pytest

from wire.readings import read_machine

THROTTLED = "devices/platform/soc/soc:firmware/get_throttled"
CARD_LIFE = "class/block/mmcblk0/device/life_time"


def _put(root: Path, name: str, content: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)


def test_a_machine_reads_itself(tmp_path: Path) -> None:
    status = tmp_path / "status"
    status.write_text("Name:\tpython\nVmRSS:\t   38700 kB\n")
    _put(tmp_path, "class/thermal/thermal_zone0/temp", "48312\n")
    _put(tmp_path, THROTTLED, "50005\n")
    readings = read_machine(tmp_path, status=status, sys=tmp_path)
    assert readings.temperature_c == 48.3
    assert readings.throttle_bits == 0x50005
    assert readings.memory_mb == 38.7
    assert readings.disk_free_mb is not None
    assert readings.disk_free_mb > 0


@pytest.mark.parametrize(
    ("told", "percent"),
    [
        ("0x01 0x02\n", 20),
        ("0x0a 0x01", 100),
        ("0x0b 0x01", 100),
        ("0x00 0x00", None),
        ("0x0c 0x00", None),
        ("", None),
        ("worn", None),
    ],
)
def test_a_card_says_how_worn_it_is(tmp_path: Path, told: str, percent: int | None) -> None:
    _put(tmp_path, CARD_LIFE, told)
    assert read_machine(tmp_path, sys=tmp_path).card_worn_percent == percent


def test_what_cannot_be_measured_is_none_and_no_failure(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    readings = read_machine(gone, status=gone, sys=gone)
    assert readings.temperature_c is readings.memory_mb is readings.disk_free_mb is None
    assert readings.throttle_bits is readings.card_worn_percent is None
