"""Takes pictures of alerts, forecasts, settings, releases: `python -m docs.fleet_screenshots`.

The demo has one kiosk and one camera, an hour of life and no keys, so these pages would be empty
there. Here a hub has the sample shops, more kiosks put beside them by the tests' own helpers, and
does its work once. Needs Chromium (`apt install chromium`).
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright
from sqlalchemy import Engine

from docs.screenshots import MOST_BYTES, PICTURES
from hub.domain.settables import SETTABLES
from hub.machines.device_settings import send_settings
from hub.sample.feed import seed_store
from hub.settings import DevicesSettings, HubSettings, StoreSettings, WebSettings
from hub.store import remote
from hub.store.engine import writing
from hub.store.migrate import open_store
from hub.store.people import add_user
from hub.store.rollouts import choose_devices, newest_rollout
from hub.store.sites import find_sites
from hub.update_settings import UpdatesSettings
from hub.updates.acting import Actor, start_release
from hub.web import create_app
from hub.work.forecasting import forecast_footfall
from hub.work.job import Context
from tests.hub.web.actors import PASSWORD
from tests.hub.web.alert_book import end_alert, open_alert
from tests.hub.web.books import Books, Device, status
from tests.hub.web.running import running
from tests.support.ports import free_port
from tests.wire.update.organisation import Organisation
from tests.wire.update.test_update import WHEELS
from wire.clock import SystemClock
from wire.recording_link import RecordingLink
from wire.remote.messages import SettingsState, Values
from wire.safe_file import put_file
from wire.signing import make_key
from wire.status import UpdateState

_ZONE = "Europe/Riga"
_HOUR_MS = 3_600_000
_SHOPS = ("harbour", "market-hall", "station")
_BEFORE, _NEW = "1.1.0", "1.2.0"
_CHANGED: Values = {"kiosk.question": "How was your shopping today?", "kiosk.thank_seconds": 3}
_SHOTS = (
    ("alerts", "/alerts", (1280, 1000)),
    ("forecast", "/forecast?site=market-hall", (1280, 1500)),
    ("device-settings", "/devices/settings?room=kiosk&place=shop:market-hall", (1280, 1300)),
    ("device-updates", "/devices/updates", (1280, 1200)),
)


def keyed(folder: Path) -> HubSettings:
    """Settings of a hub with all keys, and a signed release in its folder."""
    organisation = Organisation(folder / "organisation")
    organisation.release(_NEW, WHEELS)
    for name, text in (
        ("secret_key", "k" * 40),
        ("orders.pem", make_key().decode()),
        ("updates.pem", organisation.key.reveal()),
    ):
        put_file(folder / name, text.encode(), 0o600)
    return HubSettings(
        store=StoreSettings(path=str(folder / "hub.sqlite")),
        web=WebSettings(port=free_port(), secret_key_file=str(folder / "secret_key")),
        devices=DevicesSettings(order_key_file=str(folder / "orders.pem")),
        updates=UpdatesSettings(folder=str(organisation.hub), key_file=str(folder / "updates.pem")),
    )


def fill(engine: Engine, settings: HubSettings, clock: SystemClock) -> None:
    """Sample shops with their history, kiosks in the middle of a change, and some alerts."""
    now = clock.now().wall
    now_ms = round(now.timestamp() * 1000)
    seed_store(engine, settings, now=now, seed=1, days=90)
    books = Books(engine)
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
        numbers = {code: site.id for code, site in find_sites(conn, _SHOPS).items()}
    kiosks = {
        (shop, name): _kiosk(books, numbers[shop], name)
        for shop in _SHOPS
        for name in ("exit", "tills")
    }
    _change_settings(engine, settings, now_ms)
    _give_out(engine, settings, [one.id for one in kiosks.values()][:5], now_ms)
    failed = UpdateState(
        state="failed",
        version=_NEW,
        why=f"{_NEW} was unwell, and {_BEFORE} runs again: A service does not start.",
    )
    said = {
        ("market-hall", "exit"): (SettingsState(acting=1, newest=1), UpdateState()),
        ("market-hall", "tills"): (SettingsState(newest=1, trying=True, acting=1), UpdateState()),
        ("harbour", "tills"): (SettingsState(), failed),
    }
    for (shop, name), kiosk in kiosks.items():
        state, news = said.get((shop, name), (SettingsState(), UpdateState()))
        runs = _NEW if shop != "station" and news.state != "failed" else _BEFORE
        words = status(shop, name, "kiosk", now, software=runs, update=news, settings=state)
        books.says(kiosk, words, now_ms)
    open_alert(engine, "offline", "harbour", now_ms - 30 * _HOUR_MS)
    end_alert(engine, 1, now_ms - 29 * _HOUR_MS)
    open_alert(engine, "presses", "market-hall", now_ms - _HOUR_MS // 3)
    open_alert(engine, "queue", "station", now_ms - _HOUR_MS // 6)
    open_alert(engine, "device", "harbour", now_ms - 2 * _HOUR_MS)
    forecast_footfall(Context(engine, settings, now_ms, lambda: None))


def _kiosk(books: Books, site_id: int, name: str) -> Device:
    books.zones[site_id] = _ZONE
    return books.device(site_id, name, "kiosk")


def _change_settings(engine: Engine, settings: HubSettings, now_ms: int) -> None:
    """Another question in one shop; its kiosks have told what acts."""
    version = remote.Version("shop:market-hall", 1, _CHANGED, now_ms, "anna", "For autumn", None)
    usual: Values = {key: one.default for key, one in SETTABLES["kiosk"].items()}
    with writing(engine) as conn:
        remote.add_version(conn, "kiosk", version)
        for name, values in (("exit", usual | _CHANGED), ("tills", usual)):
            remote.note_told(conn, "market-hall", name, remote.Told(1, values, now_ms))
    link = RecordingLink()
    link.start()
    send_settings(Context(engine, settings, now_ms, lambda: None, link))


def _give_out(engine: Engine, settings: HubSettings, chosen: list[int], now_ms: int) -> None:
    with writing(engine) as conn:
        start_release(conn, settings, _NEW, Actor("anna", now_ms - _HOUR_MS))
        release = newest_rollout(conn)
        if release is None:
            raise RuntimeError("the release was not started")
        choose_devices(conn, release.id, chosen, now_ms - 1)


@contextmanager
def served() -> Iterator[str]:
    """A filled hub while the block lasts; gives its address."""
    with tempfile.TemporaryDirectory() as made:
        settings, clock = keyed(Path(made)), SystemClock()
        engine = open_store(settings.store)
        fill(engine, settings, clock)
        with running(create_app(settings, engine, clock=clock), settings) as address:
            yield address
        engine.dispose()


def shoot(context: BrowserContext) -> None:
    """Take all pictures.

    Raises:
        RuntimeError: one is too big for the repository.
    """
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/")
    for name, path, (width, height) in _SHOTS:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path)
        page.wait_for_timeout(2_500)
        target = PICTURES / f"{name}.png"
        page.screenshot(path=target)
        size = target.stat().st_size
        if size > MOST_BYTES:
            raise RuntimeError(f"{target.name} has {size} bytes, over {MOST_BYTES}")
        sys.stdout.write(f"{target.name} ({size // 1000} kB)\n")


def main() -> int:
    """Take the pictures; returns the exit code."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("Chromium is not installed: apt install chromium\n")
        return 1
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        shoot(browser.new_context(base_url=address, reduced_motion="reduce"))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
