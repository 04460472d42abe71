"""What one transaction stores: events that are new, sums, counters, and what devices say."""

from collections.abc import Mapping
from operator import attrgetter

from msgspec import json
from sqlalchemy import Connection

from hub.domain.event_time import place
from hub.ingest.gathering import Gathered, Origin
from hub.ingest.known import Device
from hub.ingest.sorting import Batch, StatusReport
from hub.store.devices import DeviceRow, StatusChange, note_last_events, note_statuses
from hub.store.epochs import Epoch, note_comparison, save_epochs
from hub.store.quarantine import Unreadable, set_aside
from hub.store.reasons import note_question
from wire.codec import Received, encode
from wire.messages import Event, counters
from wire.status import Status

_by_seq = attrgetter("seq")


class Intake:
    """Collects in memory; `store` writes all of it. Changes the `Device`s it is given."""

    def __init__(self, unreadable: list[Unreadable]) -> None:
        self.spoken: dict[tuple[str, str, str], Epoch] = {}
        """By site, device and epoch: those that sent anything, and shall be told where we stand."""
        self._unreadable = unreadable
        self._gathered = Gathered()
        self._changed: dict[int, Epoch] = {}
        self._with_events: dict[int, Device] = {}
        self._statuses: dict[int, Device] = {}
        self._differences: dict[int, tuple[dict[str, int], int]] = {}
        self._questions: dict[int, tuple[str, int]] = {}

    def take_batch(self, batch: Batch, device: Device) -> None:
        """Take what is new of a batch. A repeat changes nothing."""
        received = batch.received
        epoch = device.epochs[received.header.epoch]
        self.spoken[batch.site, batch.device, epoch.epoch] = epoch
        self._take_faults(batch, epoch)
        events = _new_events(received, epoch)
        if not events or received.sent is None:
            return
        stamps = [event.at for event in events]
        placed = place(stamps, received.sent, batch.received_ms, device.last_event_ms)
        for event, (at_ms, quality) in zip(events, placed, strict=True):
            self._take_event(event, device, epoch, at_ms, int(quality))
        device.last_event_ms = max(device.last_event_ms or 0, placed[-1].at_ms)
        self._with_events[device.row.id] = device
        self._changed[epoch.id] = epoch

    def take_report(self, report: StatusReport, device: Device) -> None:
        """Take a status, or a will."""
        status = report.status
        before = device.row.status
        device.row = row = _after(device.row, status, report.received_ms)
        # Compared as text first: a kiosk says the same each minute, for years.
        if status.question and json.encode(status.question).decode() not in (before or ""):
            self._questions[row.id] = (status.question, report.received_ms)
        self._statuses[row.id] = device
        if status.epoch is None:
            return
        epoch = device.epochs[status.epoch]
        self.spoken[report.site, report.device, epoch.epoch] = epoch
        # 0: the outbox is empty, and the next event will be the oldest.
        if epoch.ledger.declare_lost(status.oldest_seq or status.last_seq + 1):
            self._changed[epoch.id] = epoch
        if epoch.ledger.contiguous == status.last_seq:
            difference = _difference(status.counts, epoch.counts)
            self._differences[epoch.id] = (difference, report.received_ms)

    def store(self, conn: Connection, *, keep_unreadable: int) -> None:
        """Write everything."""
        self._gathered.store(conn)
        save_epochs(conn, self._changed.values())
        note_last_events(
            conn, [(one.last_event_ms or 0, id_) for id_, one in self._with_events.items()]
        )
        note_statuses(conn, [_change(one.row) for one in self._statuses.values()])
        for device_id, (words, now_ms) in self._questions.items():
            note_question(conn, device_id, words, now_ms)
        for epoch_id, (difference, now_ms) in self._differences.items():
            note_comparison(conn, epoch_id, difference, now_ms)
        set_aside(conn, self._unreadable, keep=keep_unreadable)

    def _take_faults(self, batch: Batch, epoch: Epoch) -> None:
        """Events that cannot be read are kept aside, safely: their device may go on."""
        for fault in batch.received.faults:
            if fault.seq is not None and not epoch.ledger.offer([fault.seq]):
                continue
            self._changed[epoch.id] = epoch
            self._unreadable.append(
                Unreadable(
                    batch.received_ms, batch.topic, fault.code, fault.detail, fault.seq, fault.raw
                )
            )

    def _take_event(
        self, event: Event, device: Device, epoch: Epoch, at_ms: int, quality: int
    ) -> None:
        origin = Origin(epoch.id, event.seq, device.row.id, at_ms, quality)
        self._gathered.add(event, origin, device.zone)
        for name, n in counters(event).items():
            epoch.counts[name] = epoch.counts.get(name, 0) + n


def _new_events(received: Received, epoch: Epoch) -> list[Event]:
    """Events that were never seen, in the order of their numbers."""
    events = received.events
    new = epoch.ledger.offer([event.seq for event in events])
    if len(new) != len(events):
        by_seq: dict[int, Event] = {}
        for event in events:
            by_seq.setdefault(event.seq, event)
        events = [by_seq[seq] for seq in new]
    return sorted(events, key=_by_seq)


def _after(row: DeviceRow, status: Status, received_ms: int) -> DeviceRow:
    """A device's row after a status.

    A will counts only against the birth of its own session: the broker may send the will of a
    connection after the device came back on another. And a status that is stored already came
    again because the broker retains it, which says nothing about now.
    """
    if not status.online:
        if status.session != row.session or not row.online:
            return row
        return row._replace(online=False, online_changed_ms=received_ms)
    text = encode(status).decode()
    if text == row.status and row.online:
        return row
    return row._replace(
        online=True,
        online_changed_ms=row.online_changed_ms if row.online else received_ms,
        session=status.session,
        room=status.room or row.room,
        status_ms=received_ms,
        status=text,
    )


def _change(row: DeviceRow) -> StatusChange:
    return StatusChange(
        row.online,
        row.online_changed_ms,
        row.session,
        row.room,
        row.status_ms,
        row.status,
        row.id,
    )


def _difference(device: Mapping[str, int], hub: Mapping[str, int]) -> dict[str, int]:
    """Device less hub, for the counters in which they are not equal."""
    names = sorted(device.keys() | hub.keys())
    found = {name: device.get(name, 0) - hub.get(name, 0) for name in names}
    return {name: off for name, off in found.items() if off}
