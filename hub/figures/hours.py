"""Hours of single devices, as the API lists them for those who compute on their own."""

from dataclasses import dataclass

from sqlalchemy import Connection

from hub.figures.selection import Selection
from hub.store import hour_queries
from hub.store.hour_queries import FootfallHourRow, FootfallKey, PressHourRow, PressKey


@dataclass(frozen=True, slots=True)
class PressHour:
    """Presses of one kiosk in one hour of the shop's clock, which began at `hour_ms`."""

    site: str
    device: str
    hour_ms: int
    presses: list[int]
    """By button, the happiest first."""
    play: list[int]
    """Those of them that look like play."""


@dataclass(frozen=True, slots=True)
class FootfallHour:
    """Crossings of one line in one hour of the shop's clock, staff counted apart."""

    site: str
    device: str
    line: str
    kind: str
    """`door`, or `street` for passers-by."""
    hour_ms: int
    entered: int
    left: int
    staff_entered: int
    staff_left: int
    seconds: int
    """So long was counted."""


def press_key(row: PressHourRow) -> PressKey:
    """A row's place in the list."""
    return (row.device_id, row.hour_ms, row.scale)


def footfall_key(row: FootfallHourRow) -> FootfallKey:
    """A row's place in the list."""
    return (row.device_id, row.hour_ms, row.line, row.kind)


def press_rows(
    conn: Connection, chosen: Selection, after: PressKey | None, limit: int
) -> list[PressHourRow]:
    """Rows behind a key: the first `limit` of each time zone, in no order."""
    return [
        row
        for devices, span_ms in _parts(chosen)
        for row in hour_queries.press_hours(conn, devices, span_ms, after, limit)
    ]


def footfall_rows(
    conn: Connection, chosen: Selection, after: FootfallKey | None, limit: int
) -> list[FootfallHourRow]:
    """Rows behind a key: the first `limit` of each time zone, in no order."""
    return [
        row
        for devices, span_ms in _parts(chosen)
        for row in hour_queries.footfall_hours(conn, devices, span_ms, after, limit)
    ]


def press_hour(chosen: Selection, row: PressHourRow) -> PressHour:
    """A row with the names of its shop and device."""
    device = chosen.devices[row.device_id]
    site = chosen.site_of(device).code
    return PressHour(site, device.name, row.hour_ms, list(row.presses), list(row.play))


def footfall_hour(chosen: Selection, row: FootfallHourRow) -> FootfallHour:
    """A row with the names of its shop and device."""
    device = chosen.devices[row.device_id]
    return FootfallHour(
        chosen.site_of(device).code,
        device.name,
        row.line,
        row.kind,
        row.hour_ms,
        row.entered,
        row.left,
        row.staff_entered,
        row.staff_left,
        row.seconds,
    )


def _parts(chosen: Selection) -> list[tuple[list[int], tuple[int, int]]]:
    """The devices of each time zone, and from when to when its days are."""
    return [
        (
            sorted(one.id for one in chosen.devices.values() if one.site_id in part.site_ids),
            (part.span.start_ms, part.span.end_ms),
        )
        for part in chosen.slices
    ]
