"""Devices in Home Assistant: announced, told, taken back; over a real Mosquitto."""

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, update

from hub.domain.home_assistant import DeviceToday, announcement, object_id, state
from hub.machines.home_assistant import tell_home_assistant
from hub.settings import HomeAssistantSettings, HubSettings
from hub.store.announced import announced_topics
from hub.store.engine import reading, writing
from hub.store.schema import devices
from hub.work.job import Context
from tests.hub.web.books import NOW, Books, Device, status
from tests.support.broker import Broker
from tests.support.waiting import eventually
from wire.errors import BadTopicError
from wire.link import Delivery, MqttLink
from wire.recording_link import RecordingLink
from wire.settings import BrokerSettings
from wire.topics import Subscription, spell_home_config, spell_home_state

NOW_MS = round(NOW.timestamp() * 1000)
ON = HubSettings(home_assistant=HomeAssistantSettings(enabled=True))
CONFIG = "homeassistant/device/otklik_a_{}/config"
STATE = "homeassistant/otklik/a/{}"


def shop(books: Books) -> Device:
    site = books.site("a", "Café Riga", "UTC")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    books.press(kiosk, [(NOW_MS - n, 1) for n in range(30)] + [(NOW_MS - n, 4) for n in range(10)])
    books.press(kiosk, [(NOW_MS - 86_400_000, 4)] * 7)
    books.window(camera, [(NOW_MS - 60_000, 12, 5)])
    books.says(kiosk, status("a", "k", "kiosk", NOW), NOW_MS)
    books.says(camera, status("a", "c", "camera", NOW, occupancy=7), NOW_MS)
    return kiosk


def told(link: RecordingLink) -> dict[str, dict[str, Any]]:
    assert all(one.retain for one in link.published)
    found = {one.topic: json.loads(one.payload) if one.payload else {} for one in link.published}
    link.published.clear()
    return found


def run(engine: Engine, link: RecordingLink | MqttLink, settings: HubSettings = ON) -> None:
    tell_home_assistant(Context(engine, settings, NOW_MS, lambda: None, link))


@pytest.fixture
def link() -> RecordingLink:
    made = RecordingLink()
    made.start()
    return made


def test_each_device_tells_its_figures_of_today(
    books: Books, engine: Engine, link: RecordingLink
) -> None:
    shop(books)
    run(engine, link)
    found = told(link)
    assert found[STATE.format("k")] == {"online": "ON", "presses": 40, "index": 75.0}
    assert found[STATE.format("c")] == {"online": "ON", "came_in": 12, "people_inside": 7}
    kiosk = found[CONFIG.format("k")]
    assert kiosk["state_topic"] == STATE.format("k")
    assert set(kiosk["components"]) == {"online", "presses", "index"}
    assert len(found) == 4


def test_sample_data_are_no_devices_of_a_house(
    books: Books, engine: Engine, link: RecordingLink
) -> None:
    site = books.site("a", "North", "UTC")
    books.device(site, "sample-kiosk", "kiosk", sample=True)
    books.device(site, "k", "kiosk")
    run(engine, link)
    assert told(link).keys() == {CONFIG.format("k"), STATE.format("k")}


def test_a_device_that_is_gone_is_taken_back(
    books: Books, engine: Engine, link: RecordingLink
) -> None:
    kiosk = shop(books)
    run(engine, link)
    told(link)
    with writing(engine) as conn:
        conn.execute(update(devices).where(devices.c.id == kiosk.id).values(name="new"))
    run(engine, link)
    found = told(link)
    assert found[CONFIG.format("k")] == found[STATE.format("k")] == {}
    assert found[CONFIG.format("new")]


def test_what_was_switched_off_is_taken_back_and_then_nothing_is_said(
    books: Books, engine: Engine, link: RecordingLink
) -> None:
    shop(books)
    run(engine, link)
    told(link)
    run(engine, link, HubSettings())
    assert list(told(link).values()) == [{}] * 4
    with reading(engine) as conn:
        assert announced_topics(conn) == set()
    run(engine, link, HubSettings())
    assert told(link) == {}


def test_without_a_broker_the_next_round_tells(
    books: Books, engine: Engine, link: RecordingLink
) -> None:
    shop(books)
    link.go_offline()
    run(engine, link)
    link.go_online()
    assert told(link) == {}
    run(engine, link)
    assert len(told(link)) == 4


class HomeAssistant:
    """What a Home Assistant keeps of what it hears: the newest of each topic, none of the empty."""

    def __init__(self, port: int) -> None:
        self.known: dict[str, bytes] = {}
        self._lock = threading.Lock()
        self.link = MqttLink(
            BrokerSettings(host="127.0.0.1", port=port),
            client_id="homeassistant",
            subscriptions=[Subscription("homeassistant/#", 1)],
            on_message=self._hear,
            on_state=lambda _connected: None,
        )

    def _hear(self, delivery: Delivery) -> None:
        with self._lock:
            if delivery.payload:
                self.known[delivery.topic] = delivery.payload
            else:
                self.known.pop(delivery.topic, None)

    def knows(self, number: int) -> Callable[[], bool]:
        return lambda: len(self.known) == number


@pytest.mark.broker
def test_over_a_real_broker_and_taken_back_without_another_link(
    books: Books, engine: Engine, broker: Broker
) -> None:
    shop(books)
    settings = BrokerSettings(host="127.0.0.1", port=broker.port)
    ours = MqttLink(
        settings,
        client_id="work",
        subscriptions=(),
        on_message=lambda _delivery: None,
        on_state=lambda _connected: None,
    )
    ours.start()
    try:
        eventually(lambda: ours.connected)
        run(engine, ours)
        # It starts afterwards, and knows at once: the messages are retained.
        home = HomeAssistant(broker.port)
        home.link.start()
        try:
            eventually(home.knows(4))
            assert json.loads(home.known[STATE.format("k")])["presses"] == 40
            off = HubSettings(broker=settings)
            tell_home_assistant(Context(engine, off, NOW_MS, lambda: None, None))
            eventually(home.knows(0))
        finally:
            home.link.stop()
    finally:
        ours.stop()


def device(**changes: Any) -> DeviceToday:
    made = DeviceToday("a-b", "A", "c", "kiosk", True, 1, None, 0, None)
    return replace(made, **changes)


def test_names_never_meet() -> None:
    assert object_id("a-b", "c") != object_id("a", "b-c")


def test_every_entity_has_a_name_of_its_own_and_a_value_that_is_sent() -> None:
    for room in ("kiosk", "camera", None):
        made = announcement(device(room=room), state_topic="t", version="1")
        values = {one["value_template"] for one in made["components"].values()}
        assert values == {f"{{{{ value_json.{name} }}}}" for name in state(device(room=room))}
        names = [one["unique_id"] for one in made["components"].values()]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("name", ["a/b", "+", "#", "", "A", "a\n"])
def test_names_that_are_no_topics_are_refused(name: str) -> None:
    with pytest.raises(BadTopicError):
        spell_home_state("homeassistant", name, "k")
    with pytest.raises(BadTopicError):
        spell_home_config(name, "x")
