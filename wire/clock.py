"""Time as a dependency: what a device without a battery-backed clock can know about it.

A Raspberry Pi starts with a wrong date and learns the right one when the network comes. What it
always knows is how long it has been running. A `Stamp` therefore carries both, and whoever reads
it later can put the event at its right time (`wire.messages` has the struct).
"""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from wire.scalars import Stamp

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_TIMESYNC_MARKER = Path("/run/systemd/timesync/synchronized")


class Clock(Protocol):
    """What the rooms may ask about time."""

    boot: str

    def now(self) -> Stamp:
        """This instant: wall clock, time since boot, and whether the wall clock can be trusted."""

    def boot_ms(self) -> int:
        """Milliseconds since boot. Never jumps, also counts while suspended."""


def stamp_at(clock: Clock, at_ms: int) -> Stamp:
    """The stamp of an instant a moment ago, given in milliseconds since boot."""
    now = clock.now()
    age_ms = min(max(0, now.boot_ms - at_ms), now.boot_ms)
    return Stamp(
        wall=now.wall - timedelta(milliseconds=age_ms),
        boot=now.boot,
        boot_ms=now.boot_ms - age_ms,
        synced=now.synced,
    )


class SystemClock:
    """The machine's clock. `synced` is systemd-timesyncd's own marker file.

    The kernel's sync flag would need a call that the units' `ProtectClock=` forbids.
    """

    def __init__(self, marker: Path = _TIMESYNC_MARKER) -> None:
        self._marker = marker
        try:
            self.boot = _BOOT_ID.read_text().strip().replace("-", "")
        except OSError:
            # Hidden by a sandbox (ProcSubset=pid) or another system: monotonic time of an
            # unknown boot must not be compared with that of the next, so make the name up.
            self.boot = uuid4().hex

    def boot_ms(self) -> int:
        """Milliseconds since boot (CLOCK_BOOTTIME; CLOCK_MONOTONIC would stop in suspend)."""
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000

    def now(self) -> Stamp:
        """This instant."""
        return Stamp(
            wall=datetime.now(UTC),
            boot=self.boot,
            boot_ms=self.boot_ms(),
            synced=self._marker.exists(),
        )


class FakeClock:
    """A clock that moves only when told to. Ships with the product: the demo uses it as well."""

    def __init__(
        self,
        wall: datetime = datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        *,
        boot: str = "b" * 32,
        boot_ms: int = 60_000,
        synced: bool = True,
    ) -> None:
        self.wall = wall
        self.boot = boot
        self.synced = synced
        self._boot_ms = boot_ms

    def boot_ms(self) -> int:
        """Milliseconds since the pretended boot."""
        return self._boot_ms

    def now(self) -> Stamp:
        """This pretended instant."""
        return Stamp(wall=self.wall, boot=self.boot, boot_ms=self._boot_ms, synced=self.synced)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.wall += timedelta(seconds=seconds)
        self._boot_ms += round(seconds * 1000)

    def jump(self, seconds: float) -> None:
        """Set the wall clock, as a time server does. Time since boot does not move."""
        self.wall += timedelta(seconds=seconds)

    def reboot(self) -> None:
        """Start anew: a new boot id, time since boot from zero."""
        self.boot = uuid4().hex
        self._boot_ms = 0
