"""Takes pictures for docs/pictures from a running demo: `python -m docs.screenshots`.

The demo runs without models and with its usual seed, so the pictures show what everybody gets who
types `make demo`. Needs Chromium (`apt install chromium`).
"""

import json
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from playwright.sync_api import Browser, StorageState, sync_playwright

from demo.asking import read_json
from demo.ports import Ports, free_port
from hub.sample.expression import CHANGED_DAYS_AGO

PICTURES = Path(__file__).parent / "pictures"
MOST_BYTES = 300_000
WIDE = (1280, 800)
PHONE = (390, 844)
_LOGIN = re.compile(r"name (\S+), password (\S+)")
_PRESSES = (1, 1, 2, 1, 4, 1, 2, 1)
_START_SECONDS = 120
_COUNT_SECONDS = 150
_CROSSINGS = 6
_CHANGED = urlencode(
    {
        "site": "market-hall",
        "zone": "new-in",
        "changed": (datetime.now(UTC) - timedelta(days=CHANGED_DAYS_AGO)).date().isoformat(),
    }
)


class Shot(NamedTuple):
    """One picture: which page, how big, light or dark."""

    name: str
    page: str
    size: tuple[int, int] = WIDE
    scheme: str = "light"


SHOTS = (
    Shot("overview-light", "hub:/"),
    Shot("overview-dark", "hub:/", scheme="dark"),
    Shot("satisfaction", "hub:/satisfaction"),
    Shot("footfall", "hub:/footfall", size=(1280, 2100)),
    Shot("expression", f"hub:/expression?{_CHANGED}", size=(1280, 1560)),
    Shot("compare", "hub:/compare", size=(1280, 1500)),
    Shot("devices", "hub:/devices", size=(1280, 1500)),
    Shot("sales", "hub:/sales", size=(1280, 1000)),
    Shot("posters", "hub:/posters", size=(1280, 1000)),
    Shot("reports", "hub:/reports", size=(1280, 1000)),
    Shot("experiments", "hub:/experiments", size=(1280, 1000)),
    Shot("mystery", "hub:/audits", size=(1280, 1000)),
    Shot("bonus", "hub:/bonus", size=(1280, 1000)),
    Shot("people", "hub:/people", size=(1280, 1000)),
    Shot("overview-phone", "hub:/", size=PHONE),
    Shot("kiosk", "kiosk:/"),
    # A picture of pavement does not compress well.
    Shot("street", "scene:/", size=(1000, 640)),
)


class Running(NamedTuple):
    """A demo that is open."""

    ports: Ports
    name: str
    password: str

    def address(self, page: str) -> str:
        """From `hub:/devices` to an address."""
        which, _, path = page.partition(":")
        return f"http://127.0.0.1:{getattr(self.ports, which)}{path}"


@contextmanager
def running_demo(folder: Path) -> Iterator[Running]:
    """A demo while the block lasts.

    Raises:
        RuntimeError: it did not come up; the text has what it said.
    """
    ports = Ports(free_port(), free_port(), free_port())
    said = folder / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "demo", "run", "--models", str(folder / "no-models")),
                *("--folder", str(folder / "demo"), "--port", str(ports.hub)),
                *("--kiosk-port", str(ports.kiosk), "--scene-port", str(ports.scene)),
            ],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
        )
    try:
        _wait(lambda: process.poll() is not None or "Ctrl-C" in said.read_text(), _START_SECONDS)
        login = _LOGIN.search(said.read_text())
        if login is None:
            raise RuntimeError(f"the demo did not come up:\n{said.read_text()}")
        yield Running(ports, login[1], login[2])
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)


def be_busy(demo: Running) -> None:
    """Press a few times, and wait until people have been counted at the door."""
    kiosk = demo.address("kiosk:")
    for button in _PRESSES:
        request = urllib.request.Request(  # noqa: S310 - http, ours
            f"{kiosk}/press",
            data=json.dumps({"button": button}).encode(),
            headers={"Content-Type": "application/json", "Origin": kiosk},
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310 - http, ours
        time.sleep(2.5)  # faster would look like play, and be marked so

    def counted() -> int:
        found = read_json(demo.address("scene:/truth"))
        return sum(found["counted"].values()) if found else 0

    _wait(lambda: counted() >= _CROSSINGS, _COUNT_SECONDS)


def take(browser: Browser, demo: Running, shot: Shot, signed_in: StorageState) -> Path:
    """Take one picture.

    Args:
        browser: to look with.
        demo: whose page.
        shot: which page, and how.
        signed_in: from `sign_in`.

    Raises:
        RuntimeError: it is too big for the repository.
    """
    width, height = shot.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
        storage_state=signed_in,
    )
    page = context.new_page()
    # The live stream and the camera's picture never end: there is no idle network.
    page.goto(demo.address(shot.page), wait_until="domcontentloaded")
    page.wait_for_timeout(2_500)
    target = PICTURES / f"{shot.name}.png"
    page.screenshot(path=target)
    context.close()
    if target.stat().st_size > MOST_BYTES:
        raise RuntimeError(f"{target.name} has {target.stat().st_size} bytes, over {MOST_BYTES}")
    return target


def sign_in(browser: Browser, demo: Running) -> StorageState:
    """What somebody carries who is signed in. Once for all: the hub takes ten a minute."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(demo.address("hub:/login"))
    page.get_by_label("Name").fill(demo.name)
    page.get_by_label("Password", exact=True).fill(demo.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(demo.address("hub:/"))
    state = context.storage_state()
    context.close()
    return state


def _wait(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.2)


def main() -> int:
    """Take all pictures; returns the exit code."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is not installed: apt install chromium\n")
        return 1
    with tempfile.TemporaryDirectory() as folder, running_demo(Path(folder)) as demo:
        be_busy(demo)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium)
            signed_in = sign_in(browser, demo)
            for shot in SHOTS:
                target = take(browser, demo, shot, signed_in)
                sys.stdout.write(f"{target.name} ({target.stat().st_size // 1000} kB)\n")
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
