"""Today, as it happens: what the Overview shows and keeps showing without a reload."""

from collections import defaultdict
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from hub.domain.flow import Flow, total
from hub.domain.hours import ClockHour, clock_hour
from hub.domain.score import ButtonRow, Score, score, score_of, tally
from hub.figures.attention import Attention, attention
from hub.figures.device_words import device_words
from hub.figures.devices import DeviceFigure, device_figures
from hub.figures.events import EventFigure, events
from hub.figures.footfall import clock_hours, flows_by_hour
from hub.figures.inside import Inside, inside
from hub.figures.open_flow import open_flow
from hub.figures.satisfaction import ButtonFigure, buttons
from hub.figures.selection import Selection
from hub.store import footfall_queries, press_queries


@dataclass(frozen=True, slots=True)
class HourFigure:
    """One hour of the shop's clock."""

    hour: str
    score: Score
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Today:
    """Everything since local midnight of each shop."""

    score: Score
    without_play: Score
    play: int
    buttons: list[ButtonFigure]
    entered: int
    left: int
    open_entered: int
    """Those of `entered` from windows that are still being counted."""
    open_left: int
    counted: bool
    """Whether any camera looks at a door or did today. If not, 0 in `entered` is not nobody."""
    inside: Inside
    hours: list[HourFigure]
    events: list[EventFigure]
    devices: list[DeviceFigure]
    attention: list[Attention]


def today(conn: Connection, chosen: Selection) -> Today:
    """Figures of the chosen shops; the selection's period must be today."""
    rows: defaultdict[ClockHour, list[ButtonRow]] = defaultdict(list)
    for row in press_queries.by_hour(conn, chosen.slices):
        rows[clock_hour(ZoneInfo(row.timezone), row.hour_ms)].append(row.buttons)
    by_week_hour = footfall_queries.by_week_hour(conn, chosen.slices)
    flows = flows_by_hour(by_week_hour, chosen.slices)
    whole = [row for found in rows.values() for row in found]
    everything, without = tally(whole, with_play=True), tally(whole, with_play=False)
    known = device_words(conn, chosen)
    stored, still = total(flows.values()), open_flow(conn, chosen, known)
    devices = device_figures(conn, chosen, known)
    now_inside = inside(chosen, known)
    return Today(
        score=score(everything if chosen.with_play else without),
        without_play=score(without),
        play=sum(everything.values()) - sum(without.values()),
        buttons=buttons(everything if chosen.with_play else without),
        entered=stored.entered + still.entered,
        left=stored.left + still.left,
        open_entered=still.entered,
        open_left=still.left,
        counted=stored.seconds > 0 or still != Flow() or now_inside.people is not None,
        inside=now_inside,
        hours=_hours(rows, flows, chosen),
        events=events(conn, chosen),
        devices=devices,
        attention=attention(conn, chosen, devices),
    )


def _hours(
    rows: dict[ClockHour, list[ButtonRow]], flows: dict[ClockHour, Flow], chosen: Selection
) -> list[HourFigure]:
    hours = sorted(clock_hours(chosen.slices) | rows.keys() | flows.keys())
    return [
        HourFigure(
            hour.label,
            score_of(rows.get(hour, []), with_play=chosen.with_play),
            flows.get(hour, Flow()).entered,
            flows.get(hour, Flow()).left,
        )
        for hour in hours
    ]
