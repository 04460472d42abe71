"""Shops with devices on a pretended clock: what they send goes through ingest, work goes round."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine

from hub.alerts.jobs import ALERT_JOBS
from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.sending.delivery import deliver
from hub.settings import HubSettings
from hub.store.alerts import ALL, Alert, list_alerts
from hub.store.engine import reading, writing
from hub.store.sites import add_site
from hub.work.job import Job
from hub.work.loop import WorkLoop
from tests.hub.ingest.building import a_status
from wire.clock import FakeClock
from wire.codec import batch, body
from wire.link import Link
from wire.messages import VERSION, Event, Header, Press, counters, stream_of
from wire.scalars import Stamp
from wire.service import StopFlag
from wire.topics import spell

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning."""
HEARTBEAT_SECONDS = 20
STEP_SECONDS = 5


class Scene:
    """The world around one hub."""

    def __init__(self, engine: Engine, settings: HubSettings, link: Link | None = None) -> None:
        self.engine = engine
        self.clock = FakeClock(BEGIN)
        self.handler = Handler(engine, settings)
        self.problems: dict[tuple[str, str], list[Any]] = {}
        self._seq: dict[tuple[str, str], int] = {}
        self._sent: dict[tuple[str, str], int] = {}
        self._counts: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._up: dict[tuple[str, str], int] = {}
        self._rng = random.Random(5)
        jobs = [*ALERT_JOBS, Job("sending", 5, deliver, waits=True)]
        self._loop = WorkLoop(engine, settings, self.clock, jobs, holder="scene", link=link)

    @property
    def now_ms(self) -> int:
        """This pretended instant."""
        return round(self.clock.wall.timestamp() * 1000)

    def add_shop(self, code: str, timezone: str = "UTC") -> None:
        """Announce a shop."""
        with writing(self.engine) as conn:
            add_site(conn, code, code.title(), timezone)

    def connect(self, site: str, *names: str) -> None:
        """Devices say how they are from now on, each at a second of its own."""
        for name in names:
            wait_seconds = self._rng.randrange(0, HEARTBEAT_SECONDS, STEP_SECONDS)
            self._up[site, name] = self.now_ms + 1000 * wait_seconds

    def drop(self, site: str, *names: str, will_after_seconds: int | None = None) -> None:
        """Devices vanish; the broker says so later, or never."""
        for name in names:
            self._up.pop((site, name))
        if will_after_seconds is not None:
            self.pass_seconds(will_after_seconds)
            self.handle([self._status(site, name, online=False, at=None) for name in names])

    def pass_seconds(self, seconds: int, *, step_seconds: int = STEP_SECONDS) -> None:
        """Let time pass: devices speak, the hub works once a step."""
        for _ in range(0, seconds, step_seconds):
            self.clock.advance(step_seconds)
            spoken = [key for key, next_ms in self._up.items() if next_ms <= self.now_ms]
            if spoken:
                self.handle([self._status(*key) for key in spoken])
                next_ms = self.now_ms + 1000 * HEARTBEAT_SECONDS
                self._up |= dict.fromkeys(spoken, next_ms)
            self.work()

    def work(self) -> None:
        """One round of the hub's own work."""
        self._loop.round(StopFlag(), lambda: None)

    def handle(self, messages: list[Message]) -> None:
        """Messages come in."""
        self.handler.handle(messages)

    def press(self, site: str, device: str, at: datetime, button: int) -> Press:
        """One press, to be sent with `send`."""
        seq = self._seq[site, device] = self._seq.get((site, device), 0) + 1
        return Press(seq=seq, at=_stamp(at), button=button, of=4)

    def send(self, site: str, device: str, events: Iterable[Event]) -> None:
        """Events come in, in batches."""
        kept = list(events)
        for one in kept:
            self._counts[site, device].update(counters(one))
            self._sent[site, device] = one.seq
        header = Header(v=VERSION, site=site, device=device, epoch=_epoch(site, device))
        for first in range(0, len(kept), 500):
            part = kept[first : first + 500]
            stream = stream_of(part[0])
            payload = batch(
                stream,
                header,
                _stamp(self.clock.wall),
                [(one.seq, one.at, body(one)) for one in part],
            )
            self.handle([Message(spell(site, device, stream), payload, self.now_ms)])

    def alerts(self) -> list[Alert]:
        """All that were told, oldest first."""
        with reading(self.engine) as conn:
            return list_alerts(conn, ALL)[::-1]

    def _status(self, site: str, name: str, **more: Any) -> Message:
        key = (site, name)
        fields = {"site": site, "device": name, "epoch": _epoch(*key), "received_ms": self.now_ms}
        fields |= {"at": _stamp(self.clock.wall), "last_seq": self._sent.get(key, 0)}
        fields |= {"counts": dict(self._counts[key])}
        fields |= {"room": "camera" if "camera" in name else "kiosk"}
        fields |= {"problems": self.problems.get(key, [])}
        return a_status(**fields | more)


def shopping_hours(first_day: datetime, days: int) -> list[datetime]:
    """The beginnings of all opening hours, nine to eight, of some days."""
    return [
        first_day.replace(hour=hour, minute=0) + timedelta(days=day)
        for day in range(days)
        for hour in range(9, 20)
    ]


def _epoch(site: str, device: str) -> str:
    return random.Random(f"{site} {device}").randbytes(16).hex()


def _stamp(at: datetime) -> Stamp:
    boot_ms = round((at - BEGIN + timedelta(days=100)).total_seconds() * 1000)
    return Stamp(wall=at, boot="b" * 32, boot_ms=boot_ms, synced=True)
