"""Whom an alert is told, when, and in which words."""

import json

import pytest
from sqlalchemy import Engine, select

from hub.domain.rights import Grant, Role
from hub.sending_settings import AlertSettings, MailSettings
from hub.settings import HubSettings, WebSettings
from hub.store.alerts import acknowledge, resolve
from hub.store.engine import reading, writing
from hub.store.grants import give
from hub.store.people import add_user_of_provider
from hub.store.regions import parse_area
from hub.store.schema import outgoing, users
from tests.hub.alerts.scene import Scene
from wire.recording_link import RecordingLink

MAIL = MailSettings(host="localhost", security="none", sender="hub@shop.example")


def _person(engine: Engine, name: str, role: Role, area: str, language: str = "en") -> None:
    with writing(engine) as conn:
        user = add_user_of_provider(conn, name, 0)
        give(conn, user.id, Grant(role, parse_area(conn, area)), 0)
        own = {"email": f"{name}@shop.example", "language": language}
        conn.execute(users.update().where(users.c.id == user.id).values(own))


def _sent(engine: Engine) -> list[tuple[str, str, str]]:
    """Way, target and the key's stage of all that is to be sent."""
    with reading(engine) as conn:
        found = conn.execute(select(outgoing).order_by(outgoing.c.id)).all()
    return [(row.way, row.target, row.key.split()[2]) for row in found]


def _lose_a_device(scene: Scene) -> None:
    scene.add_shop("north", "Europe/Riga")
    scene.connect("north", "kiosk-1", "kiosk-2")
    scene.pass_seconds(40)
    scene.drop("north", "kiosk-1")
    scene.pass_seconds(85)


@pytest.fixture(autouse=True)
def _no_mail_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.sending.delivery.SmtpMailer.send", lambda *_: None)


def test_technicians_of_the_shop_are_told_and_admins_when_nobody_answers(engine: Engine) -> None:
    scene = Scene(engine, HubSettings(mail=MAIL, alerts=AlertSettings(escalate_minutes=10)))
    scene.add_shop("oslo")
    scene.add_shop("north", "Europe/Riga")
    _person(engine, "boss", Role.ADMIN, "organisation")
    _person(engine, "tech", Role.TECHNICIAN, "shop:north", "de")
    _person(engine, "far", Role.TECHNICIAN, "shop:oslo")
    _person(engine, "manager", Role.MANAGER, "shop:north")
    scene.connect("north", "kiosk-1")
    scene.pass_seconds(40)
    scene.drop("north", "kiosk-1")
    scene.pass_seconds(85)
    assert _sent(engine) == [("mail", "tech@shop.example", "opened")]
    scene.pass_seconds(660, step_seconds=20)
    assert _sent(engine)[1:] == [("mail", "boss@shop.example", "escalated")]
    scene.connect("north", "kiosk-1")
    scene.pass_seconds(180, step_seconds=20)
    assert sorted(_sent(engine)[2:]) == [
        ("mail", "boss@shop.example", "resolved"),
        ("mail", "tech@shop.example", "resolved"),
    ]


def test_an_alert_that_somebody_looks_after_is_not_told_above(engine: Engine) -> None:
    scene = Scene(
        engine,
        HubSettings(
            mail=MAIL,
            alerts=AlertSettings(escalate_minutes=10, escalate_to=("boss@shop.example",)),
        ),
    )
    _lose_a_device(scene)
    with writing(engine) as conn:
        assert acknowledge(conn, scene.alerts()[0].id, "anna", scene.now_ms)
    scene.pass_seconds(660, step_seconds=20)
    assert _sent(engine) == []


def test_what_happens_and_ends_at_night_wakes_nobody(engine: Engine) -> None:
    alerts = AlertSettings(mail_to=("anna@shop.example",), quiet_from="11:00", quiet_to="11:30")
    scene = Scene(engine, HubSettings(mail=MAIL, alerts=alerts))  # 9:00 UTC is 11:00 in Riga
    _lose_a_device(scene)
    with reading(engine) as conn:
        (row,) = conn.execute(select(outgoing)).all()
    assert (row.tries, row.due_ms) == (0, scene.now_ms // 3_600_000 * 3_600_000 + 30 * 60_000)
    scene.connect("north", "kiosk-1")
    scene.pass_seconds(180, step_seconds=20)
    assert _sent(engine) == []
    assert scene.alerts()[0].resolved_ms is not None


def test_what_is_not_over_in_the_morning_is_told_then(engine: Engine) -> None:
    alerts = AlertSettings(mail_to=("anna@shop.example",), quiet_from="11:00", quiet_to="11:05")
    scene = Scene(engine, HubSettings(mail=MAIL, alerts=alerts))
    _lose_a_device(scene)
    scene.pass_seconds(300, step_seconds=20)
    with reading(engine) as conn:
        assert conn.execute(select(outgoing.c.sent_ms)).scalar_one() is not None


def test_those_above_are_told_an_hour_after_the_others_not_after_the_night(engine: Engine) -> None:
    alerts = AlertSettings(
        mail_to=("anna@shop.example",),
        escalate_to=("boss@shop.example",),
        escalate_minutes=10,
        quiet_from="11:00",
        quiet_to="11:10",
    )
    scene = Scene(engine, HubSettings(mail=MAIL, alerts=alerts))
    _lose_a_device(scene)  # at 11:02
    scene.pass_seconds(16 * 60, step_seconds=20)
    assert [stage for _, _, stage in _sent(engine)] == ["opened"]
    scene.pass_seconds(3 * 60, step_seconds=20)
    assert [stage for _, _, stage in _sent(engine)] == ["opened", "escalated"]


def test_what_a_person_closed_stays_closed_while_it_lasts(engine: Engine) -> None:
    scene = Scene(engine, HubSettings(mail=MAIL, alerts=AlertSettings(escalate_minutes=0)))
    _lose_a_device(scene)
    with writing(engine) as conn:
        assert resolve(conn, scene.alerts()[0].id, "anna", scene.now_ms)
        assert not resolve(conn, scene.alerts()[0].id, "bo", scene.now_ms)
    scene.pass_seconds(120, step_seconds=20)
    assert len(scene.alerts()) == 1
    scene.connect("north", "kiosk-1")
    scene.pass_seconds(180, step_seconds=20)
    scene.drop("north", "kiosk-1")
    scene.pass_seconds(90)
    assert [one.resolved_by for one in scene.alerts()] == ["anna", None]


def test_programs_are_told_by_post_and_broker(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    posts: list[str] = []
    monkeypatch.setattr(
        "hub.sending.delivery.post", lambda message, _now: posts.append(message.body.decode())
    )
    secret = tmp_path_factory.mktemp("secret") / "webhook"
    secret.write_text("a secret")
    secret.chmod(0o600)
    address = "https://example.com/hook"
    alerts = AlertSettings(webhook_url=address, webhook_secret_file=str(secret), mqtt=True)
    link = RecordingLink()
    link.start()
    scene = Scene(engine, HubSettings(alerts=alerts), link)
    _lose_a_device(scene)
    (message,) = link.published
    assert message.topic == "otklik/1/north/alert"
    told = json.loads(message.payload)
    assert told["kind"] == "alert.opened"
    assert told["site"] == "north"
    assert told["data"]["text"] == "1 device is not connected: kiosk-1."
    assert [json.loads(body) for body in posts] == [told]


def test_a_mail_is_in_the_readers_language_with_a_link(engine: Engine) -> None:
    web = WebSettings(public_url="https://hub.shop.example/")
    scene = Scene(engine, HubSettings(mail=MAIL, web=web))
    scene.add_shop("north", "Europe/Riga")
    _person(engine, "tech", Role.TECHNICIAN, "shop:north", "xx")
    scene.connect("north", "kiosk-1")
    scene.pass_seconds(40)
    scene.drop("north", "kiosk-1")
    scene.pass_seconds(85)
    with reading(engine) as conn:
        mail = json.loads(conn.execute(select(outgoing.c.payload)).scalar_one())
    assert mail["subject"] == "North: Not connected"
    assert f"https://hub.shop.example/alerts/{scene.alerts()[0].id}" in mail["text"]
    assert "(Europe/Riga)" in mail["text"]
