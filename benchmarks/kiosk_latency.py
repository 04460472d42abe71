"""From a button's edge to its light: the limit is 100 ms, on a disk as slow as an SD card's too.

The whole kiosk on mock pins, with a real outbox (SQLite, a disk sync for each press) in the folder
given, and no broker. Run it on the device, and on its own card, for figures that mean something:

    python benchmarks/kiosk_latency.py [--presses 200] [--folder DIR]
"""

import argparse
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

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


def measure(folder: Path, presses: int) -> list[float]:
    """The latency of each press in milliseconds."""
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
        return [one_press_ms(button, light) for _ in range(presses)]
    finally:
        stop.set()
        kiosk.join(timeout=20)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=100, help="how many presses to time")
    parser.add_argument("--folder", type=Path, help="where the outbox goes; a temporary one if not")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        took_ms = sorted(measure(Path(folder), options.presses))
    p50, p99 = statistics.median(took_ms), took_ms[int(0.99 * (len(took_ms) - 1))]
    print(f"press edge to light on, {len(took_ms)} presses, 5 ms of them settling:")
    print(f"  p50 {p50:6.1f} ms   {p50 / LIMIT_MS:.2f} of the limit of {LIMIT_MS} ms")
    print(f"  p99 {p99:6.1f} ms   {p99 / LIMIT_MS:.2f}")
    print(f"  max {took_ms[-1]:6.1f} ms   {took_ms[-1] / LIMIT_MS:.2f}")


if __name__ == "__main__":
    main()
