"""Compare and the score of all visitors in a real browser, against a recount of the raw events."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.hub.web.books import NOW, Books, Device
from tests.hub.web.served import Served

pytestmark = pytest.mark.browser
NOW_MS = round(NOW.timestamp() * 1000)
HOUR_MS, MINUTE_MS = 3_600_000, 60_000


@pytest.fixture(scope="module")
def shops(served: Served) -> Books:
    """Three more shops: two alike, one worse; two with a camera."""
    books = served.books
    for code, unhappy, counted in (("tallinn", 6, True), ("tartu", 6, True), ("narva", 2, False)):
        site = books.site(code, code.title(), "Europe/Tallinn")
        _fill(books, books.device(site, "till", "kiosk"), unhappy)
        if counted:
            camera = books.device(site, "door", "camera")
            minutes = range(60, 60 * 40)
            books.window(camera, [(NOW_MS - n * MINUTE_MS, n % 3, n % 2) for n in minutes])
    return books


def _fill(books: Books, kiosk: Device, unhappy: int) -> None:
    """Every fifth minute a press; each `unhappy`-th is an unhappy one."""
    presses = [(NOW_MS - n * 5 * MINUTE_MS, 4 if n % unhappy == 0 else 1) for n in range(13, 400)]
    books.press(kiosk, presses)


def _of_shop(books: Books, code: str) -> tuple[int, int, int]:
    """Visitors, presses and happy presses within the hours that were counted as a whole."""
    number = {"tallinn": 2, "tartu": 3}[code]
    windows = [row for row in books.windows if row.line == "door" and row.seconds == 60]
    cameras = sorted({row.device_id for row in windows})
    mine = [row for row in windows if row.device_id == cameras[number - 1]]
    hours: dict[int, int] = {}
    for row in mine:
        hours[row.at_ms // HOUR_MS] = hours.get(row.at_ms // HOUR_MS, 0) + 1
    whole = {hour for hour, minutes in hours.items() if minutes >= 50}
    kiosk = cameras[number - 1] - 1  # written just before its camera
    presses = [
        row for row in books.presses if row.device_id == kiosk and row.at_ms // HOUR_MS in whole
    ]
    visitors = sum(row.entered for row in mine if row.at_ms // HOUR_MS in whole)
    return visitors, len(presses), sum(row.button <= 2 for row in presses)


def test_what_is_said_of_all_visitors_is_a_recount(page: Page, shops: Books) -> None:
    visitors, presses, happy = _of_shop(shops, "tallinn")
    assert 0 < presses < visitors
    page.goto("/satisfaction?period=28d&site=tallinn")
    card = page.get_by_role("region", name="What this says about all visitors")
    expect(card).to_contain_text(f"{presses:,} presses of {visitors:,} visitors")
    low, high = happy / visitors, (happy + visitors - presses) / visitors
    expect(card).to_contain_text(f"{100 * low:.1f}% to {100 * high:.1f}%")
    expect(card).to_contain_text(f"{100 * happy / presses:.0f}%")
    expect(card).to_contain_text("It holds only if those who did not press were")
    page.get_by_role("heading", name="Response rate by hour").scroll_into_view_if_needed()
    expect(page.locator("#response canvas").first).to_be_visible()


def test_ties_are_named_and_the_worse_shop_stands_apart(page: Page, shops: Books) -> None:
    page.goto("/satisfaction?site=tartu")
    page.get_by_role("link", name="Compare").click()
    expect(page.get_by_role("heading", name="Compare")).to_be_visible()
    first = page.locator("ol.ranking").first
    expect(first.get_by_role("listitem")).to_have_count(2)
    expect(first).to_contain_text("Tallinn")
    expect(page.get_by_role("heading", name="Places 1 to 2: no difference")).to_be_visible()
    expect(page.locator("ol.ranking li[aria-current]")).to_contain_text("Tartu")
    happy = sum(1 for n in range(13, 400) if n % 6)
    table = page.get_by_role("table", name="Shops by likely share of happy presses")
    row = table.get_by_role("row").filter(has_text="Tallinn")
    expect(row).to_contain_text("387")
    expect(row).to_contain_text(f"{100 * happy / 387:.0f}%")
    first.get_by_role("link", name="Tartu").click()
    expect(page).to_have_url(re.compile("/satisfaction.*site=tartu"))


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_never_scrolls_sideways(page: Page, shops: Books, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/compare", "/compare?period=today", "/satisfaction?period=28d&site=tallinn"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_shops_stand_side_by_side_and_can_be_put_in_order(page: Page, shops: Books) -> None:
    page.goto("/satisfaction?period=28d")
    table = page.get_by_role("table", name="Satisfaction by shop")
    visitors, presses, _happy = _of_shop(shops, "tallinn")
    row = table.get_by_role("row").filter(has_text="Tallinn")
    expect(row).to_contain_text("387")
    expect(row).to_contain_text(f"{100 * presses / visitors:.1f}%")
    head = table.get_by_role("columnheader", name="Happy share")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    expect(table.get_by_role("row").nth(1)).to_contain_text("Tallinn")
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(table.get_by_role("row").last).to_contain_text("Tartu")
    table.get_by_role("columnheader", name="Response rate").get_by_role("button").click()
    expect(table.get_by_role("row").last).to_contain_text("\N{EN DASH}")
    head = table.get_by_role("columnheader", name="Shop")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", re.compile("ending"))
    names = table.locator("tbody td:first-child").all_inner_texts()
    assert names == sorted(names)
