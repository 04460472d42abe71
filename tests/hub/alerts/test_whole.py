"""The whole way: devices fall silent, ingest notices, a mail arrives at a real SMTP server."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import Engine

from hub.sending_settings import AlertSettings, MailSettings
from hub.settings import HubSettings
from tests.hub.alerts.scene import BEGIN, Scene, shopping_hours
from tests.support.postbox import Postbox, post_office
from wire.messages import Press
from wire.status import Problem

TWELVE = [f"kiosk-{n}" for n in range(1, 9)] + [f"camera-{n}" for n in range(1, 5)]


@pytest.fixture
def postbox() -> Postbox:
    return Postbox()


@pytest.fixture
def scene(engine: Engine, postbox: Postbox) -> Iterator[Scene]:
    with post_office(postbox) as port:
        mail = MailSettings(host="localhost", port=port, security="none", sender="hub@shop.example")
        alerts = AlertSettings(mail_to=("anna@shop.example",), escalate_minutes=0)
        yield Scene(engine, HubSettings(mail=mail, alerts=alerts))


def _subjects(postbox: Postbox) -> list[str]:
    return [mail["Subject"] for mail in postbox.mails]


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_shop_of_twelve_drops_and_one_mail_arrives_within_90_seconds(
    scene: Scene, postbox: Postbox
) -> None:
    scene.add_shop("north")
    scene.connect("north", *TWELVE)
    scene.pass_seconds(60)
    scene.drop("north", *TWELVE)
    waited = 0
    while not postbox.mails:
        scene.pass_seconds(5)
        waited += 5
    assert waited <= 90
    scene.pass_seconds(120)
    assert _subjects(postbox) == ["North: Not connected"]
    assert "All 12 devices of the shop are not connected." in _text(postbox.mails[0])
    scene.connect("north", *TWELVE)
    scene.pass_seconds(180)
    assert _subjects(postbox) == ["North: Not connected", "Over: North: Not connected"]


def test_what_the_broker_says_when_one_device_vanishes_is_told_as_well(
    scene: Scene, postbox: Postbox
) -> None:
    scene.add_shop("north")
    scene.connect("north", *TWELVE)
    scene.pass_seconds(60)
    scene.drop("north", "kiosk-3", will_after_seconds=45)
    scene.pass_seconds(45)
    assert _subjects(postbox) == ["North: Not connected"]
    assert "1 device is not connected: kiosk-3." in _text(postbox.mails[0])
    scene.drop("north", *[name for name in TWELVE if name != "kiosk-3"])
    scene.pass_seconds(90)
    assert len(postbox.mails) == 2
    assert "11 devices are not connected" in _text(postbox.mails[1])


def test_when_all_shops_fall_silent_the_hub_says_that_it_is_deaf(
    scene: Scene, postbox: Postbox
) -> None:
    for code in ("east", "north", "south", "west"):
        scene.add_shop(code)
        scene.connect(code, "kiosk-1", "camera-1")
    scene.pass_seconds(60)
    for code in ("east", "north", "south", "west"):
        scene.drop(code, "kiosk-1", "camera-1")
    scene.pass_seconds(120)
    assert _subjects(postbox) == ["The hub: The hub hears nobody"]
    for code in ("east", "north", "south"):
        scene.connect(code, "kiosk-1", "camera-1")
    scene.pass_seconds(240)
    assert sorted(_subjects(postbox)[1:]) == [
        "Over: The hub: The hub hears nobody",
        "West: Not connected",
    ]


def test_a_device_that_comes_and_goes_is_one_alert(scene: Scene, postbox: Postbox) -> None:
    scene.add_shop("north")
    scene.connect("north", "kiosk-2", "kiosk-3")
    scene.pass_seconds(60)
    for _ in range(2):
        scene.drop("north", "kiosk-3")
        scene.pass_seconds(90)
        scene.connect("north", "kiosk-3")
        scene.pass_seconds(60)
    assert _subjects(postbox) == ["North: Not connected"]


def test_a_covered_camera_is_told_in_its_own_words(scene: Scene, postbox: Postbox) -> None:
    scene.add_shop("north")
    scene.connect("north", "camera-1")
    said = "The camera has shown an empty blur for 60 s; is its lens covered?"
    scene.problems["north", "camera-1"] = [Problem(code="camera_covered", text=said)]
    scene.pass_seconds(180)
    assert _subjects(postbox) == ["North: Camera"]
    assert f"camera-1: {said}" in _text(postbox.mails[0])
    scene.problems.clear()
    scene.pass_seconds(240)
    assert _subjects(postbox)[1:] == ["Over: North: Camera"]


def test_twice_as_many_unhappy_presses_are_told_and_usual_ones_are_not(
    scene: Scene, postbox: Postbox
) -> None:
    rng = random.Random(11)
    scene.add_shop("north")

    def hour(begins: datetime, share: float) -> list[Press]:
        times = sorted(rng.uniform(0, 3600) for _ in range(15))
        return [
            scene.press(
                "north",
                "kiosk-1",
                begins + timedelta(seconds=second),
                4 if rng.random() < share else 1,
            )
            for second in times
        ]

    history = shopping_hours(BEGIN - timedelta(days=28), 28)
    scene.send("north", "kiosk-1", [one for begins in history for one in hour(begins, 0.15)])
    scene.work()
    assert scene.alerts() == []
    scene.clock.advance(3 * 86_400)
    scene.work()
    day = BEGIN + timedelta(days=3)
    for begins, share in ((day, 0.15), (day + timedelta(hours=1), 0.15)):
        events = hour(begins, share)
        scene.clock.advance(3600)
        scene.send("north", "kiosk-1", events)
        scene.work()
    assert scene.alerts() == []
    for more in range(2, 5):
        events = hour(day + timedelta(hours=more), 0.6)
        scene.clock.advance(3600)
        scene.send("north", "kiosk-1", events)
        scene.work()
    (alert,) = scene.alerts()
    assert alert.kind == "presses"
    assert 10 <= alert.facts["usual_percent"] <= 20
    assert alert.facts["unhappy"] / alert.facts["presses"] > 0.3
    assert _subjects(postbox) == ["North: Unhappy presses"]
    for more in range(5, 10):
        events = hour(day + timedelta(hours=more), 0.1)
        scene.clock.advance(3600)
        scene.send("north", "kiosk-1", events)
        scene.work()
    assert _subjects(postbox)[1:] == ["Over: North: Unhappy presses"]
