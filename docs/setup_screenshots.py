"""Takes the pictures of a camera's set-up page and of an audit, from a rendered street.

The camera is the real one, the people are drawn, and who taps is a script that sees who really
crosses and is late by a human's reaction: `python -m docs.setup_screenshots`, about four minutes.
"""

import random
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from demo.scene.options import SceneOptions
from demo.scene.source import SceneSource
from docs.screenshots import MOST_BYTES, PHONE, PICTURES
from edge_vision.setup_command import set_up
from wire.clock import SystemClock
from wire.recording_link import RecordingLink
from wire.service import Notifier, StopFlag

_DESK = (1000, 620)
"""A picture of pavement does not compress well."""
_AUDIT_SECONDS = 180
_REACTION_SECONDS = (0.2, 0.9)
_SETTINGS = """\
[device]
site = "north-3"
name = "door"
[outbox]
path = "{folder}/outbox.sqlite"
[detection]
method = "motion"
frames_per_second = 10
"""


class Stand:
    """A camera before a rendered street, set up in a browser."""

    def __init__(self, folder: Path) -> None:
        self.address = ""
        self.code = ""
        self.stop = StopFlag()
        self.clock = SystemClock()
        options = SceneOptions(
            viewpoint="steep", density_per_minute=30, groups=False, light_change=False
        )
        self.scene = SceneSource(options, clock=self.clock, fps=12)
        self._folder = folder
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin, and return once the page answers."""
        self._thread.start()
        self._up.wait(60)

    def end(self) -> None:
        """Close the page and the camera."""
        self.stop.set()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        path = self._folder / "vision.toml"
        path.write_text(_SETTINGS.format(folder=self._folder))
        set_up(
            path,
            host="127.0.0.1",
            port=0,
            minutes=30,
            open_camera=lambda _camera: self.scene,
            models=self._folder,
            clock=self.clock,
            make_link=lambda _settings: _to_nobody,
            stop=self.stop,
            notifier=Notifier(""),
            say=lambda code: setattr(self, "code", code),
            served=self._served,
        )

    def _served(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self._up.set()


def _to_nobody(**handlers: object) -> RecordingLink:
    return RecordingLink(on_message=handlers["on_message"], on_state=handlers["on_state"])  # type: ignore[arg-type] # handed on as they came


@contextmanager
def stand() -> Iterator[Stand]:
    """A stand while the block lasts."""
    with tempfile.TemporaryDirectory() as folder:
        made = Stand(Path(folder))
        made.start()
        try:
            yield made
        finally:
            made.end()


def draw(page: Page, here: Stand) -> None:
    """Type the code, and drag the door line where people cross it.

    Raises:
        RuntimeError: the page shows no picture.
    """
    page.goto(here.address)
    page.get_by_label("Code").fill(here.code)
    page.get_by_role("button", name="Go in").click()
    page.locator("[data-empty]").wait_for(state="hidden")
    page.get_by_role("button", name="Door line").click()
    box = page.locator("[data-canvas]").bounding_box()
    if box is None:
        raise RuntimeError("the page shows no picture to draw on")
    (x1, y1), (x2, y2) = here.scene.line
    ratio = box["width"] / 640
    page.mouse.move(box["x"] + x1 * ratio, box["y"] + y1 * ratio)
    page.mouse.down()
    page.mouse.move(box["x"] + x2 * ratio, box["y"] + y2 * ratio, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Done").click()


def tap_along(page: Page, here: Stand) -> None:
    """Tap for everybody who really crosses, as late as a thumb is."""
    chance = random.Random(7)  # noqa: S311 - a thumb, not a secret
    waiting: list[tuple[float, str]] = []
    told_s = here.scene.shown_s
    end_s = told_s + _AUDIT_SECONDS
    while here.scene.shown_s < end_s or waiting:
        now_s = here.scene.shown_s
        waiting.extend(
            (crossing.time_s + chance.uniform(*_REACTION_SECONDS), crossing.direction)
            for crossing in here.scene.crossings_between(told_s, min(now_s, end_s))
        )
        told_s = min(now_s, end_s)
        for due in [tap for tap in waiting if tap[0] <= now_s]:
            waiting.remove(due)
            page.locator(f"[data-tap={due[1]}]").dispatch_event("pointerdown", {"button": 0})
        page.wait_for_timeout(50)


def shoot(page: Page, name: str) -> None:
    """Take one picture.

    Raises:
        RuntimeError: it is too big for the repository.
    """
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    if target.stat().st_size > MOST_BYTES:
        raise RuntimeError(f"{target.name} has {target.stat().st_size} bytes, over {MOST_BYTES}")
    sys.stdout.write(f"{target.name} ({target.stat().st_size // 1000} kB)\n")


def _context(
    browser: Browser, size: tuple[int, int], like: BrowserContext | None
) -> BrowserContext:
    return browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if size == _DESK else "light",
        reduced_motion="reduce",
        storage_state=like.storage_state() if like else None,
    )


def take_all(browser: Browser) -> None:
    """All pictures, in the order in which a technician sees the pages."""
    with stand() as here:
        phone = _context(browser, PHONE, None)
        page = phone.new_page()
        draw(page, here)
        page.wait_for_timeout(1_000)
        shoot(page, "setup-phone")
        page.get_by_role("button", name="Save and count").click()
        page.get_by_text("Counting with the new").wait_for()
        page.wait_for_timeout(8_000)
        wide = _context(browser, _DESK, phone)
        desk = wide.new_page()
        desk.goto(here.address)
        desk.wait_for_timeout(15_000)
        shoot(desk, "setup-wide")
        wide.close()
        page.goto(f"{here.address}/audit")
        page.get_by_role("button", name="Start").click()
        page.locator("[data-during]").wait_for()
        tap_along(page, here)
        shoot(page, "audit-taps")
        page.get_by_role("button", name="End the audit").click()
        page.locator("[data-after]").wait_for(timeout=30_000)
        page.wait_for_timeout(500)
        shoot(page, "audit-result")
        phone.close()


def main() -> int:
    """Take the pictures; returns the exit code."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is not installed: apt install chromium\n")
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        take_all(browser)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
