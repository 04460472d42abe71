"""What a worker remembers of devices between transactions, and when it must not trust that.

Memory is used only where the store can tell that nobody else wrote meanwhile (SQLite). It is
dropped whenever a transaction fails, since it then holds what never became true.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.settings import check_timezone
from hub.store.devices import DeviceRow, ensure_devices
from hub.store.engine import changes_of_others
from hub.store.epochs import Epoch, ensure_epochs
from hub.store.sites import Site, ensure_sites

_MAX_REMEMBERED: Final = 20_000
"""Devices and epochs; beyond it the memory starts anew. About 20 MB."""

Key = tuple[str, str]
"""Site and device, by name."""


@dataclass(slots=True)
class Device:
    """A device, its shop's time zone, and those of its epochs that were needed so far."""

    row: DeviceRow
    zone: ZoneInfo
    last_event_ms: int | None
    epochs: dict[str, Epoch] = field(default_factory=dict)


class KnownDevices:
    """Devices by site and name. Used by one thread, within write transactions."""

    def __init__(self, default_timezone: str) -> None:
        self._default_timezone = default_timezone
        self._sites: dict[str, Site] = {}
        self._devices: dict[Key, Device] = {}
        self._epochs = 0
        self._seen_change: int | None = None

    def forget(self) -> None:
        """Trust nothing any more."""
        self._sites.clear()
        self._devices.clear()
        self._epochs = 0
        self._seen_change = None

    def begin(self, conn: Connection) -> None:
        """At the start of a transaction: keep what is remembered only if it is still true."""
        change = changes_of_others(conn)
        too_many = len(self._devices) + self._epochs > _MAX_REMEMBERED
        if change is None or change != self._seen_change or too_many:
            self.forget()
        self._seen_change = change

    def resolve(
        self, conn: Connection, wanted: Iterable[tuple[str, str, str | None]], now_ms: int
    ) -> dict[Key, Device]:
        """The devices of these (site, device, epoch or None); what is new is made.

        `now_ms` becomes `first_seen_ms` of new devices.
        """
        needed: dict[Key, set[str]] = {}
        for site, device, epoch in wanted:
            epochs = needed.setdefault((site, device), set())
            if epoch is not None:
                epochs.add(epoch)
        self._load_devices(conn, [key for key in needed if key not in self._devices], now_ms)
        self._load_epochs(conn, needed)
        return {key: self._devices[key] for key in needed}

    def _load_devices(self, conn: Connection, keys: list[Key], now_ms: int) -> None:
        if not keys:
            return
        codes = {site for site, _ in keys} - set(self._sites)
        if codes:
            self._sites |= ensure_sites(conn, codes, self._default_timezone)
        by_id = {(self._sites[site].id, device): (site, device) for site, device in keys}
        for id_key, row in ensure_devices(conn, list(by_id), now_ms).items():
            key = by_id[id_key]
            zone = check_timezone(self._sites[key[0]].timezone)
            self._devices[key] = Device(row, zone, row.last_event_ms)

    def _load_epochs(self, conn: Connection, needed: dict[Key, set[str]]) -> None:
        missing = {
            (self._devices[key].row.id, epoch): key
            for key, epochs in needed.items()
            for epoch in epochs
            if epoch not in self._devices[key].epochs
        }
        if not missing:
            return
        for id_key, epoch in ensure_epochs(conn, list(missing)).items():
            self._devices[missing[id_key]].epochs[epoch.epoch] = epoch
            self._epochs += 1
