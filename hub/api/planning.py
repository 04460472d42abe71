"""Forecasts and experiments as the API tells them."""

from dataclasses import dataclass
from functools import partial
from math import exp

from flask import Response
from sqlalchemy import Connection
from werkzeug.exceptions import ServiceUnavailable

from hub.api.answers import Asked, figures, rows
from hub.caller import shops_with
from hub.domain.difference import Difference
from hub.domain.experiment import WeekMean
from hub.domain.forecast_score import Score
from hub.domain.rights import Right
from hub.errors import UnknownNameError
from hub.figures.experiment_weeks import Unit, week_day
from hub.figures.experiments import Result, result, shops_of
from hub.figures.forecast import shop_forecast
from hub.figures.selection import Selection
from hub.regression import AnalysisMissingError
from hub.store.experiments import Experiment, find_experiment, list_experiments


@dataclass(frozen=True, slots=True)
class DayExpected:
    """Visitors of a local day; 80 of 100 such days lie within `low` to `high`."""

    day: str
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class HourExpected:
    """The same of one hour of the shop's clock. Hours that are missing: nobody is expected."""

    day: str
    hour: int
    expected: float
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class ForecastTold:
    """A shop's next days. Empty `days`: too little was counted, or (`waits`) it is being made."""

    site: str
    made_day: str | None
    waits: bool
    days: list[DayExpected]
    hours: list[HourExpected]
    holidays: dict[str, str]
    score: Score | None
    """How such forecasts did on the shop's history; null: too little of it."""


@dataclass(frozen=True, slots=True)
class ExperimentTold:
    """A change in some shops. `last_day` null: it goes on."""

    id: int
    name: str
    outcome: str
    """What it should change, said before it began."""
    first_day: str
    last_day: str | None
    shops: list[str]
    """Codes of those with the change."""


@dataclass(frozen=True, slots=True)
class EffectTold:
    """A difference with its 95 % interval. `clear`: zero does not lie within it."""

    value: float
    low: float
    high: float
    clear: bool


@dataclass(frozen=True, slots=True)
class WeekTold:
    """The mean over the shops of one side in a week, with its 95 % interval."""

    first_day: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ExperimentResult:
    """What an outcome did. `effect` null: nothing can be told, for the `reason`.

    Effects of a `share` are differences of shares, of `seconds` seconds, and of a `ratio` parts of
    it (0.1: a tenth more).
    """

    outcome: str
    unit: Unit
    reason: str | None
    effect: EffectTold | None
    by_randomisation: bool
    """For few shops; else errors are clustered by shop."""
    treated: int
    control: int
    weeks_before: int
    weeks_after: int
    trend_before: EffectTold | None
    """How differently both sides moved before, in four weeks; null: it cannot be told."""
    placebos: list[EffectTold]
    """Of dates at which nothing was changed."""
    with_change: list[WeekTold]
    without: list[WeekTold]


def forecast(asked: Asked) -> Response:
    """The newest forecast of one shop."""
    return figures(asked, _forecast)


def experiments(asked: Asked) -> Response:
    """A piece of the list, the newest first, of those whose shops may all be seen."""

    def read(
        conn: Connection, _chosen: Selection, after: tuple[int] | None, limit: int
    ) -> list[Experiment]:
        found = [one for one in list_experiments(conn) if shops_of(one, shops_with(Right.SEE))]
        found.sort(key=lambda one: -one.id)
        return [one for one in found if after is None or -one.id > after[0]][:limit]

    def show(_conn: Connection, chosen: Selection, found: list[Experiment]) -> list[ExperimentTold]:
        return [_experiment(one, chosen) for one in found]

    return rows(asked, (0,), read, lambda one: (-one.id,), show)


def experiment_result(number: int, asked: Asked) -> Response:
    """What one of them did."""
    return figures(asked, partial(_result, number, asked["outcome"]))


def _forecast(conn: Connection, chosen: Selection) -> ForecastTold:
    if len(chosen.sites) != 1:
        raise ValueError("A forecast is of one shop: name it with `site`.")
    (site,) = chosen.sites.values()
    found = shop_forecast(conn, site, chosen.now_ms)
    return ForecastTold(
        site=found.site,
        made_day=found.made_day,
        waits=found.waits,
        days=[DayExpected(*one) for one in found.days],
        hours=[HourExpected(*one) for one in found.hours],
        holidays=found.holidays,
        score=found.score,
    )


def _experiment(one: Experiment, chosen: Selection) -> ExperimentTold:
    shops = sorted(chosen.sites[number].code for number in one.treated)
    return ExperimentTold(one.id, one.name, one.outcome, one.first_day, one.last_day, shops)


def _result(number: int, outcome: str, conn: Connection, chosen: Selection) -> ExperimentResult:
    one = find_experiment(conn, number)
    if not shops_of(one, shops_with(Right.SEE)):
        raise UnknownNameError("There is no such experiment.")
    sites, others = list(chosen.sites.values()), list_experiments(conn)
    try:
        found = result(conn, sites, one, outcome or one.outcome, others, chosen.now_ms)
    except AnalysisMissingError as error:
        raise ServiceUnavailable(str(error)) from error
    return _told(found, one.first_day)


def _told(found: Result, first_day: str) -> ExperimentResult:
    return ExperimentResult(
        outcome=found.outcome,
        unit=found.unit,
        reason=found.reason,
        effect=_effect(found.effect),
        by_randomisation=found.by_ways,
        treated=found.treated,
        control=found.control,
        weeks_before=found.weeks_before,
        weeks_after=found.weeks_after,
        trend_before=_effect(found.trend),
        placebos=[told for one in found.placebos if (told := _effect(one.effect))],
        with_change=[_week(one, found.unit, first_day) for one in found.treated_weeks],
        without=[_week(one, found.unit, first_day) for one in found.control_weeks],
    )


def _effect(effect: Difference | None) -> EffectTold | None:
    return (
        None if effect is None else EffectTold(effect.value, effect.low, effect.high, effect.clear)
    )


def _week(one: WeekMean, unit: Unit, first_day: str) -> WeekTold:
    ends = [one.value, one.low, one.high]
    if unit == "ratio":
        ends = [exp(end) for end in ends]  # of logarithms
    return WeekTold(week_day(first_day, one.week), *ends)
