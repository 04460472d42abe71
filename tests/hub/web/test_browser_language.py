"""Another language in a real browser: chosen by keyboard, and kept by what changes by itself."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.web.actors import PASSWORD
from tests.hub.web.served import NOW_MS, Served
from tests.support.browser import new_context

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def german(browser: Browser, served: Served) -> Iterator[Page]:
    """Signed in by a browser that asks for German."""
    context = new_context(browser, base_url=served.address, locale="de-AT")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Passwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()
    expect(page.locator("[data-live-state=live]")).to_be_visible()
    # The first stays open: the thread of live updates must not begin and end within a test.
    yield context.new_page()
    context.close()


def test_live_parts_scripts_and_numbers_are_in_the_language(
    german: Page,
    served: Served,
) -> None:
    german.goto("/")
    expect(german.locator("[data-live-state=live]")).to_have_text("Live")
    served.books.press(served.kiosk, [(NOW_MS + 1, 4)])
    expect(german.locator(".events-list .new")).to_contain_text("Sehr unzufrieden")
    german.goto("/satisfaction?period=28d")
    presses = len(served.books.presses)
    shown = f"{presses:,}".replace(",", ".")
    expect(german.locator(".presses .value")).to_have_text(shown)
    expect(german.locator(".presses")).to_contain_text(re.compile(r"\d{1,2}(,\d)?\s%"))
    described = german.locator("#days").get_attribute("aria-label") or ""
    assert "Diagramm von Bewertungen, Anteil Zufriedener" in described


def test_a_language_is_chosen_with_the_keyboard(german: Page) -> None:
    german.goto("/")
    summary = german.locator("details:has(form.languages) > summary")
    summary.focus()
    german.keyboard.press("Enter")
    choice = german.get_by_role("button", name="Polski")
    expect(choice).to_be_visible()
    choice.focus()
    german.keyboard.press("Enter")
    expect(german.get_by_role("heading", name="Przegląd")).to_be_visible()
    expect(german.locator("html")).to_have_attribute("lang", "pl")
    summary.focus()
    german.keyboard.press("Enter")
    german.get_by_role("button", name="Deutsch").click()
    expect(german.get_by_role("heading", name="Übersicht")).to_be_visible()
