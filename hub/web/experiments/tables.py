"""The tables, chart and sentences of the Experiments pages."""

from collections.abc import Mapping, Sequence
from math import exp

from hub.domain.difference import Difference
from hub.domain.experiment import WeekMean
from hub.figures.experiment_weeks import OUTCOMES, Unit, week_day
from hub.figures.experiments import Result
from hub.store.experiments import Experiment
from hub.web.charts import Data, over
from hub.web.show import duration, percent, short_day, signed
from hub.web.tables import Column, Table
from hub.words import gettext as _


def experiments(found: Sequence[Experiment], names: Mapping[int, str]) -> Table:
    """All experiments; names are those of shops by number."""
    return Table(
        _("Experiments, the newest first"),
        [
            Column(_("Number"), "count"),
            Column(_("Name")),
            Column(_("Should change")),
            Column(_("From"), "day"),
            Column(_("To"), "day"),
            Column(_("Shops with the change")),
            Column(_("By")),
        ],
        [
            (
                one.id,
                one.name,
                _(OUTCOMES[one.outcome].title),
                one.first_day,
                one.last_day,
                ", ".join(sorted(names[number] for number in one.treated)),
                one.made_by,
            )
            for one in found
        ],
    )


def weeks(figures: Result, first_day: str) -> Table:
    """Both sides, week by week."""
    return Table(
        _("Shops with the change and without it, by week"),
        [
            Column(_("Week from"), "day"),
            Column(_("Week")),
            *(
                Column(title, "decimal")
                for side in (_("With"), _("Without"))
                for title in (side, _("%(side)s, low", side=side), _("%(side)s, high", side=side))
            ),
        ],
        [
            (week_day(first_day, week), f"{week:+d}", *_cells(one), *_cells(other))
            for week, one, other in _pairs(figures)
        ],
    )


def checks(figures: Result, first_day: str) -> Table:
    """What there was before the change, where nothing should be."""
    rows = [
        (
            _("Weeks before, against the last four before it"),
            _("%(first)s to %(last)s", first=one.first_week, last=one.last_week),
            effect_in_words(one.effect, figures.unit),
            _clear(one.effect),
        )
        for one in figures.leads
    ]
    rows += [
        (
            _("A change that was not made"),
            short_day(week_day(first_day, one.week)),
            effect_in_words(one.effect, figures.unit),
            _clear(one.effect),
        )
        for one in figures.placebos
    ]
    return Table(
        _("Checks before the change"),
        [
            Column(_("What is compared")),
            Column(_("When")),
            Column(_("Difference")),
            Column(_("More than noise")),
        ],
        rows,
    )


def weeks_chart(figures: Result, first_day: str) -> Data:
    """Both sides with their bands, and where the change was made."""
    labels = [short_day(week_day(first_day, week)) for week, _one, _other in _pairs(figures)]
    pairs = _pairs(figures)
    sides = (
        (_("With the change"), [one for _week, one, _other in pairs], "accent"),
        (_("Without"), [other for _week, _one, other in pairs], "second"),
    )
    started = next((n for n, (week, *_rest) in enumerate(pairs) if week >= 0), None)
    return over(
        labels,
        ["%" if figures.unit == "share" else axis(figures.unit)],
        [
            *(_side(name, means, tone) for name, means, tone in sides),
            {
                "kind": "off",
                "name": "",
                "values": [None] * len(labels),
                "off": [False] * len(labels),
                "changed": None if started is None else labels[started],
                "tone": "muted",
                "axis": 0,
            },
        ],
    )


def axis(unit: Unit) -> str:
    """What is on the chart's value axis."""
    return {
        "share": "%",
        "ratio": _("visitors a week"),
        "seconds": _("seconds"),
    }[unit]


def effect_in_words(effect: Difference, unit: Unit) -> str:
    """A difference with its interval: `+4.0 points (95% interval +1.1 to +6.9)`."""
    value, low, high = (_rounded(one, unit) for one in (effect.value, effect.low, effect.high))
    values = {"value": value, "low": low, "high": high}
    if unit == "seconds":
        return _("%(value)s s (95%% interval %(low)s to %(high)s)", **values)
    if unit == "ratio":
        return _("%(value)s%% (95%% interval %(low)s to %(high)s)", **values)
    return _("%(value)s points (95%% interval %(low)s to %(high)s)", **values)


def size_in_words(size: float, unit: Unit) -> str:
    """A difference without a direction."""
    if unit == "seconds":
        return duration(size)
    if unit == "ratio":
        return percent(size, 1)
    return _("%(points)s points", points=signed(100 * size, 1).lstrip("+"))


def verdict(figures: Result) -> str:
    """What was found, in a sentence."""
    if figures.effect is None:
        return ""
    values = {
        "outcome": _(OUTCOMES[figures.outcome].title),
        "effect": effect_in_words(figures.effect, figures.unit),
    }
    if not figures.effect.clear:
        return _("%(outcome)s: no effect can be told from chance. %(effect)s.", **values)
    if figures.effect.value > 0:
        return _("%(outcome)s went up. %(effect)s.", **values)
    return _("%(outcome)s went down. %(effect)s.", **values)


def trend_in_words(figures: Result) -> str:
    """Whether the shops moved alike before."""
    if figures.trend is None:
        return _("Too few weeks were measured before to see whether the shops moved alike.")
    values = {"trend": effect_in_words(figures.trend, figures.unit)}
    if figures.trend.clear:
        return _(
            "The shops with the change moved otherwise than the rest before it was made: by "
            "%(trend)s in four weeks. Do not trust the effect.",
            **values,
        )
    return _(
        "Before the change no difference in trends can be seen: %(trend)s in four weeks.", **values
    )


def _rounded(value: float, unit: Unit) -> str:
    shown = value if unit == "seconds" else 100 * value
    return signed(round(shown, 1) or 0.0, 1)  # never a minus before a zero


def _pairs(figures: Result) -> list[tuple[int, WeekMean | None, WeekMean | None]]:
    with_it = {one.week: one for one in figures.treated_weeks}
    without = {one.week: one for one in figures.control_weeks}
    every = sorted(with_it.keys() | without.keys())
    return [
        (
            week,
            _as_shown(with_it.get(week), figures.unit),
            _as_shown(without.get(week), figures.unit),
        )
        for week in every
    ]


def _as_shown(one: WeekMean | None, unit: Unit) -> WeekMean | None:
    """In what the axis says: percent, seconds, visitors."""
    if one is None:
        return None
    week, *ends = one
    if unit == "ratio":
        return WeekMean(week, *(round(exp(end), 1) for end in ends))
    if unit == "share":
        return WeekMean(week, *(round(100 * min(1.0, max(0.0, end)), 2) for end in ends))
    return WeekMean(week, *(round(max(0.0, end), 1) for end in ends))


def _side(name: str, means: list[WeekMean | None], tone: str) -> Data:
    return {
        "kind": "band",
        "name": name,
        "values": [one.value if one else None for one in means],
        "low": [one.low if one else None for one in means],
        "high": [one.high if one else None for one in means],
        "few": [False] * len(means),
        "tone": tone,
        "axis": 0,
    }


def _cells(one: WeekMean | None) -> tuple[float | None, float | None, float | None]:
    return (one.value, one.low, one.high) if one else (None, None, None)


def _clear(effect: Difference) -> str:
    return _("yes") if effect.clear else _("no")
