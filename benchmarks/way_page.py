"""From a press to the page: how long somebody who looks at the hub waits for it."""

import json
import re
import threading
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

from benchmarks.machine import memory_mb, percentile
from benchmarks.way_hub import PASSWORD, Hub
from tests.support.waiting import eventually
from wire.clock import SystemClock
from wire.device import DeviceLink
from wire.link_maker import mqtt_link_maker
from wire.messages import NOT_YET, Press
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings

PRESSES_A_SECOND = 200
KIOSKS = 20
_SECONDS = 20
_PRESSES = re.compile(r'data-number="presses">([0-9,]+)<')


def press_to_page(hub: Hub) -> None:
    """200 presses a second through 20 outboxes on disk, seen by an open live page."""
    total = PRESSES_A_SECOND * _SECONDS
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
        kiosks = [_kiosk(hub, number) for number in range(KIOSKS)]
        began = time.monotonic()
        for number in range(total):
            due = number / PRESSES_A_SECOND
            time.sleep(max(0, began + due - time.monotonic()))
            device = kiosks[number % KIOSKS]
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
        {"name": "bench", "password": PASSWORD, "csrf_token": token}
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
