"""Every page for those who do not see well or use no mouse: axe-core's rules, and the keyboard.

A page that is added to the navigation is tested here without more ado.
"""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hub.web.page import NAVIGATION
from tests.hub.web.closely import look_closely, stands_still
from tests.hub.web.served import Served
from tests.support.browser import new_context

pytestmark = pytest.mark.browser
PLACES = sorted(item.endpoint for item in NAVIGATION)
_COUNT = """() => {
  window.reached = new Set();
  document.addEventListener('focusin', (event) => window.reached.add(event.target));
}"""
_SHOWN_CONTROLS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
  .filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true })
    && !one.closest('details:not([open]) > :not(summary)'))
  .length"""


def _address(opened: Page, endpoint: str) -> str:
    """Where the navigation leads to for this page."""
    item = next(one for one in NAVIGATION if one.endpoint == endpoint)
    link = opened.locator("#pages").get_by_role("link", name=item.title, exact=True)
    assert link.count() == 1, f"{endpoint} is not in the navigation"
    return link.get_attribute("href") or ""


@pytest.mark.parametrize("endpoint", PLACES)
def test_axe_finds_nothing(page: Page, endpoint: str) -> None:
    page.goto(_address(page, endpoint))
    look_closely(page, endpoint)


def test_axe_finds_nothing_in_menus_and_dialogs(page: Page) -> None:
    page.goto("/satisfaction?period=7d")
    page.get_by_text("Show as a table").first.click()
    for menu in page.locator("details.menu").all():
        menu.evaluate("(one) => { one.open = true; }")
    look_closely(page, "open menus")
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".open-nav").click()
    look_closely(page, "open navigation")
    page.keyboard.press("Escape")
    page.locator("[data-large=days]").click()
    look_closely(page, "enlarged chart")


def test_axe_finds_nothing_where_nobody_is_signed_in(
    browser: Browser,
    served: Served,
) -> None:
    stranger = new_context(browser, base_url=served.address)
    opened = stranger.new_page()
    opened.goto("/login")
    look_closely(opened, "sign in")
    stranger.close()


def test_axe_finds_nothing_on_an_error(
    context: BrowserContext,
) -> None:
    opened = context.new_page()
    opened.goto("/satisfaction?site=no-such-shop")
    expect(opened.locator("h1")).to_contain_text("There is no shop")
    look_closely(opened, "error")
    opened.close()


def test_the_navigation_opens_and_closes_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/")
    page.locator(".open-nav").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#pages")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator("#pages a").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pages")).to_be_hidden()
    expect(page.locator(".open-nav")).to_be_focused()


def test_menus_open_and_close_by_keyboard(page: Page) -> None:
    page.goto("/satisfaction")
    summary = page.locator(".periods summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("From", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.get_by_label("From", exact=True)).to_be_hidden()
    expect(summary).to_be_focused()


def test_a_chart_is_read_zoomed_and_enlarged_by_keyboard(page: Page) -> None:
    page.goto("/satisfaction?period=28d")
    chart = page.locator("#days")
    said = page.locator("#days + [aria-live]")
    chart.focus()
    page.keyboard.press("End")
    expect(said).to_contain_text("Tue 3 Mar")
    expect(said).to_contain_text("Happy share: 5")
    page.keyboard.press("ArrowLeft")
    expect(said).to_contain_text("Mon 2 Mar")
    whole = page.locator("[data-whole=days]")
    expect(whole).to_be_hidden()
    page.keyboard.press("+")
    expect(whole).to_be_visible()
    page.keyboard.press("0")
    expect(whole).to_be_hidden()
    page.locator("[data-large=days]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog #days")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(page.locator("[data-large=days]")).to_be_focused()


def test_the_tab_key_reaches_everything_once(page: Page) -> None:
    for endpoint in PLACES:
        page.goto(_address(page, endpoint))
        stands_still(page)
        page.evaluate(_COUNT)
        shown = page.evaluate(_SHOWN_CONTROLS)
        dates = page.locator("input[type=date]").count()  # each has four stops of its own
        for _ in range(shown + 4 * dates + 2):
            page.keyboard.press("Tab")
        reached = page.evaluate("window.reached.size")
        assert reached >= shown, f"{endpoint}: {shown} controls, {reached} reached"
