"""What a machine measures of itself: memory, disk, card, heat, power. None: not on this one."""

import os
from pathlib import Path

from wire.status import Readings

_STATUS = Path("/proc/self/status")
_SYS = Path("/sys")
_TEMPERATURE = "class/thermal/thermal_zone0/temp"
_THROTTLED = "devices/platform/soc/soc:firmware/get_throttled"
"""Of the Raspberry Pi's firmware driver: hexadecimal, the newest state."""
_CARD_LIFE = "class/block/mmcblk0/device/life_time"
"""Two hexadecimal numbers, 0x01 to 0x0b: tenths of its life that are used (eMMC 5.0 and later)."""
_OVER = 0x0B


def read_machine(folder: Path, *, status: Path = _STATUS, sys: Path = _SYS) -> Readings:
    """The readings of this process and of the disk that holds `folder`."""
    return Readings(
        temperature_c=_thousandths(sys / _TEMPERATURE),
        throttle_bits=_throttle_bits(sys / _THROTTLED),
        card_worn_percent=_card_worn(sys / _CARD_LIFE),
        disk_free_mb=_free_mb(folder),
        memory_mb=_resident_mb(status),
    )


def _thousandths(path: Path) -> float | None:
    try:
        return round(int(path.read_text(encoding="ascii")) / 1000, 1)
    except (OSError, ValueError):
        return None


def _throttle_bits(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="ascii"), 16)
    except (OSError, ValueError):
        return None


def _card_worn(path: Path) -> int | None:
    """The worse of the two numbers, in percent; 0 stands for "not told"."""
    try:
        worst = max(int(one, 16) for one in path.read_text(encoding="ascii").split())
    except (OSError, ValueError):
        return None
    return min(worst, _OVER - 1) * 10 if 0 < worst <= _OVER else None


def _free_mb(folder: Path) -> float | None:
    try:
        disk = os.statvfs(folder)
    except OSError:
        return None
    return round(disk.f_bavail * disk.f_frsize / 1_000_000, 1)


def _resident_mb(path: Path) -> float | None:
    try:
        for line in path.read_text(encoding="ascii").splitlines():
            if line.startswith("VmRSS:"):
                return round(int(line.split()[1]) / 1000, 1)
    except (OSError, ValueError, IndexError):
        pass
    return None
