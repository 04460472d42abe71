"""From a button's edge to its light: the limit is 100 ms, on a disk as slow as an SD card's too.

The whole kiosk on mock pins, with a real outbox (SQLite, a disk sync for each press) in the folder
given, and no broker. Between the presses, a bare write and sync of 4 KB in that folder shows
what is the disk's part. Run it on the device, and on its own card, for figures that mean something:

    python benchmarks/kiosk_latency.py [--presses 200] [--folder DIR]
"""

import argparse
import os
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO

from kiosk import service
from kiosk.pins import open_pins
from kiosk.settings import KioskSettings
from wire.clock import SystemClock
from wire.recording_link import RecordingLink
from wire.service import Notifier, StopFlag
from wire.settings import build

LIMIT_MS = 100
BUTTON_PIN, LIGHT_PIN = 17, 5


class ReadyNotifier(Notifier):
    """Tells the benchmark instead of systemd."""

    def __init__(self) -> None:
        super().__init__("")
        self.is_ready = threading.Event()

    def ready(self, status: str = "") -> None:
        """The kiosk reads its buttons now."""
        super().ready(status)
        self.is_ready.set()


def settings_in(folder: Path) -> KioskSettings:
    """A kiosk of two buttons, one of them with a light."""
    raw = {
        "device": {"site": "bench", "name": "kiosk-1"},
        "outbox": {"path": str(folder / "outbox.sqlite")},
        "kiosk": {"pins": "mock", "thank_seconds": 0.2},
        "buttons": [
            {"label": "Good", "pin": BUTTON_PIN, "light_pin": LIGHT_PIN},
            {"label": "Bad", "pin": 27},
        ],
    }
    return build(KioskSettings, raw, source="benchmark")


def wait_for(pin: Any, state: bool, limit_seconds: float = 5) -> None:
    """Watch a pin closely; fail when it does not become so."""
    end = time.perf_counter() + limit_seconds
    while bool(pin.state) != state:
        if time.perf_counter() > end:
            raise SystemExit(f"The light did not become {'on' if state else 'off'}.")
        time.sleep(0.0002)


def one_press_ms(button: Any, light: Any) -> float:
    """Press, wait for the light, release, wait for the dark."""
    began = time.perf_counter()
    button.drive_low()
    wait_for(light, True)
    took_ms = (time.perf_counter() - began) * 1000
    button.drive_high()
    wait_for(light, False)
    return took_ms


def one_sync_ms(file: BinaryIO) -> float:
    """Append 4 KB and wait for the disk: the least that a durable press can cost."""
    began = time.perf_counter()
    file.write(b"x" * 4096)
    file.flush()
    os.fsync(file.fileno())
    return (time.perf_counter() - began) * 1000


def measure(folder: Path, presses: int) -> tuple[list[float], list[float]]:
    """The latency of each press and of a bare sync after it, in milliseconds."""
    factory = open_pins("mock")
    notifier, stop = ReadyNotifier(), StopFlag()
    kiosk = threading.Thread(
        target=lambda: service.run(
            settings_in(folder),
            clock=SystemClock(),
            make_link=lambda **_: RecordingLink(),
            stop=stop,
            notifier=notifier,
            make_pins=lambda _name: factory,
        )
    )
    kiosk.start()
    notifier.is_ready.wait(timeout=20)
    button, light = factory.pin(BUTTON_PIN), factory.pin(LIGHT_PIN)
    try:
        with (folder / "bare").open("wb") as file:
            took = [(one_press_ms(button, light), one_sync_ms(file)) for _ in range(presses)]
        return [press for press, _ in took], [sync for _, sync in took]
    finally:
        stop.set()
        kiosk.join(timeout=20)


def report(what: str, took_ms: list[float]) -> None:
    """Print median, 99th percentile and worst, and the 99th percentile as a share of the limit."""
    ranked = sorted(took_ms)
    p99 = ranked[int(0.99 * (len(ranked) - 1))]
    print(
        f"  {what:22} p50 {statistics.median(ranked):6.1f} ms  p99 {p99:6.1f} ms  "
        f"max {ranked[-1]:6.1f} ms  p99 is {p99 / LIMIT_MS:.2f} of {LIMIT_MS} ms"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=100, help="how many presses to time")
    parser.add_argument("--folder", type=Path, help="where the outbox goes; a temporary one if not")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        presses_ms, syncs_ms = measure(Path(folder), options.presses)
    print(f"{options.presses} presses; 5 ms of each are the contact settling")
    report("press edge to light on", presses_ms)
    report("a bare disk sync", syncs_ms)


if __name__ == "__main__":
    main()
