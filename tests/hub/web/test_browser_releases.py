"""The page of releases in a real browser: its numbers, reckoned from what the devices said."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from hub.settings import HubSettings, StoreSettings, WebSettings
from hub.store.engine import make_engine, writing
from hub.store.people import add_user
from hub.store.rollouts import choose_devices, newest_rollout
from hub.update_settings import UpdatesSettings
from hub.updates.acting import Actor, start_release
from hub.web import create_app
from tests.hub.web.actors import PASSWORD
from tests.hub.web.books import NOW, Books, status
from tests.hub.web.closely import stands_still
from tests.hub.web.running import running
from tests.hub.web.served import NOW_MS, Served
from tests.support.ports import free_port
from tests.wire.update.organisation import Organisation
from tests.wire.update.test_update import WHEELS
from wire.clock import FakeClock
from wire.status import UpdateState

pytestmark = pytest.mark.browser
WHY = "1.2.0 was unwell, and 1.1.0 runs again: A service does not start."
SAID = [
    *(("1.2.0", UpdateState()) for _ in range(3)),
    ("1.1.0", UpdateState(state="failed", version="1.2.0", why=WHY)),
    *(("1.1.0", UpdateState(state="ready", version="1.2.0")) for _ in range(2)),
]
"""The version of each chosen kiosk, and what it said of its update."""


@pytest.fixture(scope="module")
def served(_empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A hub that gives 1.2.0 out to six of eight kiosks."""
    folder = tmp_path_factory.mktemp("served")
    organisation = Organisation(folder / "organisation")
    organisation.now = NOW
    organisation.release("1.2.0", WHEELS)
    organisation.release("1.3.0", WHEELS)
    shutil.copy(_empty_store, folder / "hub.sqlite")
    for name, text in (("secret_key", "k" * 40), ("key.pem", organisation.key.reveal())):
        (folder / name).write_text(text)
        (folder / name).chmod(0o600)
    settings = HubSettings(
        store=StoreSettings(path=str(folder / "hub.sqlite")),
        web=WebSettings(port=free_port(), secret_key_file=str(folder / "secret_key")),
        updates=UpdatesSettings(folder=str(organisation.hub), key_file=str(folder / "key.pem")),
    )
    engine = make_engine(settings.store)
    books = Books(engine)
    kiosks = []
    for number, (runs, news) in enumerate([*SAID, ("1.1.0", UpdateState())]):
        code = f"shop-{number}"
        kiosk = books.device(books.site(code, code, "UTC"), "door", "kiosk")
        books.says(kiosk, status(code, "door", "kiosk", NOW, software=runs, update=news), NOW_MS)
        kiosks.append(kiosk)
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
        start_release(conn, settings, "1.2.0", Actor("anna", NOW_MS - 3_600_000))
        release = newest_rollout(conn)
        assert release is not None
        choose_devices(conn, release.id, [one.id for one in kiosks[: len(SAID)]], NOW_MS - 1)
    app = create_app(settings, engine, clock=FakeClock(NOW))
    with running(app, settings) as address:
        yield Served(address, books, kiosks[0])
    engine.dispose()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_numbers_are_what_the_devices_said(
    page: Page,
    theme: str,
) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto("/devices/updates")
    expected = Counter(
        "runs" if runs == "1.2.0" else "failed" if news.state == "failed" else "waiting"
        for runs, news in SAID
    )
    for kind in ("runs", "failed", "waiting", "away", "silent"):
        expect(page.locator(f'[data-count="{kind}"]')).to_have_text(str(expected[kind]))
    rows = page.locator("table tbody tr")
    expect(rows).to_have_count(len(SAID) + 1)
    expect(rows.first).to_contain_text(WHY)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_a_release_is_stopped_and_let_go_on_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/devices/updates")
    page.get_by_role("button", name="Stop").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("A person stopped it.")).to_be_visible()
    page.get_by_role("button", name="Let it go on").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("On its way")).to_be_visible()
    stands_still(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
