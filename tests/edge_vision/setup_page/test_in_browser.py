"""The page in a real Chromium on a phone: fingers, keys, faults, and the whole story."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from edge_vision.setup_page.page import create_app
from edge_vision.setup_page.server import serve_setup
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import clip, floor
from tests.edge_vision.setup_page.stage import Shop
from tests.support.browser import complaints_of, new_context
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.outbox import Outbox
from wire.settings import OutboxSettings

pytestmark = pytest.mark.browser
PHONE: ViewportSize = {"width": 390, "height": 844}
SIZES = (
    "[...document.querySelectorAll('button, nav a, select, input:not([type=radio])')]"
    ".map(one => one.getBoundingClientRect()).filter(box => box.width)"
    ".map(box => Math.min(box.width, box.height))"
)
SETTLING_OR_RESULT = "[data-settling]:not([hidden]), [data-after]:not([hidden])"
"""An audit that has ended: the one gives way to the other when the last counts have come."""
COUNTED = re.compile(r"[1-9]\d* in")
CODE = re.compile(rb"code for the set-up page: (\d{8})")


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone's browser; fails the test that makes it complain."""
    context = new_context(browser, viewport=PHONE, has_touch=True, is_mobile=True)
    complaints = complaints_of(context)
    yield context
    context.close()
    # Every refusal is an error to a browser, a wrong code or a faulty drawing as well.
    assert [text for text in complaints if "the server responded with" not in text] == []


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    shop = Shop(tmp_path)
    image = floor()
    image[20:70, 250:310], image[180:230, 20:90] = (30, 20, 220), 90
    shop.show(image=image)
    return shop


@pytest.fixture
def page(shop: Shop, phone: BrowserContext) -> Iterator[Page]:
    """The set-up page with the code typed, before a picture that stands still."""
    with serve_setup(create_app(shop.workshop), host="127.0.0.1", port=0) as server:
        page = phone.new_page()
        go_in(page, f"http://127.0.0.1:{server.port}", shop.codes[-1])
        yield page
        page.close()


def go_in(page: Page, address: str, code: str) -> None:
    page.goto(address)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Go in").click()
    page.wait_for_url(f"{address}/")
    expect(page.locator("[data-empty]")).to_be_hidden()


def add(page: Page, kind: str) -> None:
    page.locator(f"[data-add={kind}]").click()


def finger(page: Page, *spots: tuple[float, float]) -> None:
    """Touch the picture at the first spot (shares of its size), move to the others, let go."""
    page.locator("[data-canvas]").scroll_into_view_if_needed()
    box = page.locator("[data-canvas]").bounding_box()
    assert box is not None
    places = [
        {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]} for x, y in spots
    ]
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart", *["touchMove"] * (len(places) - 1)]
    for kind, place in zip(kinds, places, strict=True):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    session.detach()


def drawn(page: Page, path: Path, table: str) -> list[dict[str, Any]]:
    """Save, and read what stands in the file then."""
    page.locator("[data-save]").click()
    expect(page.locator("[data-save]")).to_be_disabled()
    tables: list[dict[str, Any]] = tomllib.loads(path.read_text()).get(table, [])
    return tables


def about(points: list[list[int]], *expected: tuple[int, int], within_px: int = 6) -> bool:
    pairs = zip(points, expected, strict=True)
    return all(abs(x - a) < within_px and abs(y - b) < within_px for (x, y), (a, b) in pairs)


def test_a_line_is_drawn_with_one_drag_of_a_finger(page: Page, shop: Shop) -> None:
    add(page, "street")
    finger(page, (0.1, 0.3), (0.4, 0.3), (0.9, 0.4))
    page.get_by_role("button", name="Done").click()
    (door, street) = drawn(page, shop.path, "lines")
    assert (door["name"], street["name"], street["kind"]) == ("door", "street", "street")
    assert about(street["points"], (32, 72), (288, 96))


def test_a_line_that_is_drawn_can_be_saved_at_once(page: Page, shop: Shop) -> None:
    add(page, "street")
    expect(page.locator("[data-save]")).to_be_disabled()
    finger(page, (0.1, 0.3), (0.4, 0.3), (0.9, 0.4))
    assert about(drawn(page, shop.path, "lines")[1]["points"], (32, 72), (288, 96))


def test_a_bent_line_is_drawn_tap_by_tap(page: Page, shop: Shop) -> None:
    add(page, "door")
    for spot in ((0.1, 0.9), (0.5, 0.6), (0.9, 0.9)):
        finger(page, spot)
    page.get_by_role("button", name="Done").click()
    assert about(drawn(page, shop.path, "lines")[1]["points"], (32, 216), (160, 144), (288, 216))


def test_a_zone_is_a_box_and_its_corners_move(page: Page, shop: Shop) -> None:
    add(page, "queue")
    finger(page, (0.1, 0.6), (0.2, 0.7), (0.4, 0.9))
    finger(page, (0.4, 0.9), (0.5, 0.9), (0.6, 0.95))
    (zone,) = drawn(page, shop.path, "zones")
    assert zone["kind"] == "queue"
    assert about(zone["points"], (32, 144), (128, 144), (192, 228), (32, 216))


def test_nothing_is_drawn_outside_the_picture(page: Page, shop: Shop) -> None:
    add(page, "area")
    finger(page, (0.8, 0.8), (0.9, 0.9), (1.6, 1.1))
    (zone,) = drawn(page, shop.path, "zones")
    assert max(x for x, _ in zone["points"]) == 319
    assert max(y for _, y in zone["points"]) == 239


def test_in_and_out_change_places(page: Page, shop: Shop) -> None:
    page.locator("[data-shapes] button").first.click()
    page.get_by_role("button", name="Swap in and out").click()
    (door,) = drawn(page, shop.path, "lines")
    assert door["points"] == [[320, 120], [0, 120]]


def test_naming_deleting_and_undoing(page: Page, shop: Shop) -> None:
    page.locator("[data-shapes] button").first.click()
    page.get_by_label("Name").fill("Main Door")
    page.get_by_label("Name").press("Enter")
    page.get_by_label("Name").blur()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator("[data-none]")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    (door,) = drawn(page, shop.path, "lines")
    assert door["name"] == "main-door"


def test_a_drawing_stays_while_the_camera_begins_anew(page: Page, shop: Shop) -> None:
    add(page, "street")
    finger(page, (0.1, 0.3), (0.4, 0.3), (0.9, 0.4))
    drawn(page, shop.path, "lines")
    shapes = page.locator("[data-shapes] li")
    expect(shapes).to_have_count(2)  # the camera knows of one
    add(page, "queue")
    finger(page, (0.1, 0.6), (0.2, 0.7), (0.4, 0.9))
    expect(page.locator("[data-said]")).to_have_text("Not saved yet.")
    shop.workshop.next_turn()
    with page.expect_request(lambda asked: asked.url.endswith("/look?after=2")):
        shop.show()
    expect(shapes).to_have_count(3)
    (zone,) = drawn(page, shop.path, "zones")
    assert zone["name"] == "queue"


def test_a_fault_is_told_in_the_words_of_the_settings(page: Page, shop: Shop) -> None:
    before = shop.path.read_text()
    add(page, "area")
    for spot in ((0.2, 0.2), (0.6, 0.6), (0.6, 0.2), (0.2, 0.6)):
        finger(page, spot)
    page.get_by_role("button", name="Done").click()
    faults = page.locator("[data-faults]")
    expect(faults).to_contain_text("edges 1 and 3 of the zone cross each other")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as refused:
        page.locator("[data-save]").click()
    assert refused.value.status == 422
    expect(faults).to_contain_text("cross each other")
    assert shop.path.read_text() == before


def test_keys_alone_are_enough(page: Page, shop: Shop) -> None:
    page.locator("[data-add=staff]").focus()
    page.keyboard.press("Enter")
    page.locator("[data-middle]").focus()
    page.keyboard.press("Enter")
    corner = page.get_by_role("button", name="Point 1 of staff")
    corner.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    expect(corner).to_be_focused()
    (area,) = drawn(page, shop.path, "staff_areas")
    assert area["points"][0] == [88, 61]


def test_a_tag_is_learnt_from_the_picture_and_a_grey_one_refused(page: Page, shop: Shop) -> None:
    page.get_by_role("button", name="Show a tag").click()
    finger(page, (0.1, 0.8), (0.15, 0.85), (0.25, 0.93))
    expect(page.locator("[data-tag-said]")).to_contain_text("choose a strong colour")
    page.get_by_role("button", name="Show a tag").click()
    finger(page, (0.8, 0.1), (0.85, 0.2), (0.95, 0.28))
    expect(page.locator("[data-tag-said]")).to_contain_text("is learnt")
    (tag,) = drawn(page, shop.path, "staff_tags")
    low, high = tag["hue_degrees"]
    assert (0 - low) % 360 < (high - low) % 360, "red"


def test_nothing_scrolls_sideways_and_all_can_be_touched(page: Page) -> None:
    start = page.url
    for path in ("", "audit"):
        page.goto(start + path)
        expect(page.locator("[data-left]")).to_contain_text(":")
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert min(page.evaluate(SIZES)) >= 43.9, path


def test_taps_are_answered_at_once_and_taken_back(page: Page, shop: Shop) -> None:
    page.goto(page.url + "audit")
    page.get_by_role("button", name="Start").click()
    tapped = page.locator("[data-tapped=in]")
    page.locator("[data-tap=in]").tap()
    expect(tapped).to_have_text("1")
    page.get_by_label("4", exact=True).check()
    page.locator("[data-tap=in]").tap()
    expect(tapped).to_have_text("5")
    expect(page.locator("[name=people]:checked")).to_have_value("1")
    eventually(lambda: shop.audit().tapped["in"] == 5)
    page.get_by_role("button", name="Undo last tap").click()
    expect(tapped).to_have_text("1")


def test_taps_survive_a_network_that_is_away(page: Page, shop: Shop) -> None:
    page.goto(page.url + "audit")
    page.get_by_role("button", name="Start").click()
    expect(page.locator("[data-tap=out]")).to_be_visible()
    with silenced(page):
        page.locator("[data-tap=out]").tap()
        expect(page.locator("[data-tapped=out]")).to_have_text("1")
        assert shop.audit().tapped["out"] == 0
    eventually(lambda: shop.audit().tapped["out"] == 1)


@contextlib.contextmanager
def silenced(page: Page) -> Iterator[None]:
    """Nothing the page sends arrives. Set offline, the browser would complain on its console."""
    page.evaluate(
        "() => { window.honest = window.fetch;"
        " window.fetch = () => Promise.reject(new TypeError('away')); }"
    )
    yield
    page.evaluate("() => { window.fetch = window.honest; }")


def test_the_whole_story_with_the_command(tmp_path: Path, phone: BrowserContext) -> None:
    """From an empty camera to counts and an audit in the outbox, all by fingers on a phone."""
    walks = [walk((160, -40), (160, 280), 3), walk((160, 280), (160, -40), 3, begin_s=3.5)]
    film = clip(tmp_path / "film.mp4", walks, seconds=8)
    settings = tmp_path / "vision.toml"
    settings.write_text(
        f'# by hand\n[device]\nsite = "north-3"\nname = "door"\n[broker]\nport = {free_port()}\n'
        f'[outbox]\npath = "{tmp_path}/outbox.sqlite"\n[detection]\nmethod = "motion"\n'
    )
    with camera(tmp_path, settings, film) as (address, code):
        page = phone.new_page()
        page.goto(address)
        page.get_by_label("Code").fill("00000000")
        page.get_by_role("button", name="Go in").click()
        expect(page.get_by_role("alert")).to_contain_text("That is not the code")
        go_in(page, address, code)
        add(page, "door")
        finger(page, (0.02, 0.5), (0.5, 0.5), (0.98, 0.5))
        page.get_by_role("button", name="Done").click()
        (line,) = drawn(page, settings, "lines")
        assert about(line["points"], (6, 120), (314, 120))
        expect(page.locator("[data-said]")).to_have_text("Saved. Counting with the new settings.")
        expect(page.locator("[data-shapes]")).to_contain_text(COUNTED)
        page.goto(f"{address}/audit")
        page.get_by_role("button", name="Start").click()
        page.locator("[data-tap=out]").tap()
        expect(page.locator("[data-tapped=out]")).to_have_text("1")
        page.get_by_role("button", name="End the audit").click()
        expect(page.locator(SETTLING_OR_RESULT)).to_have_count(1)
        page.close()
    assert settings.read_text().startswith("# by hand")
    outbox = Outbox.from_settings(OutboxSettings(path=str(tmp_path / "outbox.sqlite")))
    events = [(row.stream, json.loads(row.body)) for row in outbox.after(0, 100)]
    outbox.close()
    assert sum(event["entered"] for stream, event in events if stream == "footfall") >= 1
    audit = [event for stream, event in events if stream == "audit"]  # one for each minute
    assert {minute["line"] for minute in audit} == {"door"}
    assert sum(minute["tapped_out"] for minute in audit) == 1


@contextlib.contextmanager
def camera(folder: Path, settings: Path, film: Path) -> Iterator[tuple[str, str]]:
    """`otklik-vision setup` as a child process; gives its address and its code."""
    port, said = free_port(), folder / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "edge_vision", "setup", "--settings", str(settings)),
                *("--host", "127.0.0.1", "--port", str(port), "--source", str(film)),
                *("--models", str(folder / "none")),
            ],
            stdout=out,
            stderr=out,
            env={**os.environ, "PYTHONWARNINGS": "default"},
        )
    try:
        eventually(lambda: b"Set this camera up at" in said.read_bytes())
        found = CODE.search(said.read_bytes())
        assert found
        yield f"http://127.0.0.1:{port}", found[1].decode()
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=PATIENCE_SECONDS) == 0, said.read_text()
    assert "Traceback" not in said.read_text()
