"""A small chain whose every press and passage is written down, to recount figures from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import Connection, Engine, case, insert, update

from hub.domain.tally import Sums
from hub.store.engine import writing
from hub.store.footfall import FootfallRow, add_windows
from hub.store.presses import PressRow, add_presses
from hub.store.quality import AuditRow, ResetRow, add_audit_minutes, add_resets
from hub.store.rollups import add_sums, tally_presses, tally_windows, tally_zones
from hub.store.schema import devices, epochs, sites
from hub.store.zones import ZoneRow, add_zone_windows
from wire.camera_events import DWELL_BINS
from wire.codec import encode
from wire.scalars import Stamp
from wire.status import Status

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
"""When every test of the pages is: Tuesday noon."""


def ms(local: str, zone: str = "UTC", *, fold: int = 0) -> int:
    """An instant from a shop's wall clock, such as `2026-03-03T14:05:00`."""
    when = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(when.timestamp() * 1000)


def status(site: str, device: str, room: str, now: datetime, **changes: Any) -> Status:
    """What a connected device in good order says."""
    at = Stamp(wall=now, boot="b" * 32, boot_ms=60_000, synced=True)
    said = Status(
        v=1,
        site=site,
        device=device,
        session="c" * 32,
        online=True,
        at=at,
        room="kiosk" if room == "kiosk" else "camera",
        software="0.1.0",
        epoch="e" * 32,
        last_seq=10,
        acked_seq=10,
    )
    return msgspec.structs.replace(said, **changes)


def _in_bins(stays: list[float]) -> list[int]:
    """Visits by length, found without the hub's own bins."""
    limits = [float(name) for name in DWELL_BINS[:-1]]
    return [
        sum(low < one <= high for one in stays)
        for low, high in pairwise([0.0, *limits, float("inf")])
    ]


@dataclass
class Device:
    """A device as the store knows it."""

    id: int
    site_id: int
    zone: str
    epoch_id: int


@dataclass
class Books:
    """Writes events into a store as ingest does, and keeps them for recounting."""

    engine: Engine
    presses: list[PressRow] = field(default_factory=list)
    windows: list[FootfallRow] = field(default_factory=list)
    zones: dict[int, str] = field(default_factory=dict)
    _seq: int = 0

    def site(self, code: str, name: str, zone: str, *, confirmed: bool = True) -> int:
        """A shop; returns its number."""
        with writing(self.engine) as conn:
            values = {"code": code, "name": name, "timezone": zone, "confirmed": confirmed}
            number = conn.execute(insert(sites).values(values)).inserted_primary_key
        assert number is not None
        self.zones[number[0]] = zone
        return int(number[0])

    def device(self, site_id: int, name: str, room: str | None, *, sample: bool = False) -> Device:
        """A device with one outbox."""
        values = {"site_id": site_id, "name": name, "room": room, "sample": sample}
        with writing(self.engine) as conn:
            made = conn.execute(insert(devices).values(first_seen_ms=0, **values))
            assert made.inserted_primary_key is not None
            number = made.inserted_primary_key[0]
            outbox = conn.execute(
                insert(epochs).values(device_id=number, epoch=f"{number:032x}", counts="{}")
            )
            assert outbox.inserted_primary_key is not None
        return Device(number, site_id, self.zones[site_id], outbox.inserted_primary_key[0])

    def press(
        self, device: Device, presses: Iterable[tuple[int, int]], *, of: int = 4, play: bool = False
    ) -> None:
        """Presses of one device, as (instant in ms, button)."""
        rows = [
            PressRow(device.epoch_id, self._next(), device.id, at, 0, button, of, play)
            for at, button in presses
        ]
        self.presses += rows
        with writing(self.engine) as conn:
            add_presses(conn, rows)
            add_sums(conn, Sums(presses=tally_presses(rows, ZoneInfo(device.zone))))
            self._touch(conn, device, [row.at_ms for row in rows])

    def window(
        self,
        device: Device,
        passages: Iterable[tuple[int, int, int]],
        *,
        line: str = "door",
        dropped: int = 0,
        method: str = "model",
        kind: str = "door",
        staff: tuple[int, int] = (0, 0),
    ) -> None:
        """One-minute windows of one camera, as (start in ms, entered, left)."""
        rows = [
            FootfallRow(
                device.epoch_id,
                self._next(),
                device.id,
                at,
                0,
                60,
                line,
                entered,
                left,
                600,
                dropped,
                method,
                kind,
                *staff,
            )
            for at, entered, left in passages
        ]
        self.windows += rows
        with writing(self.engine) as conn:
            add_windows(conn, rows)
            add_sums(conn, Sums(flows=tally_windows(rows, ZoneInfo(device.zone))))
            self._touch(conn, device, [row.at_ms for row in rows])

    def zone(
        self,
        device: Device,
        windows: Iterable[tuple[int, list[float]]],
        *,
        zone: str = "new",
        kind: str = "area",
        most: int = 1,
        staff_visits: int = 0,
    ) -> None:
        """One-minute windows of one zone, as (start in ms, dwell time of each visit in seconds)."""
        rows = [
            ZoneRow(
                device.epoch_id,
                self._next(),
                device.id,
                at,
                0,
                60,
                zone,
                kind,
                len(stays),
                round(1000 * sum(stays)),
                tuple(_in_bins(stays)),
                round(1000 * sum(stays)),
                staff_visits,
                most,
            )
            for at, stays in windows
        ]
        with writing(self.engine) as conn:
            add_zone_windows(conn, rows)
            add_sums(conn, Sums(zones=tally_zones(rows, ZoneInfo(device.zone))))
            self._touch(conn, device, [row.at_ms for row in rows])

    def night(self, device: Device, at_ms: int, *, entered: int, removed: int, held: int) -> None:
        """One reset to zero."""
        left = entered + held - removed
        row = ResetRow(
            device.epoch_id, self._next(), device.id, at_ms, 0, 86_400, entered, left, removed, held
        )
        with writing(self.engine) as conn:
            add_resets(conn, [row])

    def audit(
        self,
        device: Device,
        at_ms: int,
        into: tuple[int, int, int],
        out: tuple[int, int, int],
        *,
        name: str = "a",
        line: str = "door",
    ) -> None:
        """One minute of an audit, as (tapped, counted, agreed) of each direction."""
        both = [number for pair in zip(into, out, strict=True) for number in pair]
        row = AuditRow(
            device.epoch_id, self._next(), device.id, at_ms, 0, 60, name * 32, line, *both
        )
        sums = Sums()
        sums.audits.add(device.id, row.audit, line, row.counted(), at_ms)
        with writing(self.engine) as conn:
            add_audit_minutes(conn, [row])
            add_sums(conn, sums)

    def says(self, device: Device, status: Status, at_ms: int, *, online: bool = True) -> None:
        """A device's newest status."""
        with writing(self.engine) as conn:
            conn.execute(
                update(devices)
                .where(devices.c.id == device.id)
                .values(
                    status=encode(status).decode(),
                    status_ms=at_ms,
                    online=online,
                    online_changed_ms=at_ms,
                    room=status.room,
                )
            )

    def compared(self, device: Device, difference: str, *, lost: int = 0) -> None:
        """The hub's comparison with the device's counters."""
        with writing(self.engine) as conn:
            conn.execute(
                update(epochs)
                .where(epochs.c.id == device.epoch_id)
                .values(difference=difference, lost=lost, compared_ms=1)
            )

    @staticmethod
    def day_of(at_ms: int, zone: str) -> str:
        """The local day of an instant, found without the hub's own calendar."""
        return datetime.fromtimestamp(at_ms / 1000, ZoneInfo(zone)).date().isoformat()

    def _next(self) -> int:
        self._seq += 1
        return self._seq

    def _touch(self, conn: Connection, device: Device, instants: list[int]) -> None:
        known, newest = devices.c.last_event_ms, max(instants)
        later = case((known > newest, known), else_=newest)
        conn.execute(update(devices).where(devices.c.id == device.id).values(last_event_ms=later))
