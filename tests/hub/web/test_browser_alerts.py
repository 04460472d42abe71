"""Alerts, tasks, notes and a poster in a real browser, over what came through ingest."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hub.store.alerts import list_alerts
from hub.store.engine import make_engine, reading, writing
from hub.store.people import add_user
from hub.web import create_app
from tests.hub.alerts.scene import BEGIN, Scene, shopping_hours
from tests.hub.web.actors import PASSWORD
from tests.hub.web.closely import look_closely
from tests.hub.web.running import running, settings_in
from tests.hub.web.served import sign_in
from tests.support.browser import complaints_of, new_context
from wire.messages import Press

pytestmark = pytest.mark.browser


class Told(NamedTuple):
    """A hub with two alerts, and what the presses of one of them were."""

    address: str
    unhappy: int
    presses: int


@pytest.fixture(scope="module")
def told(_empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Four usual weeks, three bad hours, and then a device that is gone."""
    folder = tmp_path_factory.mktemp("alerts")
    settings = settings_in(folder, _empty_store)
    engine = make_engine(settings.store)
    scene = Scene(engine, settings)
    sent = _four_weeks_and_three_bad_hours(scene)
    scene.connect("north", "kiosk-1", "kiosk-2", "camera-1")
    scene.pass_seconds(40)
    scene.drop("north", "kiosk-2")
    scene.pass_seconds(90)
    with reading(engine) as conn:
        (at_ms,) = (one.facts["at_ms"] for one in list_alerts(conn) if one.kind == "presses")
    shown = [one for one in sent if 0 <= at_ms - one.at.wall.timestamp() * 1000 < 7_200_000]
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
    app = create_app(settings, engine, clock=scene.clock)
    with running(app, settings) as address:
        yield Told(address, sum(one.button > 2 for one in shown), len(shown))
    engine.dispose()


def _four_weeks_and_three_bad_hours(scene: Scene) -> list[Press]:
    rng = random.Random(4)
    scene.add_shop("north")

    def hours(begins: list[datetime], share: float) -> list[Press]:
        return [
            scene.press(
                "north",
                "kiosk-1",
                begin + timedelta(minutes=4 * n),
                4 if rng.random() < share else 1,
            )
            for begin in begins
            for n in range(15)
        ]

    history = hours(shopping_hours(BEGIN - timedelta(days=28), 28), 0.15)
    scene.send("north", "kiosk-1", history)
    scene.work()
    bad = hours([BEGIN + timedelta(hours=n) for n in range(3)], 0.6)
    scene.clock.advance(3 * 3600)
    scene.send("north", "kiosk-1", bad)
    scene.clock.advance(60)
    scene.work()
    return history + bad


@pytest.fixture(scope="module")
def signed_in(browser: Browser, told: Told) -> Iterator[BrowserContext]:
    opened = new_context(browser, base_url=told.address)
    sign_in(opened)
    yield opened
    opened.close()


@pytest.fixture
def page(signed_in: BrowserContext) -> Iterator[Page]:
    """A new tab; fails the test that makes the browser complain."""
    opened = signed_in.new_page()
    complaints = complaints_of(opened)
    yield opened
    opened.close()
    assert complaints == []


def test_an_alert_is_looked_after_by_the_keyboard_alone(page: Page, told: Told) -> None:
    page.goto("/alerts")
    presses = page.get_by_role("article", name="North: Unhappy presses")
    expect(presses).to_contain_text(
        f"{told.unhappy} of {told.presses} presses within two hours were unhappy"
    )
    away = page.get_by_role("article", name="North: Not connected")
    expect(away).to_contain_text("1 device is not connected: kiosk-2.")
    expect(page.locator(".badge").first).to_contain_text("2")
    presses.locator("summary", has_text="Task").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Open a second till")
    look_closely(page, "alerts")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The task is kept.")
    expect(presses).to_contain_text("Open a second till")
    presses.get_by_role("button", name="I look after it").focus()
    page.keyboard.press("Enter")
    expect(presses).to_contain_text("looked after")
    expect(presses).to_contain_text("anna looks after it since")
    presses.get_by_role("link", name="Look at the figures").click()
    expect(page).to_have_title("Satisfaction · Otklik")


def test_notes_tasks_and_a_poster_are_written(page: Page) -> None:
    page.goto("/notes")
    page.get_by_label("From").fill("2026-02-20")
    page.get_by_label("What happened").fill("Roadworks before the door")
    look_closely(page, "notes")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("main")).to_contain_text("Roadworks before the door")
    page.goto("/tasks")
    look_closely(page, "tasks")
    page.goto("/posters")
    page.get_by_label("You said").fill("The queue is too long")
    page.get_by_label("We did").fill("A third till is open on Saturdays")
    page.get_by_label("Since when?").fill("2026-02-16")
    look_closely(page, "posters")
    page.get_by_role("button", name="Make the poster").click()
    expect(page.get_by_role("heading", name="We did")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Before")
    look_closely(page, "poster")


@pytest.mark.parametrize("path", ["/alerts", "/alerts/1", "/notes", "/tasks", "/posters"])
def test_a_phone_never_scrolls_sideways(path: str, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 844})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
