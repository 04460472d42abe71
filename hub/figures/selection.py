"""What somebody chose to look at: shops, period, kiosk, and whether play-flagged presses count."""

from collections import defaultdict
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.lengths import DAY_MS
from hub.domain.periods import Period, Slice, days, same_days, span
from hub.domain.rights import Shops
from hub.domain.text import text
from hub.errors import UnknownNameError
from hub.figures.groups import Group, groups
from hub.settings import AUDIT_DUE_DAYS
from hub.store.device_queries import Device, list_devices
from hub.store.sites import Site, list_sites


@dataclass(frozen=True, slots=True)
class Selection:
    """Shops and days, cut into slices of one time zone each."""

    sites: dict[int, Site]
    """The shops that are looked at, by number, in the order of their names."""
    all_sites: tuple[Site, ...]
    site: Site | None
    """The one that was chosen. None: several."""
    groups: tuple[Group, ...]
    """All that may be chosen instead of a shop."""
    group: Group | None
    """The one that was chosen. None: one shop, or all."""
    period: Period
    slices: tuple[Slice, ...]
    devices: dict[int, Device]
    """Devices of `shops`, by number."""
    kiosk: Device | None
    with_play: bool
    now_ms: int
    audit_valid_ms: int
    """How long an audit of a camera is good for: a rule of the house, not of who asks."""
    sees_all: bool
    """Whether whoever asks may see all shops, and what is of none."""

    @property
    def site_ids(self) -> tuple[int, ...]:
        """Numbers of the shops that are looked at."""
        return tuple(self.sites)

    @property
    def key(self) -> str:
        """How an address names the chosen shop or group; empty: all shops."""
        return self.site.code if self.site else self.group.key if self.group else ""

    @property
    def where(self) -> str:
        """The name of the chosen shop or group; empty: all shops."""
        return self.site.name if self.site else self.group.name if self.group else ""

    @property
    def first_day(self) -> str:
        """The earliest first day of all slices; today of far zones may differ by a day."""
        return min((one.span.first_day for one in self.slices), default="")

    @property
    def last_day(self) -> str:
        """The latest last day of all slices."""
        return max((one.span.last_day for one in self.slices), default="")

    @property
    def shop_days(self) -> int:
        """How many days of single shops are looked at."""
        return sum(
            len(one.site_ids) * len(days(one.span.first_day, one.span.last_day))
            for one in self.slices
        )

    def site_of(self, device: Device) -> Site:
        """The shop a device stands in."""
        return self.sites[device.site_id]

    def slice_of(self, site_id: int) -> Slice:
        """The slice a shop is in."""
        return next(one for one in self.slices if site_id in one.site_ids)

    def over(self, period: Period) -> "Selection":
        """The same shops over another period."""
        return replace(self, period=period, slices=_slices(self.sites, period, self.now_ms))


def choose(
    conn: Connection,
    *,
    period: Period,
    now_ms: int,
    site_code: str = "",
    kiosk_name: str = "",
    with_play: bool = True,
    audit_due_days: int = AUDIT_DUE_DAYS,
    visible: Shops = None,
) -> Selection:
    """Look the chosen names up.

    Args:
        conn: the store.
        period: which days.
        now_ms: the instant that decides which day is today in each zone.
        site_code: one shop, or the key of a group of shops; empty: all.
        kiosk_name: one device of that shop; empty: all.
        with_play: whether presses that look like play count.
        audit_due_days: how long an audit of a camera is good for.
        visible: the shops that whoever asks may see; others are as if they were not. None: all.

    Raises:
        UnknownNameError: no such shop or group, or no such kiosk in it.
    """
    seen = [one for one in list_sites(conn) if visible is None or one.id in visible]
    known = tuple(sorted(seen, key=lambda one: (one.name.casefold(), one.code)))
    offered = groups(conn, [site.id for site in known])
    group = next((one for one in offered if one.key == site_code), None)
    sites = {site.id: site for site in known if _is_meant(site, site_code, group)}
    if site_code and not sites:
        raise UnknownNameError(
            text("There is no shop %(name)s; choose one of the list.", name=repr(site_code[:64]))
        )
    devices = {one.id: one for one in list_devices(conn) if one.site_id in sites}
    return Selection(
        sites=sites,
        all_sites=known,
        site=next(iter(sites.values())) if site_code and not group else None,
        groups=offered,
        group=group,
        period=period,
        slices=_slices(sites, period, now_ms),
        devices=devices,
        kiosk=_kiosk(devices, "" if group else site_code, kiosk_name),
        with_play=with_play,
        now_ms=now_ms,
        audit_valid_ms=audit_due_days * DAY_MS,
        sees_all=visible is None,
    )


def _is_meant(site: Site, code: str, group: Group | None) -> bool:
    return site.id in group.site_ids if group else not code or site.code == code


def _kiosk(devices: dict[int, Device], site_code: str, name: str) -> Device | None:
    if not name:
        return None
    if not site_code:
        raise UnknownNameError(
            text("Choose a shop before a kiosk: names are unique within a shop only.")
        )
    for device in devices.values():
        if device.name == name:
            return device
    raise UnknownNameError(
        text(
            "There is no kiosk %(name)s in this shop; choose one of the list.", name=repr(name[:64])
        )
    )


def _slices(sites: dict[int, Site], period: Period, now_ms: int) -> tuple[Slice, ...]:
    by_zone: defaultdict[str, list[int]] = defaultdict(list)
    for site in sites.values():
        by_zone[site.timezone].append(site.id)
    meant = same_days(period, [ZoneInfo(zone) for zone in by_zone], now_ms)
    return tuple(
        Slice(zone, tuple(ids), span(meant, ZoneInfo(zone), now_ms))
        for zone, ids in sorted(by_zone.items())
    )
