"""Certificates on the Devices page, and the alert about those that end."""

import re
from pathlib import Path

import pytest
from apiflask import APIFlask
from cryptography import x509
from sqlalchemy import Engine

from hub.alerts.jobs import watch_certificates
from hub.identity.authority_files import ACCESS, REVOCATIONS, held_by_broker
from hub.identity.broker_files import keep_in_step
from hub.settings import HubSettings
from hub.store.alerts import ALL, list_alerts
from hub.store.audit_log import Wanted, entries
from hub.store.engine import reading, writing
from hub.store.identity import add_certificate, add_token, open_tokens, revoke
from hub.store.refusals import note_refusal
from hub.web import create_app
from hub.work.job import Context
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books
from tests.hub.web.cast import person
from tests.support.authority import open_office
from wire.identity.errors import RefusedError

NOW_MS = round(NOW.timestamp() * 1000)
DAY_MS = 86_400_000


def certify(engine: Engine, subject: str, days: float, *, serial: str = "1") -> None:
    with writing(engine) as conn:
        add_certificate(
            conn,
            subject=subject,
            serial=serial,
            key_hash="k",
            pem="-",
            issued_ms=NOW_MS - DAY_MS,
            expires_ms=NOW_MS + round(days * DAY_MS),
        )


@pytest.mark.parametrize(("days", "said"), [(90, "in order"), (29, "ends soon"), (-1, "run out")])
def test_the_page_says_until_when_a_certificate_is_good(
    engine: Engine, books: Books, anna: Actor, days: float, said: str
) -> None:
    books.site("a", "A", "Europe/Riga")
    certify(engine, "a/till", days)
    text = anna.text("/devices")
    assert f"A, till {said}" in text or f"A, till has {said}" in text


def test_a_refusal_is_shown_with_its_reason(engine: Engine, books: Books, anna: Actor) -> None:
    books.site("a", "A", "UTC")
    with writing(engine) as conn:
        add_token(conn, "a/till", NOW_MS, NOW_MS + DAY_MS)
        note_refusal(conn, "a/till", "spent", NOW_MS)
    text = anna.text("/devices")
    assert "A, till waiting for the device" in text
    assert "used before with another key: is there a copy?" in text


def test_without_certificates_the_page_says_nothing_of_them(books: Books, anna: Actor) -> None:
    books.site("a", "A", "UTC")
    assert "Certificates" not in anna.text("/devices")


def revoked(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as conn:
        return [(one.who, one.about) for one in entries(conn, Wanted(what="certificate.revoked"))]


def test_a_technician_shuts_a_device_out(
    app: APIFlask, engine: Engine, books: Books, tmp_path: Path
) -> None:
    """With a real authority: the broker's lists, and the device at the hub's door."""
    books.site("riga", "Riga", "UTC")
    tom = person(app, engine, "tom", "technician", "shop:riga")
    with open_office(engine, tmp_path) as office:
        own = x509.load_pem_x509_certificate(office.enrolled("riga/till").read_bytes())
        page = "/devices/riga/till/certificate"
        assert "the broker has the new lists" in tom.text(page)
        told = tom.post(page, f"{page}/revoke", {})
        assert told.headers["Location"] == page
        keep_in_step(engine, office.settings, office.authority, office.clock)
        assert b"riga/till" not in held_by_broker(office.settings.ca, ACCESS)
        listed = x509.load_pem_x509_crl(held_by_broker(office.settings.ca, REVOCATIONS))
        assert listed.get_revoked_certificate_by_serial_number(own.serial_number) is not None
        office.clock.advance(80 * 86_400)
        with pytest.raises(RefusedError, match="revoked"):
            office.holding("riga/till").bring_up_to_date(
                "", office.clock.now().wall, office.asking()
            )
    after = tom.text(page)
    assert "Riga, till is shut out; the broker learns of it within seconds." in after
    assert "Let it in with a new card" in after
    assert "Revoke its certificate" not in after
    tom.post("/account", f"{page}/revoke", {})
    assert revoked(engine) == [("tom", "device riga/till")]


def test_a_technician_lets_a_device_in_with_a_new_card(
    settings: HubSettings, engine: Engine, books: Books, tmp_path: Path
) -> None:
    """With a real authority, which takes the token that the page showed, once."""
    books.site("riga", "Riga", "UTC")
    page, sure = "/devices/riga/till/certificate", {"sure": "1"}
    with open_office(engine, tmp_path) as office:
        app = create_app(settings, engine, clock=office.clock)
        tom = person(app, engine, "tom", "technician", "shop:riga")
        old = x509.load_pem_x509_certificate(office.enrolled("riga/till").read_bytes())
        assert tom.post(page, f"{page}/token", {}).status_code == 400
        assert revoked(engine) == []
        first, second = (tom.post(page, f"{page}/token", sure).text for _ in range(2))
        tokens = [re.findall(r"riga/till (ote_[\w-]+)</code>", told)[0] for told in (first, second)]
        assert "ote_" not in tom.text(page), "shown this once"
        now = office.clock.now().wall
        with pytest.raises(RefusedError, match="withdrawn"):
            office.holding("riga/till", "a").bring_up_to_date(tokens[0], now, office.asking())
        office.holding("riga/till", "b").bring_up_to_date(tokens[1], now, office.asking())
        keep_in_step(engine, office.settings, office.authority, office.clock)
        listed = x509.load_pem_x509_crl(held_by_broker(office.settings.ca, REVOCATIONS))
        assert listed.get_revoked_certificate_by_serial_number(old.serial_number) is not None
        assert b"riga/till" in held_by_broker(office.settings.ca, ACCESS)
    with reading(engine) as conn:
        allowed = entries(conn, Wanted(what="enrolment.allowed"))
    assert [(one.who, one.about) for one in allowed] == [("tom", "device riga/till")] * 2
    assert not any(token in str(allowed) for token in tokens)


def test_a_token_that_lies_about_is_withdrawn(engine: Engine, books: Books, anna: Actor) -> None:
    books.device(books.site("a", "A", "UTC"), "till", "kiosk")
    assert "Its certificate" not in anna.text("/devices/a/till/visit")
    with writing(engine) as conn:
        add_token(conn, "a/till", NOW_MS, NOW_MS + DAY_MS)
    assert 'href="/devices/a/till/certificate"' in anna.get("/devices/a/till/visit").text
    anna.post("/devices/a/till/certificate", "/devices/a/till/certificate/revoke", {})
    with reading(engine) as conn:
        assert open_tokens(conn) == {}
    assert revoked(engine) == [("anna", "device a/till")]


@pytest.mark.parametrize(
    ("role", "area", "code"),
    [("viewer", "shop:a", 403), ("manager", "shop:a", 403), ("technician", "shop:b", 404)],
)
def test_who_does_not_look_after_a_device_neither_shuts_it_out_nor_lets_it_in(
    app: APIFlask, engine: Engine, books: Books, role: str, area: str, code: int
) -> None:
    books.site("a", "A", "UTC")
    books.site("b", "B", "UTC")
    certify(engine, "a/till", 90)
    somebody = person(app, engine, "eve", role, area)
    assert somebody.get("/devices/a/till/certificate").status_code == code
    for what in ("revoke", "token"):
        asked = f"/devices/a/till/certificate/{what}"
        assert somebody.post("/account", asked, {"sure": "1"}).status_code == code
    assert "/devices/a/till/certificate" not in somebody.get("/devices").text
    assert revoked(engine) == []
    with reading(engine) as conn:
        assert open_tokens(conn) == {}


def alerts(engine: Engine) -> list[tuple[str, bool]]:
    with reading(engine) as conn:
        return [(one.subject, one.resolved_ms is not None) for one in list_alerts(conn, ALL)]


def test_a_certificate_that_nobody_renews_becomes_an_alert_until_it_is_renewed(
    engine: Engine, books: Books
) -> None:
    books.site("a", "A", "UTC")
    certify(engine, "a/till", 31)
    certify(engine, "server broker.example", 2, serial="2")
    certify(engine, "a/gone", 2, serial="3")
    with writing(engine) as conn:
        revoke(conn, "a/gone", NOW_MS)
    settings = HubSettings()

    def look(days: float) -> None:
        now_ms = NOW_MS + round(days * DAY_MS)
        watch_certificates(Context(engine, settings, now_ms, lambda: None))

    look(0)
    assert alerts(engine) == [("server broker.example", False)]
    look(1.5)
    assert sorted(alerts(engine)) == [("server broker.example", False), ("till", False)]
    certify(engine, "a/till", 90, serial="4")
    look(2)
    look(2.1)
    assert sorted(alerts(engine)) == [("server broker.example", False), ("till", True)]
