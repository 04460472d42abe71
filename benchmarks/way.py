"""The whole way, measured: `python -m benchmarks.way` (or `make bench`).

Four parts, each against its limit in the same run: ingest message by message and in batches
against a bare subscriber of the same broker, press to page at 200 presses a second through real
outboxes, and what an idle kiosk costs. Ends by itself; loopback only.
"""

import contextlib
import json
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from benchmarks import load
from benchmarks.machine import cpu_seconds, describe, memory_mb, percentile
from demo.ports import free_port
from tests.support.broker import Broker
from tests.support.waiting import eventually
from wire.clock import SystemClock
from wire.device import DeviceLink
from wire.link_maker import mqtt_link_maker
from wire.messages import NOT_YET, Press
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings

_DEVICES = 500
_MESSAGES = 30_000
_BATCHED_EVENTS = 300_000
_ROUNDS = 3
_PRESSES_A_SECOND = 200
_LATENCY_SECONDS = 20
_KIOSKS = 20
_PASSWORD = "correct horse battery staple"  # noqa: S105 - of a hub that lives for this run
_PRESSES = re.compile(r'data-number="presses">([0-9,]+)<')
_BROKER = (
    "allow_anonymous true\nmax_inflight_messages 1000\nmax_queued_messages 0\n"
    "max_packet_size 266240\nset_tcp_nodelay true"
)


class Hub:
    """The hub's two processes on a broker of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.broker = Broker(folder, extra=_BROKER)
        self.store = folder / "hub.sqlite"
        secret = folder / "secret"
        secret.write_text("0123456789abcdef" * 4)
        secret.chmod(0o600)
        self.settings = folder / "hub.toml"
        self.settings.write_text(
            f'[broker]\nhost = "127.0.0.1"\nport = {self.broker.port}\nprotocol = "3.1.1"\n'
            f'[store]\npath = "{self.store}"\n'
            f'[web]\nport = {self.port}\nsecret_key_file = "{secret}"\n'
        )

    @contextlib.contextmanager
    def program(self, *command: str, wait: bool = True) -> Iterator[subprocess.Popen[bytes]]:
        """One of our commands, ended when the block ends."""
        with (self.folder / f"{command[1]}.log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", *command], stdout=log, stderr=log)
        try:
            if wait and command[1] == "serve":
                eventually(self._answers, within_seconds=20)
            yield process
        finally:
            process.terminate()
            process.wait(timeout=20)

    def command(self, *words: str, given: str = "") -> None:
        """Run one of the hub's commands to its end."""
        subprocess.run(
            [sys.executable, "-m", "hub", *words, "--settings", str(self.settings)],
            input=given.encode(), capture_output=True, check=True,
        )  # fmt: skip

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as got:
                return bool(got.status == 200)
        except OSError:
            return False


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


def press_to_page(hub: Hub) -> None:
    """200 presses a second through 20 outboxes on disk, seen by an open live page."""
    total = _PRESSES_A_SECOND * _LATENCY_SECONDS
    made: list[float] = []
    with (
        hub.program("hub", "ingest", "--settings", str(hub.settings)) as ingest_process,
        hub.program("hub", "serve", "--settings", str(hub.settings)) as serve_process,
    ):
        stream = _open_stream(hub)
        start = _presses(stream)
        seen: list[tuple[float, int]] = []
        reader = threading.Thread(target=_read, args=(stream, start + total, seen), daemon=True)
        reader.start()
        kiosks = [_kiosk(hub, number) for number in range(_KIOSKS)]
        began = time.monotonic()
        for number in range(total):
            due = number / _PRESSES_A_SECOND
            time.sleep(max(0, began + due - time.monotonic()))
            device = kiosks[number % _KIOSKS]
            made.append(time.monotonic())
            device.record(Press(seq=NOT_YET, at=SystemClock().now(), button=1, of=4))
        reader.join(timeout=30)
        memories = [memory_mb(process.pid)[1] for process in (ingest_process, serve_process)]
        for device in kiosks:
            device.stop()
    latencies = _latencies_ms(made, start, seen)
    print(
        f"  {len(latencies)} of {total} presses seen; p50 {percentile(latencies, 0.5):.0f} ms, "
        f"p99 {percentile(latencies, 0.99):.0f} ms, worst {max(latencies):.0f} ms (aim: p99 250)"
    )
    print(f"  memory at its peak: ingest {memories[0]:.0f} MB, pages {memories[1]:.0f} MB")


def _latencies_ms(made: list[float], start: int, seen: list[tuple[float, int]]) -> list[float]:
    """The n-th press made is on the page when the page's total has grown by n."""
    latencies = []
    arrivals = iter(seen)
    at, count = next(arrivals)
    for number, moment in enumerate(made, start=1):
        while count - start < number:
            at, count = next(arrivals)
        latencies.append((at - moment) * 1000)
    return latencies


def _kiosk(hub: Hub, number: int) -> DeviceLink:
    device = DeviceSettings(site="bench", name=f"kiosk-{number}")
    link = DeviceLink(
        device,
        OutboxSettings(path=str(hub.folder / f"kiosk-{number}.sqlite")),
        SystemClock(),
        make_link=mqtt_link_maker(device, BrokerSettings(host="127.0.0.1", port=hub.broker.port)),
        room="kiosk",
        software="bench",
    )
    link.start()
    eventually(lambda: link.link.connected)
    return link


def _open_stream(hub: Hub) -> Any:
    """Log in as a manager does, and open the live stream of the overview."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    base = f"http://127.0.0.1:{hub.port}"
    page = opener.open(f"{base}/login").read().decode()
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    form = urllib.parse.urlencode(
        {"name": "bench", "password": _PASSWORD, "csrf_token": token}
    ).encode()
    opener.open(f"{base}/login", form).read()
    return opener.open(f"{base}/live?page=overview", timeout=60)


def _presses(stream: Any) -> int:
    """Read on to the next snapshot; the presses of today in it, over all shops."""
    for raw in stream:
        line = raw.decode().rstrip()
        if line.startswith("data:"):
            found = _PRESSES.search(json.loads(line.removeprefix("data:"))["parts"]["figures"])
            if found:
                return int(found[1].replace(",", ""))
    raise ConnectionError("the live stream ended")


def _read(stream: Any, wanted: int, seen: list[tuple[float, int]]) -> None:
    while not seen or seen[-1][1] < wanted:
        count = _presses(stream)
        seen.append((time.monotonic(), count))


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


@contextlib.contextmanager
def new_hub() -> Iterator[Hub]:
    """A hub with an empty store and a broker of its own, in a folder that goes away."""
    with tempfile.TemporaryDirectory(prefix="otklik-bench-") as name:
        hub = Hub(Path(name))
        hub.command("migrate")
        hub.command("user", "add", "bench", "--password-file", "-", given=_PASSWORD + "\n")
        hub.broker.start()
        try:
            yield hub
        finally:
            hub.broker.stop()


def main() -> None:
    """Run all parts."""
    print(f"On {describe()}\n")
    with new_hub() as hub:
        print("Ingest, message by message (aim: ratio 0.6)")
        ingest(hub, events_each=1)
    with new_hub() as hub:
        print("\nIngest of a backlog in batches (aim: 50,000 presses/s)")
        ingest(hub, events_each=500)
    with new_hub() as hub:
        print(f"\nPress to page at {_PRESSES_A_SECOND} presses/s, {_KIOSKS} kiosks")
        press_to_page(hub)
        print("\nIdle kiosk")
        idle_kiosk(hub)


if __name__ == "__main__":
    main()
