"""The Forecast page, and the job that makes forecasts."""

import csv
import io
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, func, select

from hub.figures.forecast import people_needed
from hub.settings import HubSettings
from hub.store import forecasts
from hub.store.engine import reading
from hub.store.schema import forecast
from hub.work.forecasting import forecast_footfall
from hub.work.job import Context
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books
from tests.hub.web.forecast_books import count_weeks

NOW_MS = round(NOW.timestamp() * 1000)
YESTERDAY = date(2026, 3, 2)
HOUR_MS = 3_600_000


def work(engine: Engine, now_ms: int = NOW_MS) -> None:
    forecast_footfall(Context(engine, HubSettings(), now_ms, lambda: None))


@pytest.fixture
def counted(books: Books) -> int:
    site = books.site("north", "North", "Europe/Riga")
    camera = books.device(site, "door", "camera")
    count_weeks(books, camera, YESTERDAY, 210)
    return site


@pytest.fixture
def north(engine: Engine, counted: int) -> int:
    work(engine)
    return counted


def table(anna: Actor, name: str) -> list[dict[str, str]]:
    answer = anna.get(f"/forecast/{name}.csv")
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def test_the_page_says_what_comes_and_how_good_it_was(anna: Actor, north: int) -> None:
    text = anna.text("/forecast")
    assert "North \u00b7 Tuesday 3 March 2026 to Monday 16 March 2026" in text
    assert "closer than last week's same hour; the 80% band held" in text
    assert "Public holidays it knows: Latvia." in text
    days = table(anna, "days")
    assert [row["Day"] for row in days] == [
        (YESTERDAY + timedelta(days=n)).isoformat() for n in range(1, 15)
    ]
    hours = table(anna, "hours")
    for row in days:
        parts = sum(float(one["Expected"]) for one in hours if one["Day"] == row["Day"])
        assert parts == pytest.approx(float(row["Expected"]), abs=1)
        assert int(row["At least (80%)"]) <= float(row["Expected"]) <= int(row["At most (80%)"])
    # The shop of tests.hub.domain.shop_days: 600 on a usual day, by weekday; nobody at night.
    saturday = next(row for row in days if row["Day"] == "2026-03-07")
    assert float(saturday["Expected"]) == pytest.approx(900, rel=0.12)
    assert {row["Hour"] for row in hours} == {f"{hour:02d}:00" for hour in range(8, 20)}


def test_people_are_planned_by_the_number_given(anna: Actor, north: int) -> None:
    rows = list(csv.reader(io.StringIO(anna.get("/forecast/hours.csv?each=20").text)))
    heading = rows[0]
    for row in rows[1:]:
        expected, people = float(row[heading.index("Expected")]), int(row[heading.index("People")])
        assert people == -(-expected // 20)
    assert anna.get("/forecast?each=0").status_code == 400
    assert "whole number from 1" in anna.get("/forecast?each=%3Cscript%3E").text


@pytest.mark.parametrize(
    ("visitors", "each", "people"),
    [(0, 15, 0), (0.2, 15, 1), (15, 15, 1), (15.1, 15, 2), (90, 1, 90)],
)
def test_people_needed(visitors: float, each: int, people: int) -> None:
    assert people_needed(visitors, each) == people


def test_too_little_history_says_what_is_needed(anna: Actor, books: Books) -> None:
    site = books.site("new", "New", "UTC")
    count_weeks(books, books.device(site, "door", "camera"), YESTERDAY, 35)
    text = anna.text("/forecast")
    assert "35 days were counted at this shop's doors; a forecast needs 42." in text


def test_a_page_never_makes_a_forecast_but_says_that_it_comes(
    anna: Actor, engine: Engine, counted: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("hub.figures.forecast.make_forecast", None)
        assert "The forecast is being made" in anna.text("/forecast")
        assert table(anna, "days") == []
    work(engine)
    assert "The forecast is being made" not in anna.text("/forecast")


def test_a_forecast_whose_days_are_over_is_being_made_anew(
    anna: Actor, engine: Engine, counted: int
) -> None:
    work(engine, NOW_MS - 20 * 24 * HOUR_MS)
    assert "The forecast is being made" in anna.text("/forecast")


def test_many_shops_are_listed(anna: Actor, books: Books, engine: Engine, counted: int) -> None:
    books.site("new", "<b>New</b>", "UTC")
    work(engine)
    text = anna.text("/forecast")
    assert "Tomorrow, by shop" in text
    rows = table(anna, "shops")
    assert [row["Shop"] for row in rows] == ["<b>New</b>", "North"]
    assert rows[0]["Tomorrow"] == ""
    # Wednesday: 0.95 of 600
    assert float(rows[1]["Tomorrow"]) == pytest.approx(570, rel=0.12)


def test_the_job_makes_one_forecast_a_night(engine: Engine, counted: int) -> None:
    def made() -> int:
        with reading(engine) as conn:
            return conn.execute(select(func.count()).select_from(forecast)).scalar_one()

    work(engine)
    assert made() == 1
    work(engine, NOW_MS + 6 * HOUR_MS)
    assert made() == 1
    # 00:30 in Riga is too early, 03:30 is not.
    work(engine, NOW_MS + 10 * HOUR_MS + HOUR_MS // 2)
    assert made() == 1
    work(engine, NOW_MS + 13 * HOUR_MS + HOUR_MS // 2)
    assert made() == 2


def test_old_forecasts_are_forgotten(engine: Engine, counted: int) -> None:
    work(engine)
    work(engine, NOW_MS + (forecasts.KEEP_DAYS + 2) * 24 * HOUR_MS)
    with reading(engine) as conn:
        days = list(conn.execute(select(forecast.c.made_day)).scalars())
    assert days == ["2026-06-13"]


def test_a_stored_forecast_is_shown_as_it_was_made(anna: Actor, engine: Engine, north: int) -> None:
    work(engine)
    before = table(anna, "days")
    with reading(engine) as conn:
        stored = forecasts.newest(conn, [north])[north]
    assert [float(row["Expected"]) for row in before] == [one.expected for one in stored.said.days]
