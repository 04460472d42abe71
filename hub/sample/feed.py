"""Puts the sample history into a hub's store, by the hub's own ingest."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from hub.domain.sales_lines import Sale
from hub.errors import DuplicateNameError
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.sample.camera import camera_events
from hub.sample.days import DAYS, SHOPS, DayEvents, SampleShop, sample_days
from hub.sample.entered import add_entered
from hub.sample.expression import expression_events
from hub.sample.sales import sample_sales
from hub.settings import HubSettings
from hub.store.devices import mark_sample
from hub.store.engine import reading, writing
from hub.store.places import Spot, put_place
from hub.store.sales import take
from hub.store.sites import add_site, find_sites
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


def add_history(
    engine: Engine, settings: HubSettings, *, now: datetime, seed: int, days: int = DAYS
) -> int:
    """Store the history of all sample shops and mark its devices; returns how many events.

    Sales and what people would have entered come with it.

    Args:
        engine: a migrated store with the sample shops.
        settings: of the hub.
        now: the history ends here; aware.
        seed: the same seed, the same history.
        days: how long it is.
    """
    handler = Handler(engine, settings)
    total = 0
    with reading(engine) as conn:
        numbers = {code: one.id for code, one in find_sites(conn, _codes()).items()}
    sales: list[Sale] = []
    for shop in SHOPS:
        made = list(sample_days(shop, now, seed=seed, days=days))
        sales += sample_sales(shop, numbers[shop.code], made, now, seed=seed)
        told = list(_messages(shop, made, now, seed))
        for first in range(0, len(told), _AT_ONCE):
            handler.handle([message for message, _ in told[first : first + _AT_ONCE]])
        total += sum(events for _, events in told)
    handler.close()
    with writing(engine) as conn:
        for shop in SHOPS:
            mark_sample(conn, shop.code, _DEVICES)
            put_place(conn, shop.code, Spot(*shop.place))
        take(conn, sales)
        at_ms, here = round(now.timestamp() * 1000), [numbers[code] for code in _codes()]
        today = now.astimezone(ZoneInfo(SHOPS[0].timezone)).date()
        add_entered(conn, here, today, days=days, seed=seed, at_ms=at_ms)
    return total


def seed_store(
    engine: Engine, settings: HubSettings, *, now: datetime, seed: int, days: int
) -> int:
    """Make the sample shops and their history; returns how many events.

    Raises:
        DuplicateNameError: there is sample data, or a shop of such a code.
    """
    with writing(engine) as conn:
        taken = find_sites(conn, _codes())
        if taken:
            raise DuplicateNameError(
                f"There is a shop {min(taken)!r} already. If it is sample data, "
                "`otklik-hub seed --remove` takes that away first."
            )
        for shop in SHOPS:
            add_site(conn, shop.code, shop.name, shop.timezone)
    return add_history(engine, settings, now=now, seed=seed, days=days)


def _codes() -> list[str]:
    return [shop.code for shop in SHOPS]


def _messages(
    shop: SampleShop, days: Sequence[DayEvents], now: datetime, seed: int
) -> Iterator[tuple[Message, int]]:
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
