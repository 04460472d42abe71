"""Sales, forecast and experiments in a real browser, against counts by hand."""

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hub.sales.reading import MAX_FILE_BYTES
from hub.settings import HubSettings
from hub.work.forecasting import forecast_footfall
from hub.work.job import Context
from tests.hub.domain.shop_days import a_shop
from tests.hub.web.books import NOW, Books, ms
from tests.hub.web.closely import stands_still
from tests.hub.web.forecast_books import count_weeks
from tests.hub.web.served import Served
from tests.hub.web.test_experiments import FIRST, TREATED, build_chain, effect_by_hand

pytestmark = pytest.mark.browser
DAYS = 210
SALES = {9: 12, 10: 31, 11: 22}
"""Transactions by hour of 2 March."""


@pytest.fixture(scope="module")
def chain(served: Served) -> Books:
    """Two shops with a camera, and a chain with kiosks."""
    books = served.books
    counted = books.site("arcade", "Arcade", "Europe/Riga")
    count_weeks(books, books.device(counted, "door", "camera"), date(2026, 3, 2), DAYS)
    till = books.device(books.site("bakery", "Bakery", "UTC"), "door", "camera")
    for hour in range(8, 20):
        start = ms(f"2026-03-02T{hour:02d}:00:00")
        books.window(till, [(start + n * 60_000, int(n < 50), 0) for n in range(60)])
    build_chain(books)
    at_ms = round(NOW.timestamp() * 1000)
    forecast_footfall(Context(books.engine, HubSettings(), at_ms, lambda: None))
    return books


def test_a_file_of_sales_gives_the_conversion(
    page: Page,
    chain: Books,
    tmp_path: Path,
) -> None:
    file = tmp_path / "till.csv"
    lines = [f"bakery;2026-03-02;{hour};{number};{number},50;EUR" for hour, number in SALES.items()]
    file.write_text("shop;day;hour;transactions;turnover;currency\n" + "\n".join(lines))
    page.goto("/sales?site=bakery")
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_have_text(
        "New lines taken: 3. Replaced: 0. Known already: 0."
    )
    page.goto("/sales?site=bakery")
    came = 12 * 50
    bought = sum(SALES.values())
    expect(page.locator(".figure .note").first).to_contain_text(
        f"{bought} transactions of {came} visitors"
    )
    expect(page.locator(".figure .value").first).to_have_text(f"{100 * bought / came:.1f}%")
    paid = sum(number + 0.5 for number in SALES.values())
    expect(page.locator(".figure .value").nth(2)).to_contain_text(f"{paid / bought:.2f}")
    page.get_by_text("Show as a table").nth(1).click()
    row = page.get_by_role("table", name="Transactions and conversion by hour").locator("tr").nth(2)
    expect(row).to_contain_text("10:00")
    expect(row).to_contain_text("62%")  # 31 of 50


def test_a_file_that_is_too_large_is_not_sent(page: Page, served: Served, tmp_path: Path) -> None:
    large, small = tmp_path / "large.csv", tmp_path / "small.csv"
    large.write_bytes(b"a" * (MAX_FILE_BYTES + 1))
    small.write_text("shop,day,transactions\n")
    page.goto("/sales")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.method))
    field = page.get_by_label("CSV file")
    field.set_input_files(large)
    page.get_by_role("button", name="Send").click()
    told = field.evaluate("(one) => one.validationMessage")
    assert told.startswith("The file is larger than 16 MB.")
    assert "POST" not in sent
    field.set_input_files(small)
    assert field.evaluate("(one) => one.validity.valid")


def test_the_forecast_is_near_what_the_weeks_before_say(
    page: Page,
    chain: Books,
) -> None:
    page.goto("/forecast?site=arcade")
    hours = a_shop(DAYS).hours
    page.get_by_text("Show as a table").first.click()
    rows = page.get_by_role("table", name="Visitors expected by day").locator("tbody tr").all()
    assert len(rows) == 14
    for ahead, row in enumerate(rows):
        cells = row.locator("td").all_inner_texts()
        expected = float(cells[0].replace(",", ""))
        # the same weekday in the last eight weeks; the next day is like the first of the rhythm
        usual = hours[ahead % 7 :: 7].sum(axis=1)[-8:].mean()
        assert abs(expected / usual - 1) < 0.15, (ahead, expected, usual)
        assert float(cells[1].replace(",", "")) <= expected <= float(cells[2].replace(",", ""))
    expect(page.locator(".planning .figures")).to_contain_text("closer than last week's same hour")
    page.get_by_label("Visitors an hour for each person").fill("1000")
    page.get_by_role("button", name="Show", exact=True).click()
    people = page.get_by_role("table", name="People needed by hour").locator(
        "tbody td:not(:first-child)"
    )
    expect(people.first).to_have_text("1")
    stands_still(page)
    assert set(people.all_inner_texts()) == {"1"}


def test_an_experiment_is_planned_set_up_and_told(
    page: Page,
    chain: Books,
) -> None:
    page.goto("/experiments")
    page.get_by_label("What is changed").fill("New display")
    page.get_by_label("First day with it").fill(FIRST.isoformat())
    for shop in range(TREATED):
        page.get_by_role("group", name="Shops with the change").get_by_label(
            f"Shop {shop:02d}"
        ).check()
    page.get_by_role("button", name="What could it see?").click()
    expect(page.get_by_role("status")).to_contain_text("in 80 of 100 such experiments")
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New display")
    expect(page.locator(".verdict")).to_contain_text(
        f"went up. {100 * effect_by_hand():+.1f} points"
    )
    expect(page.locator("canvas").first).to_be_visible()
