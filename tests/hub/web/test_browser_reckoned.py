"""Expression, reports, audits and bonus cards in a real browser against a recount of what came."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from hub.domain.bonus import Measure, Part
from hub.domain.checklist import Answer, Point, score
from hub.store import bonus, mystery
from hub.store.engine import reading, writing
from hub.store.schema import expression_window, sites
from tests.hub.web.served import NOW_MS, Served

pytestmark = pytest.mark.browser
ZONE = ZoneInfo("Europe/Riga")
WEEK = {f"2026-02-{day}" for day in range(23, 29)} | {"2026-03-01"}
"""The last full week before the fixtures' now."""
WORTH = {1: 100.0, 2: 200 / 3, 3: 100 / 3, 4: 0.0}


def _day(at_ms: int) -> str:
    return str(datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZONE).date())


def _index(served: Served, days: set[str] | None = None, month: str = "") -> float:
    buttons = [
        row.button
        for row in served.books.presses
        if (_day(row.at_ms) in days if days else _day(row.at_ms).startswith(month))
    ]
    return sum(WORTH[button] for button in buttons) / len(buttons)


def test_expression(page: Page, served: Served) -> None:
    days = {"2026-02-24", "2026-02-25", "2026-02-26"}  # no uncorrected group lies in them
    with reading(served.books.engine) as conn:
        told = conn.execute(select(expression_window)).all()
    groups = [row for row in told if _day(row.at_ms) in days]
    visitors = sum(row.visitors for row in groups)
    page.goto("/expression?period=range&from=2026-02-24&to=2026-02-26")
    table = page.get_by_role("table", name="Expression shares by zone")
    row = table.get_by_role("row").filter(has_text="new")
    expect(row).to_contain_text(f"{visitors:,}")
    for name in ("negative", "positive"):
        share = sum(getattr(one, name) * one.visitors for one in groups) / visitors
        expect(row).to_contain_text(f"{100 * share:.0f}%")


def test_reports(page: Page, served: Served) -> None:
    page.goto("/reports?every=week")
    report = page.locator("section.report")
    expect(report).to_contain_text("Monday 23 February 2026 to Sunday 1 March 2026")
    values = report.locator(".figure .value")
    doors = [row for row in served.books.windows if row.kind == "door" and _day(row.at_ms) in WEEK]
    expect(values.nth(0)).to_have_text(f"{sum(row.entered for row in doors):,}")
    expect(values.nth(1)).to_have_text(f"{_index(served, WEEK):.1f}")
    presses = [row for row in served.books.presses if _day(row.at_ms) in WEEK]
    happy = sum(row.button <= 2 for row in presses) / len(presses)
    expect(values.nth(2)).to_have_text(f"{happy:.0%}")
    expect(report.get_by_role("row").last).to_contain_text(f"{len(presses):,}")


def test_audits_and_bonus_cards(page: Page, served: Served) -> None:
    points = [Point("Greeted within a minute", 3), Point("The floor was clean", 1)]
    answers = ([Answer.YES, Answer.NO], [Answer.PARTLY, Answer.YES], [Answer.YES, Answer.NOT_SEEN])
    worth = (3 / 4, (1.5 + 1) / 4, 1.0)
    card = (
        Part("Base", Measure.BASE, 55, 0, 0),
        Part("Courtesy", Measure.MYSTERY, 25, 50, 90),
        Part("Customers", Measure.INDEX, 20, 20, 80),
    )
    with writing(served.books.engine) as conn:
        site = conn.execute(select(sites.c.id)).scalar_one()
        listed = mystery.add_checklist(conn, "Spring", points, who="anna", at_ms=0)
        for number, given in enumerate(answers):
            day, key = f"2026-02-{20 + number}", f"visit-{number}"
            assert score(points, given) == worth[number]
            visit = mystery.NewVisit(key, listed, site, day, given, worth[number], "")
            mystery.add_visit(conn, visit, who="anna", at_ms=NOW_MS)
        number = bonus.add_card(conn, "Team", card, who="anna", at_ms=0)
    mean = sum(worth) / 3
    page.goto("/audits?period=range&from=2026-02-20&to=2026-02-22")
    row = page.get_by_role("table", name="Mystery visits and buttons by shop").get_by_role("row")
    expect(row.last).to_contain_text(f"{mean:.0%}")
    seen = {"2026-02-20", "2026-02-21", "2026-02-22"}
    expect(row.last).to_contain_text(f"{_index(served, seen):.1f}")
    page.goto(f"/bonus/{number}?month=2026-02")
    courtesy = 25 * (100 * mean - 50) / 40
    customers = 20 * (_index(served, month="2026-02") - 20) / 60
    shop = page.locator("section.card .value").first
    expect(shop).to_contain_text(f"{55 + courtesy + customers:.0f}%")
