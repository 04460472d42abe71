"""Devices, messages set aside, and confirming a shop."""

from sqlalchemy import Engine, insert, update

from hub.store.engine import reading, writing
from hub.store.schema import devices, quarantine, quarantine_count
from hub.store.sites import list_sites
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, ms, status
from wire.clock import FakeClock
from wire.status import Readings

NOW_MS = round(NOW.timestamp() * 1000)


def test_a_working_device_shows_what_it_said(books: Books, anna: Actor) -> None:
    kiosk = books.device(books.site("a", "A", "Europe/Riga"), "till", "kiosk")
    readings = Readings(temperature_c=48.4, disk_free_mb=21_400, memory_mb=41)
    books.says(kiosk, status("a", "till", "kiosk", NOW, readings=readings, acked_seq=7), NOW_MS)
    books.compared(kiosk, "{}")
    text = anna.text("/devices")
    assert "till kiosk Working" in text
    assert "Last heard 3 Mar 2026, 14:00" in text
    assert "Waiting on it 3 events" in text
    assert "Counters agree" in text
    assert "48 °C" in text
    assert "Disk free 21.4 GB" in text


def test_a_silent_device_is_offline_after_90_seconds(
    books: Books, anna: Actor, clock: FakeClock
) -> None:
    kiosk = books.device(books.site("a", "A", "UTC"), "till", "kiosk")
    books.says(kiosk, status("a", "till", "kiosk", NOW), NOW_MS)
    clock.advance(90)
    assert "Working" in anna.text("/devices")
    clock.advance(1)
    assert "Offline It is connected but says nothing" in anna.text("/devices")


def test_counters_that_differ_say_by_how_much(books: Books, anna: Actor) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    books.says(camera, status("a", "cam", "camera", NOW), NOW_MS)
    books.compared(camera, '{"footfall.door.in": -2}', lost=4)
    text = anna.text("/devices")
    assert "Counters footfall.door.in \N{MINUS SIGN}2, 4 lost" in text
    assert "Needs attention" in text


def test_a_status_nobody_can_read_is_as_good_as_none(
    engine: Engine, books: Books, anna: Actor
) -> None:
    camera = books.device(books.site("a", "A", "UTC"), "cam", "camera")
    with writing(engine) as conn:
        conn.execute(
            update(devices)
            .where(devices.c.id == camera.id)
            .values(status='{"v": 99}', status_ms=NOW_MS, online=True)
        )
    assert "cam camera Working" in anna.text("/devices")


def test_messages_set_aside_are_shown_with_the_reason(
    engine: Engine, books: Books, anna: Actor
) -> None:
    books.site("a", "A", "UTC")
    with writing(engine) as conn:
        conn.execute(
            insert(quarantine).values(
                received_ms=ms("2026-03-03T11:00:00"),
                topic="otklik/1/<b>/x/press",
                code="not_json",
                detail="malformed <i>",
                seq=None,
                size_bytes=1234,
                raw=b"\xff",
            )
        )
        conn.execute(insert(quarantine_count).values(code="not_json", n=1717))
    text = anna.text("/devices")
    assert "3 Mar 2026, 11:00 otklik/1/<b>/x/press not json malformed <i> 1,234" in text
    assert "In all: 1,717 not json." in text
    assert "<b>" not in anna.get("/devices").text


def test_a_guessed_zone_is_confirmed_and_days_are_counted_anew(
    engine: Engine, books: Books, anna: Actor
) -> None:
    site = books.site("pop-up", "pop-up", "UTC", confirmed=False)
    kiosk = books.device(site, "k", "kiosk")
    books.press(kiosk, [(ms("2026-03-02T23:00:00"), 1)] * 30)
    assert "Nobody has pressed since midnight" in anna.text("/")
    assert "Is this right? pop-up" in anna.text("/devices")
    fields = {"name": "Pop-up shop", "timezone": "Europe/Riga"}
    answer = anna.post("/devices", "/devices/site/pop-up", fields)
    assert answer.status_code == 302
    assert "Pop-up shop is confirmed" in anna.text("/devices")
    assert "Is this right?" not in anna.text("/devices")
    assert "Presses today 30" in anna.text("/")
    with reading(engine) as conn:
        (found,) = list_sites(conn)
    assert (found.name, found.timezone, found.confirmed) == ("Pop-up shop", "Europe/Riga", True)


def test_nonsense_in_the_form_changes_nothing(engine: Engine, books: Books, anna: Actor) -> None:
    books.site("a", "A", "UTC", confirmed=False)
    for fields, code in (
        ({"name": "", "timezone": "UTC"}, 400),
        ({"name": "x" * 81, "timezone": "UTC"}, 400),
        ({"name": "a\nb", "timezone": "UTC"}, 400),
        ({"name": "A", "timezone": "Mars/Olympus"}, 400),
        ({"name": "A", "timezone": "../../etc/passwd"}, 400),
    ):
        assert anna.post("/devices", "/devices/site/a", fields).status_code == code
    fields = {"name": "A", "timezone": "UTC"}
    assert anna.post("/devices", "/devices/site/nowhere", fields).status_code == 404
    with reading(engine) as conn:
        assert not list_sites(conn)[0].confirmed
