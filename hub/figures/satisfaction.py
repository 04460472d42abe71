"""What the buttons say: score, counts, days, weekly pattern and kiosks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.intervals import Proportion
from hub.domain.scale import label, mood
from hub.domain.score import ButtonRow, Estimate, Score, Tally, score, score_of, share, tally
from hub.domain.series import days_or_months, in_months
from hub.figures.response import Response, response
from hub.figures.selection import Selection
from hub.store import press_queries


@dataclass(frozen=True, slots=True)
class ButtonFigure:
    """One button: how often, and which share of the presses on kiosks with as many buttons."""

    button: int
    of: int
    label: str
    mood: str
    presses: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class DayFigure:
    """One local day (ISO date); of long spans, one month (`2026-03`)."""

    day: str
    score: Score


@dataclass(frozen=True, slots=True)
class CellFigure:
    """One hour of the week, summed over the weeks shown. Monday is 0."""

    weekday: int
    hour: int
    score: Score


@dataclass(frozen=True, slots=True)
class KioskFigure:
    """One kiosk."""

    site: str
    site_name: str
    kiosk: str
    score: Score


@dataclass(frozen=True, slots=True)
class ShopScore:
    """One shop that has presses."""

    site: str
    site_name: str
    score: Score
    response: Proportion | None
    """Presses of those who came in. None: visitors and presses were not counted together."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """The whole page. Everything but `without_play` counts what was chosen."""

    first_day: str
    last_day: str
    score: Score
    without_play: Score
    play: int
    """Presses that look like play; never dropped."""
    buttons: list[ButtonFigure]
    days: list[DayFigure]
    week: list[CellFigure]
    shops: list[ShopScore]
    kiosks: list[KioskFigure]
    response: Response | None
    """Presses beside visitors. None where no camera counted the door of a shop with presses."""


def satisfaction(conn: Connection, chosen: Selection) -> Satisfaction:
    """Figures of the chosen shops, days and kiosk."""
    kiosk_id = chosen.kiosk.id if chosen.kiosk else None
    by_day = days_of(conn, chosen, kiosk_id)
    rows = [row.buttons for row in by_day]
    everything, without = tally(rows, with_play=True), tally(rows, with_play=False)
    shown = everything if chosen.with_play else without
    by_device = press_queries.by_device(conn, chosen.slices, kiosk_id)
    beside = response(conn, chosen, sum(shown.values()))
    return Satisfaction(
        first_day=chosen.first_day,
        last_day=chosen.last_day,
        score=score(shown),
        without_play=score(without),
        play=sum(everything.values()) - sum(without.values()),
        buttons=buttons(shown),
        days=day_figures(by_day, chosen),
        week=_week(press_queries.by_week_hour(conn, chosen.slices, kiosk_id), chosen),
        shops=_shops(by_device, chosen, beside),
        kiosks=_kiosks(by_device, chosen),
        response=beside,
    )


def buttons(presses: Tally) -> list[ButtonFigure]:
    """One figure for each button, best first, of each kind of kiosk that was used."""
    figures = []
    for of in sorted({of for (_, of), n in presses.items() if n}):
        counts = [presses.get((button, of), 0) for button in range(1, of + 1)]
        figures += [
            ButtonFigure(button, of, label(button, of), mood(button, of), n, share(n, sum(counts)))
            for button, n in enumerate(counts, start=1)
        ]
    return figures


def days_of(
    conn: Connection, chosen: Selection, kiosk_id: int | None = None
) -> list[press_queries.DayPresses]:
    """Presses of each day; of long spans, of each month."""
    read = (
        press_queries.by_month
        if in_months(chosen.first_day, chosen.last_day)
        else (press_queries.by_day)
    )
    return read(conn, chosen.slices, kiosk_id)


def day_figures(rows: Iterable[press_queries.DayPresses], chosen: Selection) -> list[DayFigure]:
    """One figure for each day (or month) of the period, also for those without a press."""
    if not chosen.slices:
        return []
    grouped: defaultdict[str, list[ButtonRow]] = defaultdict(list)
    for row in rows:
        grouped[row.day].append(row.buttons)
    return [
        DayFigure(day, score_of(grouped[day], with_play=chosen.with_play))
        for day in days_or_months(chosen.first_day, chosen.last_day)
    ]


def _week(rows: Iterable[press_queries.WeekPresses], chosen: Selection) -> list[CellFigure]:
    cells: defaultdict[tuple[int, int], list[ButtonRow]] = defaultdict(list)
    for row in rows:
        cells[row.weekday, row.hour].append(row.buttons)
    return [
        CellFigure(day, hour, score_of(found, with_play=chosen.with_play))
        for (day, hour), found in sorted(cells.items())
    ]


def _shops(
    rows: Iterable[press_queries.DevicePresses], chosen: Selection, beside: Response | None
) -> list[ShopScore]:
    grouped: defaultdict[int, list[ButtonRow]] = defaultdict(list)
    for row in rows:
        grouped[chosen.devices[row.device_id].site_id].append(row.buttons)
    rates = beside.by_shop if beside else {}
    figures = []
    for site_id, found in grouped.items():
        worth = score_of(found, with_play=chosen.with_play)
        site = chosen.sites[site_id]
        if worth.presses:
            figures.append(ShopScore(site.code, site.name, worth, rates.get(site_id)))
    return sorted(figures, key=lambda figure: (figure.site_name, figure.site))


def _kiosks(rows: Iterable[press_queries.DevicePresses], chosen: Selection) -> list[KioskFigure]:
    grouped: defaultdict[int, list[ButtonRow]] = defaultdict(list)
    for row in rows:
        grouped[row.device_id].append(row.buttons)
    figures = []
    for device_id, found in grouped.items():
        device = chosen.devices[device_id]
        site = chosen.site_of(device)
        worth = score_of(found, with_play=chosen.with_play)
        figures.append(KioskFigure(site.code, site.name, device.name, worth))
    return sorted(figures, key=lambda figure: (figure.site_name, figure.site, figure.kiosk))
