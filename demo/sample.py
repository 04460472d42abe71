"""Puts the sample history into a hub's store, by the hub's own ingest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from demo.history import SHOPS, SampleShop, sample_days
from demo.history_camera import camera_events
from demo.history_expression import expression_events
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings
from hub.store.devices import mark_sample
from hub.store.engine import writing
from wire.codec import batch, body
from wire.messages import VERSION, Event, Header, stream_of
from wire.topics import spell

SAMPLE_KIOSK: Final = "sample-kiosk"
SAMPLE_CAMERA: Final = "sample-door"
SAMPLE_FLOOR: Final = "sample-floor"
_DEVICES: Final = (SAMPLE_KIOSK, SAMPLE_CAMERA, SAMPLE_FLOOR)
_AT_ONCE: Final = 8
_EVENTS_IN_BATCH: Final = 200
"""Fewer than the most that is allowed: 500 windows of expressions are too many bytes."""


def add_history(engine: Engine, settings: HubSettings, *, now: datetime, seed: int) -> int:
    """Store the history of all sample shops and mark its devices; returns how many events."""
    handler = Handler(engine, settings)
    total = 0
    for shop in SHOPS:
        told = list(_messages(shop, now, seed))
        for first in range(0, len(told), _AT_ONCE):
            handler.handle([message for message, _ in told[first : first + _AT_ONCE]])
        total += sum(events for _, events in told)
    handler.close()
    with writing(engine) as conn:
        for shop in SHOPS:
            mark_sample(conn, shop.code, _DEVICES)
    return total


def _messages(shop: SampleShop, now: datetime, seed: int) -> Iterator[tuple[Message, int]]:
    days = list(sample_days(shop, now, seed=seed))
    cameras = camera_events(shop, days, now, seed=seed)
    seen = 1 + sum(len(events) for events in cameras.floor)
    faces: list[Event] = [*expression_events(shop, days, first_seq=seen, seed=seed)]
    presses: list[Event] = [press for day in days for press in day.presses]
    windows: list[Event] = [window for day in days for window in day.windows]
    for device, epoch, streams in (
        (SAMPLE_KIOSK, "a", [presses]),
        (SAMPLE_CAMERA, "b", [windows, *cameras.door]),
        (SAMPLE_FLOOR, "c", [*cameras.floor, faces]),
    ):
        header = Header(v=VERSION, site=shop.code, device=device, epoch=epoch * 32)
        for events in streams:
            yield from _batches(header, events, now)


def _batches(
    header: Header, events: Sequence[Event], now: datetime
) -> Iterator[tuple[Message, int]]:
    for start in range(0, len(events), _EVENTS_IN_BATCH):
        part = events[start : start + _EVENTS_IN_BATCH]
        rows = [(event.seq, event.at, body(event)) for event in part]
        stream = stream_of(part[0])
        payload = batch(stream, header, part[-1].at, rows)
        topic = spell(header.site, header.device, stream)
        yield Message(topic, payload, round(now.timestamp() * 1000)), len(part)
