"""The page in a real Chromium: touch, thanks, and everything a bored shopper tries."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kiosk.screen.page import create_app
from kiosk.screen.server import serve_screen
from tests.kiosk.stage import make_settings
from tests.support.browser import new_context
from tests.support.waiting import eventually
from wire.clock import SystemClock
from wire.local_page import PageServer

pytestmark = pytest.mark.browser
SORRY = "Sorry, that did not work. Please press once more."
SIZES = {
    "kiosk": (1280, 800),
    "small display": (800, 480),
    "tablet": (820, 1180),
    "phone": (390, 844),
    "phone lying": (844, 390),
}


class Panel:
    """A served page whose presses the test sees and answers."""

    def __init__(self) -> None:
        self.pressed: list[int] = []
        self.told: list[int] = []
        self.kept = True
        self.url = ""

    def press(self, button: int) -> bool:
        self.pressed.append(button)
        return self.kept

    def reason(self, reason: int) -> bool:
        self.told.append(reason)
        return self.kept


def serve(panel: Panel, **tables: Any) -> PageServer:
    settings = make_settings(**tables)
    app = create_app(settings, press=panel.press, reason=panel.reason, clock=SystemClock())
    return serve_screen(app, host="127.0.0.1", port=0)


@pytest.fixture
def panel(request: pytest.FixtureRequest) -> Iterator[Panel]:
    """A panel that thanks for a long time, unless marked otherwise."""
    panel = Panel()
    kiosk = {"pins": "mock", "thank_seconds": getattr(request, "param", 10)}
    with serve(panel, kiosk=kiosk) as server:
        panel.url = f"http://127.0.0.1:{server.port}/"
        yield panel


@pytest.fixture
def page(browser: Browser, panel: Panel) -> Iterator[Page]:
    context = new_context(browser, viewport={"width": 1280, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(panel.url)
    listen(page)
    yield page
    context.close()


def listen(page: Page) -> None:
    """Note each answer when it can be seen: it goes away by itself, whether or not we looked."""
    page.evaluate(
        "() => { const box = document.querySelector('[role=status]'); window.answers = [];"
        " new MutationObserver(() => { if (box.checkVisibility()) answers.push(box.innerText); })"
        ".observe(box, { childList: true, subtree: true }); }"
    )


def wait_for_answer(page: Page, *words: str) -> None:
    eventually(lambda: page.evaluate("answers.length"))
    assert page.evaluate("answers.map(one => one.trim())") == [*words]


quick = pytest.mark.parametrize("panel", [0.2], indirect=True)


def wait_for_the_end_of(page: Page, panel: Panel, *presses: int) -> None:
    """All these came in, and the faces are back: a pressed button is marked until then."""
    eventually(lambda: panel.pressed == [*presses])
    expect(page.locator("button.pressed")).to_have_count(0)
    expect(page.locator("#answer")).to_be_hidden()


def button(page: Page, label: str) -> Any:
    return page.get_by_role("button", name=label, exact=True)


def test_a_touch_is_a_press_and_is_thanked(page: Page, panel: Panel) -> None:
    button(page, "Happy").tap()
    wait_for_answer(page, "Thank you!")
    assert panel.pressed == [2]


def test_a_double_tap_is_one_press_and_zooms_nothing(page: Page, panel: Panel) -> None:
    page.evaluate(
        "() => { const honest = window.fetch; window.sent = 0;"
        " window.fetch = (...what) => { window.sent += 1; return honest(...what); }; }"
    )
    button(page, "Unhappy").dblclick()
    wait_for_answer(page, "Thank you!")
    assert page.evaluate("sent") == 1
    assert panel.pressed == [3]
    assert page.evaluate("visualViewport.scale") == 1


@quick
def test_the_next_shopper_can_press_at_once_after_the_thanks(page: Page, panel: Panel) -> None:
    button(page, "Very happy").tap()
    wait_for_the_end_of(page, panel, 1)
    button(page, "Very unhappy").tap()
    wait_for_the_end_of(page, panel, 1, 4)


def test_a_press_that_was_not_kept_is_not_thanked(page: Page, panel: Panel) -> None:
    panel.kept = False
    button(page, "Happy").tap()
    wait_for_answer(page, SORRY)


def test_a_kiosk_that_is_gone_is_not_thanked_for(page: Page) -> None:
    page.context.set_offline(True)
    button(page, "Happy").tap()
    wait_for_answer(page, SORRY)


@quick
def test_keys_work_for_who_cannot_touch(page: Page, panel: Panel) -> None:
    page.keyboard.press("4")
    wait_for_the_end_of(page, panel, 4)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for_the_end_of(page, panel, 4, 1)


def test_nothing_a_shopper_does_leaves_the_page(page: Page, panel: Panel) -> None:
    for kind in ("contextmenu", "dragstart", "selectstart", "gesturestart"):
        passed = page.evaluate(
            "kind => document.querySelector('h1').dispatchEvent("
            "new Event(kind, {bubbles: true, cancelable: true}))",
            kind,
        )
        assert not passed, kind
    page.locator("h1").click(click_count=3)
    assert page.evaluate("getSelection().toString()") == ""
    assert page.url == panel.url


def test_the_page_loads_nothing_from_elsewhere(browser: Browser, panel: Panel) -> None:
    context = new_context(browser)
    page = context.new_page()
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    page.goto(panel.url, wait_until="networkidle")
    context.close()
    assert addresses
    assert all(address.startswith((panel.url, "data:")) for address in addresses)


@pytest.mark.parametrize("count", [2, 4, 6])
def test_every_button_is_whole_and_large_enough_to_touch(browser: Browser, count: int) -> None:
    """At least 44 px each way (WCAG 2.5.5), all within the window, words within their buttons."""
    buttons = [{"label": f"Quite unhappy {n}", "pin": 4 + n} for n in range(count)]
    context = new_context(browser)
    page = context.new_page()
    with serve(Panel(), buttons=buttons) as server:
        page.goto(f"http://127.0.0.1:{server.port}/")
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            assert_layout(page, count, width, height)
    context.close()


BOXES = (
    "what => [...document.querySelectorAll(what)].map(one => one.getBoundingClientRect().toJSON())"
)


def assert_layout(page: Page, count: int, width: int, height: int) -> None:
    boxes, faces, words = (
        page.evaluate(BOXES, what) for what in ("button", "button svg", "button span")
    )
    assert len(boxes) == count
    for box, face, word in zip(boxes, faces, words, strict=True):
        assert min(box["width"], box["height"]) >= 44
        assert min(box["left"], box["top"]) >= 0
        assert box["right"] <= width
        assert box["bottom"] <= height
        assert min(face["width"], face["height"]) >= 40
        assert face["bottom"] <= word["top"] + 1
        assert word["bottom"] <= box["bottom"]


def test_the_browser_has_nothing_to_complain_about(browser: Browser, panel: Panel) -> None:
    context = new_context(browser)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(panel.url)
    listen(page)
    button(page, "Happy").click()
    wait_for_answer(page, "Thank you!")
    context.close()
    assert complaints == []


@pytest.fixture
def asking(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Panel, Page]]:
    """A panel that asks for reasons, and somebody before it; patient, unless marked otherwise."""
    panel = Panel()
    wait = {"wait_seconds": getattr(request, "param", 60)}
    tables = {
        "kiosk": {"pins": "mock", "thank_seconds": 0.2},
        "screen": {"enabled": True},
        "follow_up": {"reasons": ["Waited too long", "Nobody to ask"]} | wait,
    }
    with serve(panel, **tables) as server:
        viewport = {"width": 800, "height": 480}
        context = new_context(browser, viewport=viewport, has_touch=True)
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{server.port}/")
        page.evaluate(
            "() => { const box = document.getElementById('reasons'); window.asked = 0;"
            " new MutationObserver(() => { window.asked += !box.hidden; })"
            ".observe(box, { attributes: true, attributeFilter: ['hidden'] }); }"
        )
        yield panel, page
        context.close()


def test_a_reason_is_asked_for_after_an_unhappy_press(asking: tuple[Panel, Page]) -> None:
    panel, page = asking
    button(page, "Very unhappy").tap()
    button(page, "Nobody to ask").tap()
    eventually(lambda: panel.told == [2])
    wait_for_the_end_of(page, panel, 4)
    expect(page.locator("#reasons")).to_be_hidden()


def test_nobody_has_to_answer_and_a_happy_press_is_not_asked_about(
    asking: tuple[Panel, Page],
) -> None:
    panel, page = asking
    button(page, "Unhappy").tap()
    button(page, "Skip").tap()
    wait_for_the_end_of(page, panel, 3)
    button(page, "Very happy").tap()
    wait_for_the_end_of(page, panel, 3, 1)
    assert panel.told == []
    assert page.evaluate("asked") == 1


@pytest.mark.parametrize("asking", [3], indirect=True)
def test_a_question_that_nobody_answers_goes_away_by_itself(asking: tuple[Panel, Page]) -> None:
    panel, page = asking
    button(page, "Unhappy").tap()
    wait_for_the_end_of(page, panel, 3)
    expect(page.locator("#reasons")).to_be_hidden()
    assert page.evaluate("asked") == 1
    assert panel.told == []
