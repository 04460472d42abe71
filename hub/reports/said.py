"""A report in words: what mail, PDF and page show alike, in the language that is spoken now."""

from dataclasses import dataclass
from typing import Final, Literal

from hub.domain.digest import LEAST_BEFORE, Change
from hub.domain.names import amid
from hub.domain.report_due import Every
from hub.figures.report import FigureKey, Measure, ReportFigures, ShopRow
from hub.words import figures as show
from hub.words import gettext as _
from hub.words import ngettext

NOTHING: Final = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Box:
    """A figure with its interval as a part of a bar. `low` and `high` are None where none is."""

    title: str
    value: str
    note: str
    low: float | None = None
    high: float | None = None
    middle: float | None = None
    few: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """A report, ready to be written down."""

    title: str
    under: str
    boxes: list[Box]
    changes_title: str
    changes: list[tuple[Literal["up", "down", "same"], str]]
    changes_note: str
    header: tuple[str, str, str, str]
    rows: list[tuple[str, str, str, str]]
    foot: str
    sample: str
    """That shops of it are made up. Empty: none is. The page says it above the report."""


def say_report(found: ReportFigures) -> Said:
    """Write a report in words."""
    return Said(
        title=_title(found.every, found.where),
        under=show.days(found.first_day, found.last_day),
        boxes=[_visitors(found), _index(found), _happy(found), _response(found)],
        changes_title=_("What changed most"),
        changes=[(_way(one), _change(one)) for one in found.changes],
        changes_note=_changes_note(found),
        header=(_("Shop"), _("Visitors in"), _("Satisfaction index"), _("Presses")),
        rows=[_row(one) for one in found.shops],
        foot=_(
            "Intervals hold in 95 of 100 cases. The index is of those who pressed, not of all who "
            "came. Days are those of each shop's own calendar."
        ),
        sample=_sample(found.generated),
    )


def as_text(said: Said) -> str:
    """The report as plain text."""
    lines = [said.title, said.under, *([said.sample] if said.sample else []), ""]
    lines += [f"{box.title}: {box.value} {box.note}".rstrip() for box in said.boxes]
    lines += ["", said.changes_title]
    lines += [f"- {text}" for _mark, text in said.changes] + [said.changes_note, ""]
    lines += [" | ".join(said.header)] + [" | ".join(row) for row in said.rows]
    lines += ["", said.foot]
    return "\n".join(lines) + "\n"


def _title(every: Every, where: str) -> str:
    place = amid(where) or _("All shops")
    return {
        "day": _("%(place)s: the day", place=place),
        "week": _("%(place)s: the week", place=place),
        "month": _("%(place)s: the month", place=place),
    }[every]


def _sample(names: list[str]) -> str:
    mark = _("Sample data")
    told = _(
        "%(shops)s: figures include generated data, not from real customers.",
        shops=", ".join(map(amid, names)),
    )
    return f"{mark}. {told}" if names else ""


def _visitors(found: ReportFigures) -> Box:
    note = _("No camera counted a door.") if found.entered is None else ""
    return Box(_("Visitors in"), show.number(found.entered), note)


def _index(found: ReportFigures) -> Box:
    index = found.score.index
    if index.value is None:
        return Box(_("Satisfaction index"), NOTHING, _("No presses yet."))
    return Box(
        _("Satisfaction index"),
        show.points(index.value),
        _("95%% interval %(range)s", range=show.points_range(index)),
        index.low / 100,
        index.high / 100,
        index.value / 100,
        index.too_few,
    )


def _happy(found: ReportFigures) -> Box:
    share = found.score.happy_share
    if share.value is None:
        return Box(_("Happy presses"), NOTHING, _("No presses yet."))
    return Box(
        _("Happy presses"),
        show.share(share),
        _("95%% interval %(range)s", range=show.percent_range(share)),
        share.low,
        share.high,
        share.value,
        share.too_few,
    )


def _response(found: ReportFigures) -> Box:
    rate = found.response
    if rate is None or rate.value is None:
        return Box(
            _("Response rate"), NOTHING, _("Visitors and presses were not counted together.")
        )
    return Box(
        _("Response rate"),
        show.share(rate),
        _("95%% interval %(range)s", range=show.percent_range(rate)),
        rate.low,
        rate.high,
        rate.value,
        rate.too_few,
    )


def _row(one: ShopRow) -> tuple[str, str, str, str]:
    if one.score is None or one.score.index.value is None:
        return one.site_name, show.number(one.entered), NOTHING, "0"
    index = one.score.index
    written = f"{show.points(index.value)} ({show.points_range(index)})"
    return one.site_name, show.number(one.entered), written, show.number(one.score.presses)


def _way(one: Change[FigureKey]) -> Literal["up", "down", "same"]:
    if not one.more_than_noise:
        return "same"
    return "up" if one.now > one.usual else "down"


def _change(one: Change[FigureKey]) -> str:
    values = {
        "shop": amid(one.key.site_name),
        "now": _written(one.key.measure, one.now),
        "low": _written(one.key.measure, max(0.0, one.low)),
        "high": _written(one.key.measure, one.high),
    }
    said = {
        Measure.VISITORS: _(
            "%(shop)s: %(now)s visitors a day; usual are %(low)s to %(high)s.", **values
        ),
        Measure.INDEX: _("%(shop)s: index %(now)s; usual are %(low)s to %(high)s.", **values),
        Measure.RESPONSE: _(
            "%(shop)s: response rate %(now)s; usual are %(low)s to %(high)s.", **values
        ),
    }[one.key.measure]
    verdict = _("More than noise.") if one.more_than_noise else _("It may be noise.")
    return f"{said} {verdict}"


def _changes_note(found: ReportFigures) -> str:
    if not found.looked_at:
        return _(
            "Nothing to compare with yet: it takes %(least)s earlier periods.", least=LEAST_BEFORE
        )
    return ngettext(
        "%(num)s figure was compared with the same of up to eight earlier periods. Were all as "
        "usual, 19 of 20 reports would call none more than noise.",
        "%(num)s figures were compared with the same of up to eight earlier periods. Were all as "
        "usual, 19 of 20 reports would call none more than noise.",
        found.looked_at,
    )


def _written(measure: Measure, value: float) -> str:
    if measure is Measure.VISITORS:
        return show.number(value)
    return show.points(value) if measure is Measure.INDEX else show.percent(value, 1)
