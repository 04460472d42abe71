"""The pages in a real browser: policy kept, live without a reload, phone and keyboard."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from hub.store.engine import make_engine, writing
from hub.store.people import add_user
from hub.web import create_app
from tests.hub.web.actors import PASSWORD
from tests.hub.web.books import Books, Device, status
from tests.hub.web.conftest import NOW
from tests.hub.web.expression_books import Faces
from tests.hub.web.running import running, settings_in
from wire.clock import FakeClock

pytestmark = pytest.mark.browser
NOW_MS = round(NOW.timestamp() * 1000)
PAGES = (
    "/",
    "/satisfaction?period=28d",
    "/footfall?period=28d",
    "/expression?period=28d&changed=2026-02-24",
    "/devices",
)


class Served(NamedTuple):
    """A hub that answers, and what is in it."""

    address: str
    books: Books
    kiosk: Device


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("needs Chromium: apt install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def served(_empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The application as in production, with a shop that had some busy days."""
    folder = tmp_path_factory.mktemp("served")
    settings = settings_in(folder, _empty_store)
    engine = make_engine(settings.store)
    books = Books(engine)
    kiosk = fill(books)
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
    app = create_app(settings, engine, clock=FakeClock(NOW))
    with running(app, settings) as address:
        yield Served(address, books, kiosk)
    engine.dispose()


def fill(books: Books) -> Device:
    site = books.site("riga", "Rīga, the one with the long name at the station", "Europe/Riga")
    till, door = books.device(site, "till", "kiosk"), books.device(site, "door", "camera")
    hour_ms = 3_600_000
    books.press(till, [(NOW_MS - n * hour_ms // 4, 1 + n % 4) for n in range(4 * 24 * 10)])
    books.window(door, [(NOW_MS - n * hour_ms // 2, n % 7, n % 5) for n in range(1, 400)])
    books.window(
        door, [(NOW_MS - n * hour_ms, 40, 30) for n in range(1, 90)], line="pavement", kind="street"
    )
    books.zone(door, [(NOW_MS - n * hour_ms, [9.0 * n, 30.0, 5000.0]) for n in range(1, 90)])
    waits = [(NOW_MS - n * hour_ms, [30.0 + n] * (n % 5)) for n in range(1, 90)]
    books.zone(door, waits, zone="till", kind="queue", most=4)
    books.night(door, NOW_MS - 9 * hour_ms, entered=900, removed=3, held=2)
    books.audit(door, NOW_MS - 400 * 24 * hour_ms, (200, 197, 195), (20, 19, 19))
    faces = Faces(books)
    for n in range(1, 250):
        shares = (0.2, 0.3 + 0.01 * (n % 7))
        faces.tell(door, NOW_MS - n * 2 * hour_ms, shares, visitors=30, corrected=n % 50 > 0)
    books.says(till, status("riga", "till", "kiosk", NOW), NOW_MS)
    return till


@pytest.fixture(scope="module")
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """Signed in once for all tests: trying ten times a minute is what the hub allows."""
    opened = browser.new_context(base_url=served.address)
    page = opened.new_page()
    page.goto("/")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    # Stays open: the thread of live updates must not begin and end within a test.
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """The Overview in a new tab; fails the test that makes the browser complain."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console",
        lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None,
    )
    opened.goto("/")
    yield opened
    opened.close()
    assert complaints == []


def test_every_page_draws_its_charts_within_the_policy(page: Page) -> None:
    for path in PAGES:
        page.goto(path)
        charts = page.locator("[data-chart]")
        assert charts.count() > 0 or path == "/devices"
        for chart in charts.all():
            expect(chart.locator("canvas").first).to_be_visible()


def test_a_press_changes_the_page_without_a_reload(page: Page, served: Served) -> None:
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    page.evaluate("window.notReloaded = true")
    before = int(page.locator("[data-number=presses]").inner_text())
    served.books.press(served.kiosk, [(NOW_MS + 1, 4)])
    expect(page.locator("[data-number=presses]")).to_have_text(str(before + 1))
    newest = page.locator(".events-list li").first
    expect(newest).to_contain_text("Very unhappy")
    expect(newest).to_have_class("new")
    assert page.evaluate("window.notReloaded")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in (*PAGES, "/footfall?period=range&from=2026-01-20&to=2026-02-20"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_every_new_figure_of_the_camera_is_there_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/footfall?period=7d")
    for title in ("How long visitors stay", "Waiting in line by hour of the day", "By zone"):
        expect(page.get_by_role("heading", name=title)).to_be_visible()
    for title in ("By queue", "Capture rate by shop", "Left over at night"):
        expect(page.get_by_role("heading", name=title).last).to_be_visible()
    page.get_by_text("Show each night").click()
    expect(page.get_by_role("table", name="Left over each time, newest first")).to_be_visible()
    page.goto("/devices")
    expect(page.get_by_text("93.0 to 98.3% right, 195 of 202")).to_be_visible()
    expect(page.get_by_text("overdue")).to_be_visible()


def test_light_and_dark_can_be_switched_and_stay(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[data-theme-switch]").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto("/footfall")
    assert page.evaluate(ground) == dark


def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_each_chart_has_its_table_and_picture(page: Page) -> None:
    page.goto("/satisfaction?period=7d")
    for chart in page.locator("section.chart").all():
        chart.get_by_text("Show as a table").click()
        expect(chart.get_by_role("table")).to_be_visible()
        with page.expect_download() as download:
            chart.get_by_role("button", name="Save picture").click()
        assert download.value.suggested_filename.endswith(".png")


def test_without_scripts_the_numbers_are_there(
    browser: Browser, context: BrowserContext, served: Served
) -> None:
    scriptless = browser.new_context(
        base_url=served.address,
        java_script_enabled=False,
        storage_state=context.storage_state(),
    )
    plain = scriptless.new_page()
    plain.goto("/satisfaction?period=28d")
    expect(plain.get_by_text("95% interval").first).to_be_visible()
    assert plain.locator("canvas").count() == 0
    plain.get_by_text("Show as a table").first.click()
    expect(plain.get_by_role("table", name="Satisfaction by day")).to_be_visible()
    scriptless.close()
