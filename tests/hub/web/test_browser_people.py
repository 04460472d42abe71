"""People and rights, account, audit log and a wall screen in a real browser."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pyotp import TOTP

from tests.hub.web.actors import PASSWORD
from tests.hub.web.books import NOW
from tests.hub.web.closely import look_closely, stands_still
from tests.hub.web.served import Served
from tests.support.browser import new_context

pytestmark = pytest.mark.browser
NOW_MS = round(NOW.timestamp() * 1000)


@pytest.fixture(scope="module")
def other_shop(served: Served) -> int:
    """A second shop; returns how often it was pressed today, counted from its events."""
    books = served.books
    kiosk = books.device(books.site("cesis", "Cēsis", "Europe/Riga"), "k", "kiosk")
    before = len(books.presses)
    books.press(kiosk, [(NOW_MS - n * 60_000, 1) for n in range(1, 38)])
    return len(books.presses) - before


def test_a_new_person_sees_the_own_shop_only(
    context: BrowserContext,
    browser: Browser,
    page: Page,
    served: Served,
    other_shop: int,
) -> None:
    page.goto("/")
    page.get_by_role("link", name="People and rights").click()
    page.get_by_text("Add a person").click()
    adding = page.locator("form", has=page.get_by_role("button", name="Add", exact=True)).first
    adding.get_by_role("textbox", name="Name").fill("Vera")
    adding.get_by_label("First password").fill(PASSWORD)
    adding.locator("[name=role]").select_option("viewer")
    adding.locator("[name=on]").select_option("shop:cesis")
    adding.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("vera can sign in now.")
    page.get_by_text("Change vera").click()
    for title in ("Add a token", "Add a wall screen", "Add a region"):
        page.get_by_text(title).click()
    look_closely(page, "people, all open")
    opened = new_context(browser, base_url=served.address)
    vera = opened.new_page()
    vera.goto("/")
    vera.get_by_label("Name").fill("vera")
    vera.get_by_label("Password").fill(PASSWORD)
    vera.get_by_role("button", name="Sign in").click()
    expect(vera.locator("[data-live-state=live]")).to_be_visible()
    expect(vera.locator("[data-part=figures]")).to_contain_text(f"Presses today {other_shop}")
    expect(vera.locator("body")).not_to_contain_text("Rīga")
    expect(vera.get_by_role("link", name="People and rights")).to_have_count(0)
    refused = vera.goto("/people")
    assert refused is not None
    assert refused.status == 403
    opened.close()


def test_a_wall_screen_is_live_without_signing_in(
    browser: Browser,
    page: Page,
    served: Served,
    other_shop: int,
) -> None:
    page.goto("/people")
    page.get_by_text("Add a wall screen").click()
    form = page.locator("form", has=page.get_by_role("button", name="Make a link"))
    form.get_by_label("Where it hangs").fill("entrance")
    form.locator("[name=on]").select_option("shop:cesis")
    form.get_by_role("button", name="Make a link").click()
    link = page.locator("code.secret").text_content() or ""
    assert re.fullmatch(rf"{served.address}/wall/otw_[\w-]+", link)
    opened = new_context(browser)
    screen = opened.new_page()
    screen.set_viewport_size({"width": 1920, "height": 1080})
    screen.goto(link)
    expect(screen.locator("[data-live-state=live]")).to_be_visible()
    expect(screen.locator("[data-part=figures]")).to_contain_text(f"Presses today {other_shop}")
    expect(screen.locator("nav")).to_have_count(0)
    look_closely(screen, "wall")
    opened.close()


def test_a_second_step_is_set_up_and_asked_for(
    browser: Browser,
    served: Served,
    page: Page,
) -> None:
    page.goto("/account")
    page.get_by_role("button", name="Set up").click()
    expect(page.get_by_role("img", name="Code to scan")).to_be_visible()
    stands_still(page)
    assert page.locator("img.qr").evaluate("(one) => one.naturalWidth") > 100
    secret = page.locator("code").first.text_content() or ""
    look_closely(page, "account, setting up")
    totp = TOTP(secret)
    page.get_by_label("Code of your authenticator").fill(totp.at(NOW_MS // 1000 - 30))
    page.get_by_role("button", name="Turn on").click()
    expect(page.locator("ol.codes li")).to_have_count(10)
    look_closely(page, "recovery codes")
    opened = new_context(browser, base_url=served.address)
    again = opened.new_page()
    again.goto("/")
    again.get_by_label("Name").fill("anna")
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("heading", name="Second step")).to_be_visible()
    look_closely(again, "second step")
    again.get_by_label("Code of your authenticator").fill(totp.at(NOW_MS // 1000))
    again.get_by_role("button", name="Go on").click()
    expect(again.locator("[data-live-state=live]")).to_be_visible()
    opened.close()
    page.goto("/account")
    page.locator("#second-step").get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Turn the second step off").click()
    expect(page.get_by_role("status")).to_contain_text("password only")
    page.goto("/audit-log")
    expect(page.get_by_role("table")).to_contain_text("user.second_factor_on")
    look_closely(page, "audit log")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_never_scrolls_sideways(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for path in ("/people", "/account", "/audit-log"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('main details').forEach((one) => one.open = true)")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
