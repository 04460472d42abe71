"""The pages in a real browser: policy kept, live without a reload, phone and keyboard."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.hub.web.served import NOW_MS, Served
from tests.support.browser import new_context

pytestmark = pytest.mark.browser
PAGES = (
    "/",
    "/satisfaction?period=28d",
    "/footfall?period=28d",
    "/expression?period=28d&changed=2026-02-24",
    "/devices",
)


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
        told = chart.locator("[data-chart]").get_attribute("id")
        name = f"otklik-all-shops-satisfaction-{told}-2026-02-25-to-2026-03-03.png"
        assert download.value.suggested_filename == name


def without_scripts(browser: Browser, context: BrowserContext, served: Served) -> BrowserContext:
    """The same person in a browser that runs none."""
    return new_context(
        browser,
        base_url=served.address,
        java_script_enabled=False,
        storage_state=context.storage_state(),
    )


def test_a_picture_says_what_it_shows_and_that_it_is_sample_data(page: Page) -> None:
    page.goto("/satisfaction?period=7d")
    # Only what is written while the button is being pressed is the picture's: the chart on the page
    # draws its tip whenever the browser gets to it.
    page.evaluate(
        """() => {
          document.querySelector("main").insertAdjacentHTML(
            "afterbegin", '<p class="banner sample"><strong>Sample data</strong></p>');
          const write = CanvasRenderingContext2D.prototype.fillText;
          let saving = false;
          window.written = [];
          document.addEventListener("click", () => { saving = true; }, { capture: true });
          document.addEventListener("click", () => { saving = false; });
          CanvasRenderingContext2D.prototype.fillText = function (text, ...at) {
            if (saving) window.written.push(text);
            return write.call(this, text, ...at);
          };
        }"""
    )
    chart = page.locator("section.chart").first
    chart.locator(".canvas").focus()
    page.keyboard.press("ArrowRight")
    with page.expect_download():
        # Without the mouse, so that the focus stays on the chart, and the tip with it.
        chart.get_by_role("button", name="Save picture").dispatch_event("click")
    written = page.evaluate("() => window.written")
    assert any("3 March 2026" in one and one.endswith("Sample data") for one in written)
    assert not any("Happy share:" in one for one in written)  # the tip is gone


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_all_pages_are_in_sight_in_the_column(page: Page, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    column = page.locator(".frame nav")
    assert len(column.get_by_role("link").all()) == 20
    for link in (column.get_by_role("link").first, column.get_by_role("link").last):
        expect(link).to_be_in_viewport(ratio=1)


def test_paper_has_whole_tables_and_charts(page: Page) -> None:
    page.goto("/satisfaction?period=7d")
    page.emulate_media(media="print")
    page.locator(".behind").evaluate_all("all => all.forEach((one) => { one.open = true; })")
    for box in page.locator(".scroll").all():
        assert box.evaluate("one => getComputedStyle(one).maxHeight") == "none"
        assert box.evaluate("one => getComputedStyle(one).overflowY") == "visible"
    page.set_viewport_size({"width": 500, "height": 800})
    for chart in page.locator("section.chart").all():
        wide = chart.evaluate("one => one.querySelector('canvas').getBoundingClientRect().right")
        assert wide <= chart.evaluate("one => one.getBoundingClientRect().right")


def test_without_scripts_the_numbers_are_there(
    browser: Browser, context: BrowserContext, served: Served
) -> None:
    scriptless = without_scripts(browser, context, served)
    plain = scriptless.new_page()
    plain.goto("/satisfaction?period=28d")
    expect(plain.get_by_text("95% interval").first).to_be_visible()
    assert plain.locator("canvas").count() == 0
    plain.get_by_text("Show as a table").first.click()
    expect(plain.get_by_role("table", name="Satisfaction by day")).to_be_visible()
    scriptless.close()


def test_without_scripts_a_file_that_is_far_too_large_is_refused_in_a_sentence(
    browser: Browser, context: BrowserContext, served: Served, tmp_path: Path
) -> None:
    """With scripts the form says it before the file is sent."""
    scriptless = without_scripts(browser, context, served)
    plain = scriptless.new_page()
    plain.goto("/sales")
    file = tmp_path / "all years.csv"
    file.write_bytes(b"x" * 60_000_000)
    plain.locator("input[type=file]").set_input_files(file)
    plain.get_by_role("button", name="Send").click()
    expect(plain.get_by_text("The file is larger than 16 MB.")).to_be_visible()
    expect(plain.get_by_role("heading", name="Sales", exact=True)).to_be_visible()
    scriptless.close()
