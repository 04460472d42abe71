"""The newest events, in words."""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection

from hub.domain.event_time import Quality
from hub.domain.lengths import DAY_MS
from hub.domain.scale import label, mood
from hub.domain.text import Text, text
from hub.figures.selection import Selection
from hub.store.event_queries import PassageEvent, PressEvent, newest_events

SHOWN: Final = 10
_WITHIN_MS: Final = DAY_MS


@dataclass(frozen=True, slots=True)
class EventFigure:
    """A press, or a window in which somebody passed (then without a mood)."""

    kind: Literal["press", "passage"]
    at_ms: int
    site: str
    site_name: str
    timezone: str
    device: str
    label: str
    uncertain: bool
    """Its time is only known to lie between others (the device had lost its clock)."""
    mood: str = ""
    play: bool = False
    entered: int = 0
    left: int = 0


def events(conn: Connection, chosen: Selection) -> list[EventFigure]:
    """The newest `SHOWN` events of the last 24 hours, newest first."""
    since_ms = chosen.now_ms - _WITHIN_MS
    found = newest_events(conn, chosen.site_ids, since_ms=since_ms, most=SHOWN)
    return [_figure(event, chosen) for event in found]


def _figure(event: PressEvent | PassageEvent, chosen: Selection) -> EventFigure:
    device = chosen.devices[event.device_id]
    site = chosen.site_of(device)
    where = (event.at_ms, site.code, site.name, site.timezone, device.name)
    vague = event.quality == Quality.BOUNDED
    if isinstance(event, PressEvent):
        name, face = label(event.button, event.of), mood(event.button, event.of)
        return EventFigure("press", *where, label=name, uncertain=vague, mood=face, play=event.play)
    return EventFigure(
        "passage",
        *where,
        label=_passed(event.entered, event.left),
        uncertain=vague,
        entered=event.entered,
        left=event.left,
    )


def _passed(entered: int, left: int) -> Text:
    if entered and left:
        return text("%(entered)s in, %(left)s out", entered=entered, left=left)
    return text("%(left)s out", left=left) if left else text("%(entered)s in", entered=entered)
