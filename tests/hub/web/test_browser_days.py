"""Choosing days in a real browser: units of the calendar, steps, ranges."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_choosing_another_period_keeps_the_shop(page: Page) -> None:
    page.goto("/satisfaction?site=riga")
    page.get_by_text("Last 7 days", exact=True).first.click()
    page.get_by_role("link", name="Last 28 days").click()
    expect(page).to_have_url(re.compile(r"site=riga&period=28d|period=28d&site=riga"))
    page.wait_for_load_state("load")
    page.locator("[name=play]").select_option(label="Without likely play")
    expect(page).to_have_url(re.compile("play=without"))
    expect(page).to_have_url(re.compile("site=riga"))
    expect(page).to_have_url(re.compile("period=28d"))


def test_weeks_are_stepped_through_and_stay_on_another_page(page: Page) -> None:
    page.goto("/satisfaction")
    page.get_by_role("group", name="Period").get_by_role("link", name="Week").click()
    expect(page.locator(".under")).to_contain_text("Monday 2 March 2026 to Tuesday 3 March 2026")
    expect(page.get_by_role("link", name="Later")).to_have_count(0)
    page.get_by_role("link", name="Earlier").click()
    week_before = "Monday 23 February 2026 to Sunday 1 March 2026"
    expect(page.locator(".under")).to_contain_text(week_before)
    page.get_by_role("navigation").get_by_role("link", name="Footfall").click()
    expect(page.locator("h1")).to_have_text("Footfall")
    expect(page.locator(".under")).to_contain_text(week_before)
    page.get_by_role("link", name="Later").click()
    expect(page.locator(".under")).to_contain_text("Monday 2 March 2026 to Tuesday 3 March 2026")


def test_a_range_of_days_is_chosen_by_form(page: Page) -> None:
    page.goto("/footfall")
    page.get_by_text("Last 7 days", exact=True).first.click()
    page.get_by_label("From", exact=True).fill("2026-02-27")
    page.get_by_label("To", exact=True).fill("2026-03-01")
    page.get_by_role("button", name="Show these days").click()
    expect(page.locator(".under")).to_contain_text("Friday 27 February 2026 to Sunday 1 March 2026")
