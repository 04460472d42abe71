"""Puts the sample history into a hub's store, by the hub's own ingest."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Engine

from demo.history import SHOPS, SampleShop, sample_days
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings
from hub.store.devices import mark_sample
from hub.store.engine import writing
from wire.codec import batch, body
from wire.messages import MAX_EVENTS_IN_BATCH, VERSION, Event, Header, stream_of
from wire.topics import spell

SAMPLE_KIOSK = "sample-kiosk"
SAMPLE_CAMERA = "sample-door"


def add_history(engine: Engine, settings: HubSettings, *, now: datetime, seed: int) -> int:
    """Store the history of all sample shops and mark its devices; returns how many events."""
    handler = Handler(engine, settings)
    total = 0
    for shop in SHOPS:
        for message, count in _messages(shop, now, seed):
            handler.handle([message])
            total += count
    handler.close()
    with writing(engine) as conn:
        for shop in SHOPS:
            mark_sample(conn, shop.code, [SAMPLE_KIOSK, SAMPLE_CAMERA])
    return total


def _messages(shop: SampleShop, now: datetime, seed: int) -> Iterator[tuple[Message, int]]:
    presses: list[Event] = []
    windows: list[Event] = []
    for day in sample_days(shop, now, seed=seed):
        presses += day.presses
        windows += day.windows
    for device, epoch, events in ((SAMPLE_KIOSK, "a", presses), (SAMPLE_CAMERA, "b", windows)):
        header = Header(v=VERSION, site=shop.code, device=device, epoch=epoch * 32)
        for start in range(0, len(events), MAX_EVENTS_IN_BATCH):
            part = events[start : start + MAX_EVENTS_IN_BATCH]
            rows = [(event.seq, event.at, body(event)) for event in part]
            stream = stream_of(part[0])
            payload = batch(stream, header, part[-1].at, rows)
            topic = spell(shop.code, device, stream)
            yield Message(topic, payload, round(now.timestamp() * 1000)), len(part)
