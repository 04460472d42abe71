"""Devices on a map, and a visit on a phone, in a real browser."""

from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hub.store.engine import writing
from hub.store.places import Spot, put_place
from tests.hub.web.books import NOW, status
from tests.hub.web.closely import stands_still
from tests.hub.web.served import NOW_MS, Served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def placed(served: Served) -> Served:
    """Three shops on the map, two of them at one spot, one of these with a kiosk that is away."""
    books = served.books
    for code, device, online in (("oslo", "till-2", True), ("oslo-2", "till-3", False)):
        kiosk = books.device(books.site(code, code.title(), "UTC"), device, "kiosk")
        at = NOW - timedelta(hours=1)
        books.says(kiosk, status(code, device, "kiosk", at), NOW_MS, online=online)
    with writing(books.engine) as conn:
        for code, spot in (("riga", Spot(56.95, 24.11)), ("oslo", Spot(59.91, 10.75))):
            put_place(conn, code, spot)
        put_place(conn, "oslo-2", Spot(59.92, 10.76))
    return served


def _clean(opened: Page) -> None:
    stands_still(opened)
    results = Axe().run(opened)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_leads_to_a_shop(page: Page, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto("/devices")
    expect(page.locator(".places .dot")).to_have_count(2)
    expect(page.get_by_role("link", name="2 shops: Offline")).to_be_visible()
    _clean(page)
    page.get_by_role("link", name="Rīga, the one").first.click()
    expect(page).to_have_url("/devices?site=riga")


@pytest.mark.usefixtures("placed")
def test_filters_work_with_live_updates(page: Page) -> None:
    page.goto("/devices")
    page.get_by_label("State").select_option("offline")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    expect(page.locator(".device h3")).to_contain_text(["till-3"])
    page.get_by_role("link", name="Show all").click()
    expect(page.locator(".device")).to_have_count(4)


def test_a_press_ticks_its_button_while_the_technician_looks(
    page: Page,
    placed: Served,
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/devices/riga/till/visit")
    page.get_by_role("button", name="Begin a visit").click()
    expect(page.locator("[data-live-state]")).to_have_text("Live")
    before = sum(row.device_id == placed.kiosk.id for row in placed.books.presses)
    rows = page.locator(".check-list li")
    placed.books.press(placed.kiosk, [(NOW_MS + 1, 3), (NOW_MS + 2, 3)])
    pressed = [row.button for row in placed.books.presses if row.device_id == placed.kiosk.id]
    assert len(pressed) == before + 2
    # These books keep no ledger, so the visit began at the outbox's first event.
    expect(rows.nth(3)).to_contain_text(f"{pressed.count(3)} presses")
    _clean(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    for tick in page.get_by_role("checkbox").all():
        tick.check()
    page.get_by_label("Note").fill("Cable renewed")
    page.get_by_role("button", name="Finish the visit").click()
    expect(page.get_by_role("status")).to_have_text(
        "The visit is finished: everything is in order."
    )
    expect(page.locator(".visits")).to_contain_text("Cable renewed")
