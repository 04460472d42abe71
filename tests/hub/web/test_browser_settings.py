"""Settings sent from the page reach a device over a real broker, and the page shows what acts."""

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.machines.device_settings import send_settings
from hub.settings import DevicesSettings, HubSettings
from hub.store.engine import make_engine, reading, writing
from hub.store.people import add_user
from hub.store.remote import heard_by_device, targets, told_by_device
from hub.web import create_app
from hub.work.job import Context
from kiosk.remote import FROM_HUB
from kiosk.settings import KioskSettings
from tests.hub.web.actors import PASSWORD
from tests.hub.web.books import NOW, Books
from tests.hub.web.closely import stands_still
from tests.hub.web.running import running, settings_in
from tests.hub.web.served import NOW_MS, fill
from tests.support.broker import Broker
from tests.support.waiting import eventually
from wire.clock import FakeClock
from wire.device import DeviceLink
from wire.link import Delivery, MqttLink
from wire.link_maker import mqtt_link_maker
from wire.order_settings import OrderSettings
from wire.remote.keeper import STEADY_MS
from wire.remote.loading import with_hub
from wire.safe_file import put_file
from wire.settings import BrokerSettings, DeviceSettings, OutboxSettings
from wire.signing import make_key, public_key
from wire.topics import Subscription, hub_subscriptions

pytestmark = pytest.mark.browser
KEY = make_key().decode()
_WIDER = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("main *")].filter(one => !one.closest(".scroll")
    && one.getBoundingClientRect().right > innerWidth).map(one => one.outerHTML.slice(0, 99))"""
"""What makes a phone scroll sideways."""
PAGE = "/devices/settings?room=kiosk&place=shop:riga"


class Hub(NamedTuple):
    """A hub that answers, with a key."""

    address: str
    engine: Engine
    settings: HubSettings


@pytest.fixture(scope="module")
def served(_empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    folder = tmp_path_factory.mktemp("keyed")
    put_file(folder / "order-key", KEY.encode(), 0o600)
    keyed = DevicesSettings(order_key_file=str(folder / "order-key"))
    settings = settings_in(folder, _empty_store, devices=keyed)
    engine = make_engine(settings.store)
    fill(Books(engine))
    with writing(engine) as conn:
        add_user(conn, "anna", PASSWORD, 0)
    app = create_app(settings, engine, clock=FakeClock(NOW))
    with running(app, settings) as address:
        yield Hub(address, engine, settings)
    engine.dispose()


class Kiosk:
    """The till of Riga, started and stopped by the test."""

    def __init__(self, broker: BrokerSettings, folder: Path) -> None:
        self.clock = FakeClock(NOW)
        self.restarts = 0
        self._broker = broker
        self.own = KioskSettings(
            device=DeviceSettings(site="riga", name="till"),
            outbox=OutboxSettings(path=str(folder / "outbox.sqlite")),
            orders=OrderSettings(key=public_key(KEY)),
        )

    def start(self) -> None:
        self.settings, keeper = with_hub(self.own, FROM_HUB, self.clock)
        assert keeper is not None
        keeper.watch(ill=lambda: "", restart=self._restart)
        self.link = DeviceLink(
            self.own.device,
            self.own.outbox,
            self.clock,
            make_link=mqtt_link_maker(self.own.device, self._broker),
            room="kiosk",
            software="0.1.0",
            keeper=keeper,
        )
        self.link.start()

    def _restart(self) -> None:
        self.restarts += 1


class Way:
    """The hub's ingest and work over a real broker, a step at a time."""

    def __init__(self, hub: Hub, broker: BrokerSettings) -> None:
        self.hub = hub
        self._come: SimpleQueue[Delivery] = SimpleQueue()
        wanted = [one for one in hub_subscriptions() if one.filter.endswith(("status", "settings"))]
        self.link = MqttLink(
            broker,
            client_id="hub",
            subscriptions=[Subscription(one.filter, one.qos) for one in wanted],
            on_message=self._come.put,
            on_state=lambda _connected: None,
        )
        self.handler = Handler(hub.engine, hub.settings)
        self.link.start()
        eventually(lambda: self.link.connected)

    def work(self) -> None:
        """Send settings that are due."""
        send_settings(Context(self.hub.engine, self.hub.settings, NOW_MS, lambda: None, self.link))

    def until(self, *, acting: int, trying: bool) -> None:
        """Store what devices say until one is here and tells in both its ways that this acts."""

        def told() -> bool:
            self._take_in()
            with reading(self.hub.engine) as conn:
                numbers = [one.id for one in targets(conn)]
                reports = told_by_device(conn, numbers)
                heard = heard_by_device(conn, numbers)
            return any(
                (one.online, one.state.acting, one.state.trying) == (True, acting, trying)
                and reports[number].acting == acting
                for number, one in heard.items()
                if one.state is not None and number in reports
            )

        eventually(told)

    def _take_in(self) -> None:
        come = [self._come.get_nowait() for _ in range(self._come.qsize())]
        if come:
            self.handler.handle([Message(one.topic, one.payload, NOW_MS) for one in come])

    def close(self) -> None:
        self.handler.close()
        self.link.stop()


@pytest.fixture
def way(served: Hub, broker: Broker) -> Iterator[Way]:
    made = Way(served, BrokerSettings(host="127.0.0.1", port=broker.port))
    yield made
    made.close()


@pytest.fixture
def kiosk(broker: Broker, tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(BrokerSettings(host="127.0.0.1", port=broker.port), tmp_path)
    yield made
    made.link.stop()


def _clean(opened: Page) -> None:
    stands_still(opened)
    results = Axe().run(opened)
    assert results.violations_count == 0, results.generate_report()


def test_a_setting_reaches_a_kiosk_and_the_page_tells_what_became_of_it(
    page: Page,
    way: Way,
    kiosk: Kiosk,
) -> None:
    kiosk.start()
    way.until(acting=0, trying=False)
    page.goto(PAGE)
    row = page.get_by_role("row", name="till")
    expect(row).to_contain_text("Its own file only")
    page.get_by_role("checkbox", name="Question is set here", exact=True).check()
    page.get_by_label("Question", exact=True).fill("War alles gut? <b>")
    page.get_by_role("checkbox", name="Shortest contact (ms) is set here").check()
    page.get_by_label("Shortest contact", exact=True).fill("7")
    _clean(page)
    page.get_by_role("button", name="Show what will change").click()
    expect(page.get_by_role("heading", name="1 device will change")).to_be_visible()
    expect(page.locator("tbody td")).to_have_text(
        [
            *("Question", "as its own file says", "War alles gut? <b>"),
            *("Shortest contact", "as its own file says", "7"),
        ]
    )
    _clean(page)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("row", name="till")).to_contain_text("On its way")
    way.work()
    eventually(lambda: kiosk.restarts == 1)
    kiosk.link.stop()
    kiosk.start()
    acts = kiosk.settings.kiosk
    assert (acts.question, acts.settle_ms) == ("War alles gut? <b>", 7)
    way.until(acting=1, trying=True)
    page.reload()
    row = page.get_by_role("row", name="till")
    expect(row).to_contain_text("Being tried")
    assert row.locator("td").all_inner_texts()[1:] == ["1", "1", "none"]
    kiosk.clock.advance(STEADY_MS / 1000 + 1)
    kiosk.link.set_problem("pins_mock", "Something to say, so that nothing is waited for.")
    way.until(acting=1, trying=False)
    page.reload()
    expect(page.get_by_role("row", name="till")).to_contain_text("In force")
    expect(page.get_by_text("Acts now: War alles gut? <b>.")).to_be_visible()


def test_the_page_fits_a_phone_in_the_dark_and_works_by_keyboard(
    page: Page,
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    for room in ("kiosk", "camera"):
        page.goto(f"/devices/settings?room={room}&place=organisation")
        assert page.evaluate(_WIDER) == [], room
    _clean(page)
    page.get_by_role("checkbox", name="Processor threads is set here").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("tbody")).to_contain_text("Processor threads")
    expect(page.locator("tbody")).to_contain_text("3")
    stands_still(page)
    assert page.evaluate(_WIDER) == []
    _clean(page)
