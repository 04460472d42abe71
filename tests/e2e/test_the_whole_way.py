"""Two kiosks, a camera, a broker, a hub in two processes and a browser, and things that break."""

import json
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from demo.scene.clip import write_clip
from demo.scene.options import SceneOptions
from tests.e2e.rig import PASSWORD, Rig
from tests.support.browser import chromium, new_context
from tests.support.waiting import PATIENCE_SECONDS, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.broker, pytest.mark.browser]
PRESSES = 2_000


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    shop = Rig(tmp_path, ["kiosk-1", "kiosk-2", "door"])
    try:
        shop.start_hub()
        yield shop
    finally:
        shop.end()


@pytest.fixture
def page() -> Iterator[Page]:
    with chromium() as browser:
        yield new_context(browser).new_page()


def log_in(page: Page, rig: Rig) -> None:
    page.goto(f"{rig.address}/login")
    page.get_by_label("Name").fill("manager")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{rig.address}/")


@pytest.mark.timeout(600)
def test_every_thanked_press_counts_once_whatever_breaks(rig: Rig, page: Page) -> None:
    kiosk, other = rig.kiosk("kiosk-1"), rig.kiosk("kiosk-2")
    rig.start(kiosk)
    rig.start(other)

    # A press reaches the manager's open page without a reload.
    log_in(page, rig)
    page.evaluate("window.notReloaded = true")
    other.type("12")
    presses_today = page.locator("[data-number='presses']").first
    eventually(lambda: presses_today.inner_text().strip() == "2")
    assert page.evaluate("window.notReloaded") is True

    # 2,000 presses come while the broker, ingest and the kiosk itself are struck down.
    half = PRESSES // 2
    typing = threading.Thread(target=kiosk.type, args=("1234" * (half // 4),))
    typing.start()
    eventually(lambda: kiosk.said("thanked") > 200)
    rig.broker.kill()
    eventually(lambda: kiosk.said("thanked") > 400)
    rig.broker.start()
    assert rig.ingest.signal(signal.SIGKILL) == -signal.SIGKILL
    eventually(lambda: kiosk.said("thanked") > 600)
    rig.ingest.start()
    typing.join(timeout=PATIENCE_SECONDS)
    kiosk.signal(signal.SIGKILL)
    thanked_before_the_kill = kiosk.said("thanked")
    kept = rig.outbox_query("kiosk-1", "SELECT value FROM meta WHERE key = 'last_seq'")
    assert int(kept) >= thanked_before_the_kill

    kiosk.start()
    kiosk.type("1234" * ((PRESSES - half) // 4))
    wanted = thanked_before_the_kill + PRESSES - half
    eventually(lambda: kiosk.said("thanked") == wanted)
    kept = int(rig.outbox_query("kiosk-1", "SELECT value FROM meta WHERE key = 'last_seq'"))

    # Every press that was thanked is counted, and nothing is counted twice.
    eventually(lambda: rig.stored_presses("kiosk-1") == kept)
    assert kept >= wanted
    outbox_total = rig.outbox_query("kiosk-1", "SELECT sum(n) FROM counts")
    rolled_up = rig.hub_query(
        "SELECT sum(n1 + n2 + n3 + n4) FROM press_day JOIN devices ON devices.id = device_id "
        "WHERE name = 'kiosk-1'"
    )
    assert rolled_up == [(kept,)]
    assert outbox_total == kept
    agree = "SELECT epochs.difference FROM epochs JOIN devices ON devices.id = device_id"
    eventually(lambda: {row[0] for row in rig.hub_query(agree)} == {"{}"})
    eventually(lambda: presses_today.inner_text().replace(",", "").strip() == str(kept + 2))


def test_a_passer_by_reaches_the_managers_page(rig: Rig, page: Page) -> None:
    clip = rig.folder / "scene.mp4"
    truth = write_clip(clip, SceneOptions(seed=7), seconds=40, fps=10)
    camera = rig.camera("door", clip, truth[clip.name]["line"])
    rig.start(camera)
    log_in(page, rig)
    entered = page.locator("[data-number='entered']").first
    eventually(
        lambda: int(entered.inner_text().strip() or 0) > 0, within_seconds=2 * PATIENCE_SECONDS
    )


STREET_AND_ZONE = """
[window]
seconds = 10
[[lines]]
name = "pavement"
kind = "street"
points = [[320, 280], [320, 470]]
[[zones]]
name = "before-the-window"
points = [[0, 300], [640, 300], [640, 470], [0, 470]]
"""


def test_passers_by_and_visits_reach_the_footfall_page(rig: Rig, page: Page) -> None:
    clip = rig.folder / "scene.mp4"
    truth = write_clip(clip, SceneOptions(seed=7, density_per_minute=30), seconds=16, fps=10)
    rig.start(rig.camera("door", clip, truth[clip.name]["line"], STREET_AND_ZONE))
    passed = "SELECT coalesce(sum(entered + \"left\"), 0) FROM footfall WHERE kind = 'street'"
    eventually(lambda: rig.hub_query(passed)[0][0] > 0, within_seconds=2 * PATIENCE_SECONDS)
    visits = "SELECT coalesce(sum(visits), 0) FROM zone_window"
    eventually(lambda: rig.hub_query(visits)[0][0] > 0, within_seconds=2 * PATIENCE_SECONDS)
    log_in(page, rig)
    page.goto(f"{rig.address}/footfall?period=today")
    page.get_by_role("table", name="Visits by zone").get_by_text("before-the-window").wait_for()
    page.get_by_role("table", name="Passers-by by camera and street line").wait_for()
    door = page.get_by_role("table", name="Footfall by camera and line")
    assert door.get_by_text("pavement").count() == 0


def test_a_camera_that_is_gone_is_shown_on_the_devices_page(rig: Rig, page: Page) -> None:
    clip = rig.folder / "short-clip.mp4"
    truth = write_clip(clip, SceneOptions(seed=7), seconds=3, fps=10)
    camera = rig.camera("door", clip, truth[clip.name]["line"])
    rig.start(camera)
    status = "SELECT status FROM devices WHERE name = 'door'"

    def problem() -> str:
        rows = rig.hub_query(status)
        known = json.loads(rows[0][0]) if rows and rows[0][0] else {}
        texts = {one["code"]: one["text"] for one in known.get("problems", [])}
        return str(texts.get("camera_gone", ""))

    eventually(lambda: "has ended" in problem())  # so it was there
    clip.unlink()  # as a camera is pulled out
    eventually(lambda: "There is no file" in problem())
    log_in(page, rig)
    page.goto(f"{rig.address}/devices")
    expect(page.get_by_text("short-clip.mp4").first).to_be_visible()


def test_programs_end_in_good_order_when_told(rig: Rig) -> None:
    kiosk = rig.kiosk("kiosk-1")
    rig.start(kiosk)
    eventually(lambda: rig.hub_query("SELECT 1 FROM devices WHERE online"))
    assert kiosk.signal(signal.SIGTERM) == 0
    eventually(lambda: not rig.hub_query("SELECT 1 FROM devices WHERE online"))
    assert rig.ingest.signal(signal.SIGTERM) == 0
    assert rig.serve.signal(signal.SIGTERM) == 0
