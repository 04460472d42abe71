"""People inside now, as the cameras over the doors say."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.domain.device_health import SILENT_AFTER_MS
from hub.figures.device_words import Word
from hub.figures.selection import Selection


@dataclass(frozen=True, slots=True)
class InsideCamera:
    """What one camera last said. Not `now`: it is offline or silent, and its word is old."""

    site: str
    site_name: str
    timezone: str
    camera: str
    people: int
    told_ms: int
    now: bool


@dataclass(frozen=True, slots=True)
class Inside:
    """All cameras that count a door. `people` is None where none is connected."""

    people: int | None
    """Added up over the cameras whose word is of now: who comes in by one door and leaves by the
    other stays counted, until the cameras are set to zero."""
    oldest_ms: int | None
    """When the oldest word in `people` was told."""
    timezone: str
    """Of the shop whose word that is; empty where there is none."""
    cameras: list[InsideCamera]


def inside(chosen: Selection, known: Sequence[Word]) -> Inside:
    """People inside the chosen shops now."""
    cameras = [
        InsideCamera(
            site.code,
            site.name,
            site.timezone,
            state.name,
            status.occupancy,
            state.status_ms,
            state.online and chosen.now_ms - state.status_ms <= SILENT_AFTER_MS,
        )
        for state, status in known
        if status is not None and status.occupancy is not None and state.status_ms is not None
        for site in [chosen.sites[state.site_id]]
    ]
    told = sorted((one for one in cameras if one.now), key=lambda one: one.told_ms)
    return Inside(
        people=sum(one.people for one in told) if told else None,
        oldest_ms=told[0].told_ms if told else None,
        timezone=told[0].timezone if told else "",
        cameras=sorted(cameras, key=lambda one: (one.site_name, one.site, one.camera)),
    )
