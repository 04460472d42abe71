"""Messages as devices send them, put into a broker's queue for a reader that is away.

Reading a full queue measures the reader alone: a publisher in Python would be slower than it.
"""

import queue
import sqlite3
import threading
import time
from pathlib import Path

import paho.mqtt.client as paho
from paho.mqtt.enums import CallbackAPIVersion

from wire.clock import SystemClock
from wire.codec import batch, body
from wire.messages import NOT_YET, VERSION, Header, Press
from wire.topics import hub_subscriptions, spell


def payloads(
    devices: int, messages_each: int, events_each: int, run: str
) -> list[tuple[str, bytes]]:
    """(topic, payload) of presses, the devices taking turns, numbered as outboxes number them."""
    clock = SystemClock()
    found = []
    for message in range(messages_each):
        for device in range(devices):
            site, name = f"shop-{device % 100}", f"{run}-{device}"
            header = Header(v=VERSION, site=site, device=name, epoch=f"{device:032x}")
            now = clock.now()
            rows = []
            for number in range(events_each):
                seq = message * events_each + number + 1
                press = Press(seq=NOT_YET, at=now, button=1 + seq % 4, of=4)
                rows.append((seq, now, body(press)))
            found.append((spell(site, name, "press"), batch("press", header, now, rows)))
    return found


def open_session(port: int, client_id: str) -> None:
    """Subscribe as the hub would and go away, so that the broker keeps what comes.

    MQTT 3.1.1 throughout: paho is nearly twice as fast with it, and the peer shall be at its best.
    """
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    done = threading.Event()
    client.on_subscribe = lambda *_: done.set()
    client.on_connect = lambda c, *_: c.subscribe([(s.filter, s.qos) for s in hub_subscriptions()])
    client.connect("127.0.0.1", port)
    client.loop_start()
    _require(done.wait(10))
    client.disconnect()
    client.loop_stop()


def publish_all(port: int, messages: list[tuple[str, bytes]]) -> None:
    """Publish at QoS 1 and wait until the broker has them all."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id="load")
    client.max_inflight_messages_set(1000)
    arrived = threading.Semaphore(0)
    client.on_publish = lambda *_: arrived.release()
    client.connect("127.0.0.1", port)
    client.loop_start()
    for topic, payload in messages:
        client.publish(topic, payload, qos=1)
    for _ in messages:
        _require(arrived.acquire(timeout=30))
    client.disconnect()
    client.loop_stop()


def drain_bare(port: int, client_id: str, expected: int) -> float:
    """Seconds in which a bare subscriber, which does nothing but count, takes its full queue."""
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
    times: queue.SimpleQueue[float] = queue.SimpleQueue()
    count = 0
    started = 0.0

    def on_message(*_: object) -> None:
        nonlocal count, started
        if not count:
            started = time.perf_counter()
        count += 1
        if count == expected:
            times.put(time.perf_counter() - started)

    client.on_message = on_message
    client.connect("127.0.0.1", port)
    client.loop_start()
    seconds = times.get(timeout=120)
    client.disconnect()
    client.loop_stop()
    # Nobody will come back for this session: the broker shall not keep a queue for it.
    paho.Client(CallbackAPIVersion.VERSION2, client_id=client_id).connect("127.0.0.1", port)
    return seconds


def stored(path: Path) -> int:
    """How many presses the hub's store holds."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5) as db:
        total = db.execute("SELECT coalesce(sum(contiguous_seq), 0) FROM epochs").fetchone()[0]
    db.close()
    return int(total)


def _require(happened: bool) -> None:
    if not happened:
        raise TimeoutError("the broker does not answer")
