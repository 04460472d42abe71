"""People over lines, as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.flow import Flow
from hub.figures.selection import Selection
from hub.store import footfall_queries


@dataclass(frozen=True, slots=True)
class Passages:
    """People over lines. `counted_minutes` is camera time: two cameras, two minutes a minute."""

    entered: int
    left: int
    counted_minutes: float
    dropped_share: float | None
    """Frames the machine was too slow to look at, 0 to 1. None: no frame came."""
    staff_entered: int = 0
    """Crossings of people taken for staff, which are in no other number."""
    staff_left: int = 0


@dataclass(frozen=True, slots=True)
class LinePassages:
    """One line of one camera. `method` is how its newest window was counted."""

    site: str
    site_name: str
    camera: str
    line: str
    method: str | None
    passages: Passages


def passages(flow: Flow) -> Passages:
    """A flow as it is shown."""
    return Passages(
        flow.entered,
        flow.left,
        flow.seconds / 60,
        flow.dropped_share,
        flow.staff_entered,
        flow.staff_left,
    )


def lines(
    conn: Connection, flows: Iterable[footfall_queries.LineFlow], chosen: Selection
) -> list[LinePassages]:
    """Each line, by shop, camera and name."""
    every = list(flows)
    methods = footfall_queries.methods(conn, {row.device_id for row in every})
    figures = []
    for row in every:
        camera = chosen.devices[row.device_id]
        site = chosen.site_of(camera)
        method = methods.get((row.device_id, row.line))
        figures.append(
            LinePassages(site.code, site.name, camera.name, row.line, method, passages(row.flow))
        )
    return sorted(figures, key=lambda one: (one.site_name, one.site, one.camera, one.line))
