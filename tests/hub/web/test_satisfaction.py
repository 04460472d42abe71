"""Satisfaction against a recount, in zones that make it hard."""

import csv
import io
from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection, Engine, event

from hub.domain.periods import parse_period
from hub.figures.satisfaction import Satisfaction, satisfaction
from hub.figures.selection import choose
from hub.store.engine import reading
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms

NOW_MS = round(NOW.timestamp() * 1000)
HOUR_MS = 3_600_000


def figures(engine: Engine, first: str, last: str, **asked: Any) -> Satisfaction:
    with reading(engine) as conn:
        period = parse_period("range", first, last)
        return satisfaction(conn, choose(conn, period=period, now_ms=NOW_MS, **asked))


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("Europe/Warsaw", "2026-03-28", "2026-03-30"),
        ("Europe/Warsaw", "2026-10-24", "2026-10-26"),
        ("Asia/Kolkata", "2026-03-28", "2026-03-30"),
        ("America/St_Johns", "2026-03-07", "2026-03-09"),
        ("America/St_Johns", "2026-10-31", "2026-11-02"),
    ],
)
def test_days_and_week_are_a_recount_by_the_shops_own_clock(
    engine: Engine, books: Books, zone: str, first: str, last: str
) -> None:
    kiosk = books.device(books.site("a", "A", zone), "k", "kiosk")
    start = ms(f"{first}T00:00:00", zone) - 5 * HOUR_MS
    # Every 20 minutes, the buttons in turn, over more than the three days.
    books.press(kiosk, [(start + n * HOUR_MS // 3, 1 + n % 4) for n in range(3 * 85)])
    found = figures(engine, first, last)
    local = [
        (datetime.fromtimestamp(row.at_ms / 1000, ZoneInfo(zone)), row.button)
        for row in books.presses
    ]
    local = [(when, button) for when, button in local if first <= when.date().isoformat() <= last]
    by_day = Counter(when.date().isoformat() for when, _ in local)
    by_cell = Counter((when.weekday(), when.hour) for when, _ in local)
    assert {one.day: one.score.presses for one in found.days} == by_day
    assert {(one.weekday, one.hour): one.score.presses for one in found.week} == by_cell
    assert found.score.presses == len(local)
    assert found.score.happy == sum(button <= 2 for _, button in local)
    assert [one.presses for one in found.buttons] == [
        n for _, n in sorted(Counter(button for _, button in local).items())
    ]


def test_short_and_long_days_keep_every_press(engine: Engine, books: Books) -> None:
    kiosk = books.device(books.site("a", "A", "Europe/Warsaw"), "k", "kiosk")
    for day, hours in (("2026-03-29", 23), ("2026-10-25", 25)):
        start = ms(f"{day}T00:00:00", "Europe/Warsaw")
        books.press(kiosk, [(start + n * HOUR_MS, 1) for n in range(hours)])
        assert figures(engine, day, day).score.presses == hours


def test_kiosks_and_scales_are_kept_apart_and_added_up(engine: Engine, books: Books) -> None:
    site = books.site("a", "A", "UTC")
    four, five = books.device(site, "four", "kiosk"), books.device(site, "five", "kiosk")
    books.press(four, [(NOW_MS, 1)] * 30 + [(NOW_MS, 4)] * 10)
    books.press(five, [(NOW_MS, 3)] * 60, of=5)
    found = figures(engine, "2026-03-03", "2026-03-03")
    assert found.score.index.value == pytest.approx(60)
    assert found.score.happy_share.value == pytest.approx(0.3)
    assert [(one.kiosk, one.score.presses) for one in found.kiosks] == [("five", 60), ("four", 40)]
    assert {one.of: one.share.presses for one in found.buttons} == {4: 40, 5: 60}
    only = figures(engine, "2026-03-03", "2026-03-03", site_code="a", kiosk_name="four")
    assert only.score.presses == 40


def test_a_day_without_presses_is_a_gap_not_a_zero(engine: Engine, books: Books) -> None:
    books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    found = figures(engine, "2026-03-01", "2026-03-03")
    assert [one.day for one in found.days] == ["2026-03-01", "2026-03-02", "2026-03-03"]
    assert {one.score.happy_share.value for one in found.days} == {None}


def test_the_page_shows_shares_with_intervals(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS, 1)] * 194 + [(NOW_MS, 4)] * 6)
    text = anna.text("/satisfaction?period=today")
    assert "Happy 97.0% 95% interval 93.6 to 98.6%" in text
    assert "Very unhappy 6 3.0% (1.4 to 6.4%)" in text


def test_downloads_hold_what_the_page_shows(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS, 1)] * 85 + [(NOW_MS, 3)] * 15)
    answer = anna.get("/satisfaction/days.csv?period=today&site=a")
    assert answer.mimetype == "text/csv"
    assert (
        'filename="otklik-a-satisfaction-days-2026-03-03.csv"'
        in answer.headers["Content-Disposition"]
    )
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["Day"], row["Presses"], row["Happy share"]) == ("2026-03-03", "100", "0.85")
    assert float(row["Happy share (low)"]) == pytest.approx(0.767, abs=0.001)
    for table in ("week", "kiosks", "buttons"):
        assert anna.get(f"/satisfaction/{table}.csv?period=today").status_code == 200
    assert anna.get("/satisfaction/nothing.csv").status_code == 404


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_name_is_no_formula_in_a_spreadsheet(books: Books, anna: Actor, name: str) -> None:
    kiosk = books.device(books.site("a", name, "UTC"), "k", "kiosk")
    books.press(kiosk, [(NOW_MS, 1)])
    text = anna.get("/satisfaction/kiosks.csv?period=today").text
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    assert row["Shop"] == f"'{name}"


def test_no_page_reads_raw_events(engine: Engine, books: Books, anna: Actor) -> None:
    site = books.site("a", "A", "UTC")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    books.press(kiosk, [(NOW_MS - n * 1000, 1) for n in range(50)])
    books.window(camera, [(NOW_MS - n * 60_000, 1, 1) for n in range(50)])
    plans: list[str] = []

    def explain(
        conn: Connection, cursor: object, statement: str, parameters: Any, *_: object
    ) -> None:
        if statement.startswith("SELECT"):
            raw = conn.connection.driver_connection
            assert raw is not None
            rows = raw.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()
            plans.extend(row[3] for row in rows)

    event.listen(engine, "before_cursor_execute", explain)
    for page in ("/", "/satisfaction?period=28d", "/footfall?period=28d", "/compare", "/devices"):
        assert anna.get(page).status_code == 200
    event.remove(engine, "before_cursor_execute", explain)
    raw = [plan for plan in plans if " press " in f"{plan} " or " footfall " in f"{plan} "]
    assert raw
    assert all("USING INDEX ix_press_device_at" in p or "ix_footfall_device_at" in p for p in raw)
    # Marks of stale days are read whole: of each device there is today's, and seldom more.
    plans = [plan for plan in plans if "stale_day" not in plan]
    sums = [plan for plan in plans if "_hour" in plan or "_day" in plan]
    assert sums
    assert all(plan.startswith("SEARCH") for plan in sums), sums
