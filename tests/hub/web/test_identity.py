"""Certificates on the Devices page, and the alert about those that end."""

import pytest
from sqlalchemy import Engine

from hub.alerts.jobs import watch_certificates
from hub.settings import HubSettings
from hub.store.alerts import ALL, list_alerts
from hub.store.engine import reading, writing
from hub.store.identity import add_certificate, add_token, revoke
from hub.store.refusals import note_refusal
from hub.work.job import Context
from tests.hub.web.actors import Actor
from tests.hub.web.books import Books
from tests.hub.web.conftest import NOW

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
    assert f"a/till {said}" in text or f"a/till has {said}" in text


def test_a_refusal_is_shown_with_its_reason(engine: Engine, books: Books, anna: Actor) -> None:
    books.site("a", "A", "UTC")
    with writing(engine) as conn:
        add_token(conn, "a/till", NOW_MS, NOW_MS + DAY_MS)
        note_refusal(conn, "a/till", "spent", NOW_MS)
    text = anna.text("/devices")
    assert "a/till waiting for the device" in text
    assert "used before with another key: is there a copy?" in text


def test_without_certificates_the_page_says_nothing_of_them(books: Books, anna: Actor) -> None:
    books.site("a", "A", "UTC")
    assert "Certificates" not in anna.text("/devices")


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
