"""What a machine measures of itself: memory, free disk, temperature. Linux only; None elsewhere."""

import os
from pathlib import Path

from wire.messages import Readings

_STATUS = Path("/proc/self/status")
_TEMPERATURE = Path("/sys/class/thermal/thermal_zone0/temp")


def read_machine(
    folder: Path, *, status: Path = _STATUS, temperature: Path = _TEMPERATURE
) -> Readings:
    """The readings of this process and of the disk that holds `folder`."""
    return Readings(
        temperature_c=_thousandths(temperature),
        disk_free_mb=_free_mb(folder),
        memory_mb=_resident_mb(status),
    )


def _thousandths(path: Path) -> float | None:
    try:
        return round(int(path.read_text(encoding="ascii")) / 1000, 1)
    except (OSError, ValueError):
        return None


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
