"""The whole way, measured: `python -m benchmarks.way` (or `make bench`).

Four parts, each against its limit in the same run: ingest message by message and in batches
against a bare subscriber of the same broker, press to page at 200 presses a second through real
outboxes, and what an idle kiosk costs. Ends by itself; loopback only.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks import load
from benchmarks.machine import cpu_seconds, describe, memory_mb
from benchmarks.way_hub import Hub, new_hub
from benchmarks.way_page import KIOSKS, PRESSES_A_SECOND, press_to_page
from tests.support.waiting import eventually

_DEVICES = 500
_MESSAGES = 30_000
_BATCHED_EVENTS = 300_000
_ROUNDS = 3


def ingest(hub: Hub, *, events_each: int) -> None:
    """Three rounds, since machines are noisy: the median ratio counts, and all are printed."""
    messages = _MESSAGES if events_each == 1 else _BATCHED_EVENTS // events_each
    devices = _DEVICES if events_each == 1 else 50
    print(f"  {messages:,} messages of {events_each} press(es), {devices} devices, each round")
    rounds = [
        _one_round(hub, f"x{events_each}-{number}", messages // devices, devices, events_each)
        for number in range(_ROUNDS)
    ]
    for bare, stored, _, _ in rounds:
        print(
            f"  bare subscriber {bare:>8,.0f} messages/s; hub ingest {stored:>8,.0f} messages/s = "
            f"{stored * events_each:>8,.0f} presses/s, durable, counted once; "
            f"ratio {stored / bare:.2f}"
        )
    ratio = statistics.median(stored / bare for bare, stored, _, _ in rounds)
    presses = statistics.median(stored * events_each for _, stored, _, _ in rounds)
    memory, cpu = max(one[2] for one in rounds), min(one[3] for one in rounds)
    print(f"  median: ratio {ratio:.2f}, {presses:,.0f} presses/s")
    print(f"  hub ingest: {memory:.0f} MB at its peak, {cpu * 1e6:.0f} CPU us a press")


def _one_round(
    hub: Hub, run: str, messages_each: int, devices: int, events_each: int
) -> tuple[float, float, float, float]:
    """Fill two queues; let a bare subscriber and the hub each empty one.

    Returns messages/s of both, the hub's peak memory in MB, and its CPU seconds for one press.
    """
    items = load.payloads(devices, messages_each, events_each, run)
    load.open_session(hub.broker.port, "bare")
    command = ("hub", "ingest", "--settings", str(hub.settings))
    with hub.program(*command):
        eventually(lambda: "Connected" in (hub.folder / "ingest.log").read_text())
    before = load.stored(hub.store)
    load.publish_all(hub.broker.port, items)
    bare = len(items) / load.drain_bare(hub.broker.port, "bare", len(items))
    with hub.program(*command) as process:
        wanted = before + len(items) * events_each
        seconds, cpu, counted = _time_until(hub.store, process.pid, before, wanted)
        memory = memory_mb(process.pid)[1]
    return bare, counted / seconds / events_each, memory, cpu / counted


def _time_until(store: Path, pid: int, before: int, wanted: int) -> tuple[float, float, int]:
    """From the first commit seen to the last: seconds, CPU seconds, and events in between."""
    deadline = time.monotonic() + 120
    while (first := load.stored(store)) <= before:
        time.sleep(0.01)
    started, cpu = time.perf_counter(), cpu_seconds(pid)
    while load.stored(store) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError(f"only {load.stored(store) - before} of {wanted - before} arrived")
        time.sleep(0.05)  # a look takes time from what is measured
    return time.perf_counter() - started, cpu_seconds(pid) - cpu, wanted - first


def idle_kiosk(hub: Hub, seconds: int = 20) -> None:
    """A kiosk that nobody presses, connected, with pretended pins."""
    settings = hub.folder / "kiosk.toml"
    settings.write_text(
        f'[device]\nsite = "bench"\nname = "idle"\n[broker]\nhost = "127.0.0.1"\n'
        f'port = {hub.broker.port}\n[outbox]\npath = "{hub.folder}/idle.sqlite"\n'
        '[kiosk]\npins = "mock"\n'
    )
    with hub.program("kiosk", "run", "--settings", str(settings)) as process:
        eventually((hub.folder / "idle.sqlite").exists)
        time.sleep(3)
        before = cpu_seconds(process.pid)
        time.sleep(seconds)
        share = (cpu_seconds(process.pid) - before) / seconds
        memory, _ = memory_mb(process.pid)
    print(f"  {memory:.0f} MB (limit 60), {share:.2%} of a core over {seconds} s (limit 1 %)")


def _message_by_message() -> None:
    with new_hub() as hub:
        ingest(hub, events_each=1)


def _backlog() -> None:
    with new_hub() as hub:
        ingest(hub, events_each=500)


def _page() -> None:
    with new_hub() as hub:
        press_to_page(hub)


def _idle() -> None:
    with new_hub() as hub:
        idle_kiosk(hub)


_PARTS: Final[dict[str, tuple[str, Callable[[], None]]]] = {
    "messages": ("Ingest, message by message (aim: ratio 0.6)", _message_by_message),
    "backlog": ("Ingest of a backlog in batches (aim: 50,000 presses/s)", _backlog),
    "page": (f"Press to page at {PRESSES_A_SECOND} presses/s, {KIOSKS} kiosks", _page),
    "idle": ("Idle kiosk", _idle),
}


def main() -> None:
    """Run all parts, or those that were asked for."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.way",
        description="What an event costs on its whole way, each part against its limit.",
        epilog="Example: python -m benchmarks.way messages backlog",
    )
    parser.add_argument(
        "parts",
        nargs="*",
        metavar="part",
        help=f"one or more of {', '.join(_PARTS)} (default: all, some four minutes)",
    )
    asked = parser.parse_args().parts or list(_PARTS)
    if unknown := set(asked) - set(_PARTS):
        parser.error(f"no part called {', '.join(sorted(unknown))}: use {', '.join(_PARTS)}")
    print(f"On {describe()}")
    for name in asked:
        title, run = _PARTS[name]
        print(f"\n{title}")
        run()


if __name__ == "__main__":
    main()
