"""How fast the hub stores events, without a broker: `python benchmarks/ingest_handler.py`.

Prints events a second, with the roll-ups, the exactly-once books and a durable commit, and the
share of that time spent on a processor (the rest is waiting for the disk). Two shapes: messages
of one event each, 200 to a transaction, from many kiosks; and batches of 500 from one kiosk after
another, as after a day offline. `--profile` shows where the time goes.
"""

import argparse
import cProfile
import pstats
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings, StoreSettings
from hub.store.migrate import open_store
from wire.codec import encode
from wire.messages import VERSION, Press, PressBatch
from wire.scalars import Stamp
from wire.topics import spell

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
START_MS = round(START.timestamp() * 1000)


def message(device: int, first_seq: int, events: int, second: int) -> Message:
    """A batch of presses of one kiosk, one a second."""
    at = [START + timedelta(seconds=second + n) for n in range(events)]
    stamps = [Stamp(wall=one, boot="b" * 32, boot_ms=second * 1000, synced=True) for one in at]
    site, name = f"shop-{device // 5}", f"kiosk-{device % 5}"
    batch = PressBatch(
        v=VERSION,
        site=site,
        device=name,
        epoch=f"{device:032x}",
        sent=stamps[-1],
        events=[
            Press(seq=first_seq + n, at=stamp, button=1 + n % 4, of=4)
            for n, stamp in enumerate(stamps)
        ],
    )
    return Message(spell(site, name, "press"), encode(batch), START_MS + 1000 * (second + events))


def singles(count: int, devices: int) -> list[list[Message]]:
    """Messages of one event each, from all devices in turn, 200 to a transaction."""
    messages = [message(n % devices, n // devices + 1, 1, n // 200) for n in range(count)]
    return [messages[n : n + 200] for n in range(0, count, 200)]


def backlogs(count: int, devices: int) -> list[list[Message]]:
    """Batches of 500 events, four to a transaction."""
    batches = [
        message(n % devices, 500 * (n // devices) + 1, 500, 500 * (n // devices))
        for n in range(count // 500)
    ]
    return [batches[n : n + 4] for n in range(0, len(batches), 4)]


def measure(name: str, transactions: list[list[Message]], events: int, *, profile: bool) -> None:
    """Store everything in a new file and print the rate."""
    with tempfile.TemporaryDirectory() as folder:
        settings = HubSettings(store=StoreSettings(path=str(Path(folder) / "hub.sqlite")))
        engine = open_store(settings.store)
        handler = Handler(engine, settings)
        profiler = cProfile.Profile()
        if profile:
            profiler.enable()
        began, cpu_began = time.perf_counter(), time.process_time()
        for messages in transactions:
            handler.handle(messages)
        seconds, cpu_seconds = time.perf_counter() - began, time.process_time() - cpu_began
        profiler.disable()
        handler.close()
        engine.dispose()
    print(
        f"{name:42} {events / seconds:10,.0f} events/s   "
        f"{1e6 * cpu_seconds / events:6.1f} us of processor an event"
    )
    if profile:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def main() -> None:
    """Run both shapes."""
    parser = argparse.ArgumentParser(description="Measure the hub's ingest without a broker.")
    parser.add_argument("--profile", action="store_true", help="show where the time goes")
    parser.add_argument("--events", type=int, default=100_000, help="events of each shape")
    parser.add_argument("--devices", type=int, default=500, help="kiosks that send")
    arguments = parser.parse_args()
    events, devices, profile = arguments.events, arguments.devices, arguments.profile
    single = singles(events // 5, devices)
    measure("single events, 200 to a transaction", single, events // 5, profile=profile)
    backlog = backlogs(events, devices)
    measure("batches of 500, 4 to a transaction", backlog, events, profile=profile)


if __name__ == "__main__":
    main()
