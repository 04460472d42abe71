"""Programs that are told what happens: from the page to a real HTTP server."""

import json
import re

import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, select

from hub.domain.occurrence import CHOICES, Kind, Occurrence, is_wanted
from hub.machines.days import close_days, days_due
from hub.machines.events import tell
from hub.sending.delivery import deliver
from hub.sending.webhook import is_ours
from hub.settings import HubSettings
from hub.store.engine import reading, writing
from hub.store.schema import audit_log, outgoing
from hub.store.webhooks import add_webhook, list_webhooks
from hub.work.job import Context
from tests.hub.sending.test_webhook import Receiver, receiver  # noqa: F401 - a fixture
from tests.hub.web.actors import Actor, Fields, words
from tests.hub.web.books import NOW, Books, ms
from tests.hub.web.cast import person

NOW_MS = round(NOW.timestamp() * 1000)
OFFLINE = Occurrence(Kind.ALERT_OPENED, "alert 1 opened", 1, "a", {"kind": "offline"})
QUEUE = Occurrence(Kind.ALERT_OPENED, "alert 2 opened", 1, "a", {"kind": "queue"})


def context(engine: Engine, now_ms: int = NOW_MS) -> Context:
    return Context(engine, HubSettings(), now_ms, lambda: None)


def add(anna: Actor, url: str, *kinds: str, **more: str) -> str:
    fields: Fields = {"name": "till", "url": url, "kind": list(kinds), **more}
    answer = anna.post("/webhooks", "/webhooks", fields)
    assert answer.status_code == 200, words(answer.text)
    found = re.search(r'<code class="secret">([^<]+)</code>', answer.text)
    assert found
    return found.group(1)


def test_a_test_arrives_signed_and_the_page_says_so(
    anna: Actor,
    engine: Engine,
    receiver: Receiver,  # noqa: F811 - the fixture
) -> None:
    secret = add(anna, receiver.address, "alert.opened")
    assert secret not in anna.get("/webhooks").text, "it is shown once"
    assert "Nothing was sent yet" in anna.text("/webhooks")
    anna.post("/webhooks", "/webhooks/1/test", {})
    assert "waits" in anna.text("/webhooks")
    deliver(context(engine))
    ((_, headers, body),) = receiver.got
    assert json.loads(body)["kind"] == "test"
    assert is_ours(
        secret,
        timestamp=headers["Otklik-Timestamp"],
        signature=headers["Otklik-Signature"],
        body=body,
        now_seconds=NOW_MS // 1000,
    )
    assert "arrived" in anna.text("/webhooks")
    with reading(engine) as conn:
        assert conn.execute(select(audit_log.c.what)).scalars().all()[-2:] == [
            "webhook.added",
            "webhook.tested",
        ]
        kept = conn.execute(select(outgoing.c.payload, outgoing.c.target)).one()
    assert secret not in str(kept)


def test_a_receiver_that_fails_is_tried_again_and_seen(
    anna: Actor,
    engine: Engine,
    receiver: Receiver,  # noqa: F811 - the fixture
) -> None:
    add(anna, receiver.address, "alert.opened")
    receiver.answer = 500
    with writing(engine) as conn:
        assert tell(conn, QUEUE, NOW_MS) == 1
    deliver(context(engine))
    text = anna.text("/webhooks")
    assert "waits" in text
    assert "answered 500" in text
    receiver.answer = 204
    deliver(context(engine, NOW_MS + 3_600_000))
    assert len(receiver.got) == 2
    assert receiver.got[0][1]["Otklik-Delivery"] == receiver.got[1][1]["Otklik-Delivery"]


def test_what_waits_for_a_removed_one_goes_to_nobody(
    anna: Actor,
    engine: Engine,
    receiver: Receiver,  # noqa: F811 - the fixture
) -> None:
    """Not even to the next one, which SQLite gives the same number."""
    add(anna, "https://x.example", "alert.opened")
    with writing(engine) as conn:
        tell(conn, QUEUE, NOW_MS)
    anna.post("/webhooks", "/webhooks/1/remove", {})
    with reading(engine) as conn:
        assert list_webhooks(conn) == []
    add(anna, receiver.address, "alert.opened")
    deliver(context(engine))
    assert receiver.got == []
    assert "Nothing was sent yet" in anna.text("/webhooks")
    with writing(engine) as conn:
        assert tell(conn, QUEUE, NOW_MS) == 1
    deliver(context(engine))
    assert len(receiver.got) == 1, "what the removed one was told is new to this one"


@pytest.mark.parametrize(
    ("one", "kinds", "site_id", "wanted"),
    [
        (QUEUE, {"alert.opened"}, None, True),
        (QUEUE, {"alert.resolved", "device.offline"}, None, False),
        (OFFLINE, {"device.offline"}, None, True),
        (OFFLINE, {"alert.opened"}, 1, True),
        (OFFLINE, {"alert.opened"}, 2, False),
        (OFFLINE._replace(site_id=None), {"alert.opened"}, 2, False),
    ],
)
def test_who_is_told_what(
    one: Occurrence, kinds: set[str], site_id: int | None, wanted: bool
) -> None:
    assert is_wanted(one, frozenset(kinds), site_id) is wanted


def test_the_same_is_told_once(engine: Engine) -> None:
    with writing(engine) as conn:
        for name, kinds in (("one", {"alert.opened"}), ("two", {"day.closed"})):
            add_webhook(
                conn, name, "https://x.example", frozenset(kinds), None, secret="s", now_ms=0
            )
        for _ in range(2):
            assert tell(conn, QUEUE, NOW_MS) == 1
        assert len(conn.execute(select(outgoing.c.id)).all()) == 1


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("ftp://x.example", "begins with https"),
        ("javascript:alert(1)", "begins with https"),
        ("https://", "begins with https"),
        ("https://x.example:0x", "begins with https"),
        ("https://x.example/a b", "begins with https"),
        ("https://anna:secret@x.example/", "Leave user and password out"),
        ("https://x.example/" + "a" * 2000, "begins with https"),
    ],
)
def test_addresses_that_cannot_be_are_refused(anna: Actor, url: str, sentence: str) -> None:
    fields = {"name": "till", "url": url, "kind": "alert.opened"}
    answer = anna.post("/webhooks", "/webhooks", fields)
    assert answer.status_code == 400
    assert sentence in words(answer.text)
    assert "till" not in anna.text("/webhooks").split("A new webhook")[0]


def test_names_and_kinds_are_checked(anna: Actor) -> None:
    good = {"name": "<b>=1 🙂", "url": "https://x.example", "kind": "day.closed"}
    assert anna.post("/webhooks", "/webhooks", good).status_code == 200
    assert "&lt;b&gt;=1 🙂" in anna.get("/webhooks").text
    for change in (
        {},
        {"name": " "},
        {"name": "n", "kind": "everything"},
        {"name": "x", "site": "nowhere"},
    ):
        code = anna.post("/webhooks", "/webhooks", {**good, **change}).status_code
        assert code in (400, 404), change


@pytest.mark.parametrize("role", ["viewer", "manager", "technician"])
def test_only_administrators_of_all_come_here(app: APIFlask, engine: Engine, role: str) -> None:
    assert person(app, engine, "bob", role, "organisation").get("/webhooks").status_code == 403


def test_a_day_that_is_over_is_told_with_its_figures_once(books: Books, engine: Engine) -> None:
    site = books.site("riga", "Riga", "Europe/Riga")
    kiosk, camera = books.device(site, "k", "kiosk"), books.device(site, "c", "camera")
    yesterday = ms("2026-03-02T23:30:00", "Europe/Riga")
    books.press(kiosk, [(yesterday, 1)] * 30 + [(yesterday, 4)] * 10)
    books.press(kiosk, [(ms("2026-03-03T00:30:00", "Europe/Riga"), 4)])
    books.window(camera, [(yesterday, 50, 45)])
    with writing(engine) as conn:
        kinds = frozenset(CHOICES)
        add_webhook(conn, "w", "https://x.example", kinds, None, secret="s", now_ms=0)
    for _ in range(2):
        close_days(context(engine))
    with reading(engine) as conn:
        told = json.loads(conn.execute(select(outgoing.c.payload)).scalar_one())
    assert (told["kind"], told["site"]) == ("day.closed", "riga")
    assert (told["data"]["day"], told["data"]["presses"]) == ("2026-03-02", 40)
    assert told["data"]["happy_share"]["value"] == pytest.approx(0.75)
    assert told["data"]["happy_share"]["low"] < 0.75 < told["data"]["happy_share"]["high"]
    assert (told["data"]["entered"], told["data"]["left"]) == (50, 45)


@pytest.mark.parametrize(
    ("told", "local", "due"),
    [
        (None, "2026-03-03T00:14:59", ["2026-03-01"]),
        (None, "2026-03-03T00:15:00", ["2026-03-02"]),
        ("2026-03-02", "2026-03-03T23:59:00", []),
        ("2026-02-28", "2026-03-03T12:00:00", ["2026-03-01", "2026-03-02"]),
        ("2025-01-01", "2026-03-08T12:00:00", [f"2026-03-0{n}" for n in range(1, 8)]),
        ("2026-03-09", "2026-03-03T12:00:00", []),
    ],
)
def test_days_are_due_by_the_shops_own_calendar(
    told: str | None, local: str, due: list[str]
) -> None:
    assert days_due(told, "Asia/Tokyo", ms(local, "Asia/Tokyo")) == due
