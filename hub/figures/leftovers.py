"""What was left over when the count of people inside was set to zero: the counter's own error."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from hub.figures.selection import Selection
from hub.store import quality_queries

NIGHTS_SHOWN: Final = 31


@dataclass(frozen=True, slots=True)
class Leftover:
    """Of one or several nights. Misses in and out on one day cancel: an error is at least this."""

    entered: int
    left: int
    removed: int
    """Counted as inside, when nobody could be."""
    held: int
    """Times somebody left who was never seen to enter."""
    share: float | None
    """Removed and held, of those who entered. None: nobody did."""


@dataclass(frozen=True, slots=True)
class CameraLeftover:
    """One camera over the days shown. `newest_ms` is when it was last set to zero."""

    site: str
    site_name: str
    timezone: str
    camera: str
    newest_ms: int
    resets: int
    leftover: Leftover


@dataclass(frozen=True, slots=True)
class Leftovers:
    """All cameras. `total` is None where none was set to zero in these days."""

    total: Leftover | None
    resets: int
    cameras: list[CameraLeftover]
    nights: list[CameraLeftover]
    """The newest `NIGHTS_SHOWN` resets, each by itself, newest first."""


def leftovers(conn: Connection, chosen: Selection) -> Leftovers:
    """Figures of the chosen shops and days."""
    rows = quality_queries.by_camera(conn, chosen.slices)
    nights = quality_queries.newest_nights(conn, chosen.slices, most=NIGHTS_SHOWN) if rows else []
    cameras = [_camera(row, chosen) for row in rows]
    return Leftovers(
        total=_leftover(rows) if rows else None,
        resets=sum(row.resets for row in rows),
        cameras=sorted(cameras, key=lambda one: (one.site_name, one.site, one.camera)),
        nights=[_camera(row, chosen) for row in nights],
    )


def _camera(row: quality_queries.Leftover, chosen: Selection) -> CameraLeftover:
    camera = chosen.devices[row.device_id]
    site = chosen.site_of(camera)
    where = (site.code, site.name, site.timezone, camera.name)
    return CameraLeftover(*where, row.at_ms, row.resets, _leftover([row]))


def _leftover(rows: Iterable[quality_queries.Leftover]) -> Leftover:
    every = list(rows)
    entered = sum(row.entered for row in every)
    removed, held = sum(row.removed for row in every), sum(row.held for row in every)
    return Leftover(
        entered=entered,
        left=sum(row.left for row in every),
        removed=removed,
        held=held,
        share=(removed + held) / entered if entered else None,
    )
