"""The Devices page's filters, map and readings, and a technician's visit."""

from functools import partial
from pathlib import Path

import msgspec
import pytest
from apiflask import APIFlask
from sqlalchemy import Engine, select

from hub.ingest.handler import Handler
from hub.ingest.sorting import Message
from hub.settings import HubSettings
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.places import Spot, put_place
from hub.store.schema import outgoing
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, Device, status
from tests.hub.web.cast import person
from wire.clock import FakeClock
from wire.codec import encode
from wire.orders import OrderDesk, Outcome
from wire.safe_file import put_file
from wire.scalars import Stamp
from wire.settings import DeviceSettings
from wire.signing import make_key, public_key, verify
from wire.status import OpenWindow, Readings, Status

NOW_MS = round(NOW.timestamp() * 1000)
STAMP = Stamp(wall=NOW, boot="b" * 32, boot_ms=60_000, synced=True)


@pytest.fixture
def kiosk(books: Books) -> Device:
    """A kiosk in Riga that works."""
    device = books.device(books.site("riga", "Riga", "UTC"), "till", "kiosk")
    books.says(device, status("riga", "till", "kiosk", NOW), NOW_MS)
    return device


@pytest.fixture
def camera(books: Books) -> Device:
    """A camera in Oslo, with a newer version."""
    device = books.device(books.site("oslo", "Oslo", "UTC"), "cam", "camera")
    books.says(device, _camera(3, 1), NOW_MS)
    return device


def _camera(entered: int, left: int) -> Status:
    window = OpenWindow(line="door", at=STAMP, entered=entered, left=left)
    return status("oslo", "cam", "camera", NOW, software="0.2.0", open_windows=[window])


@pytest.mark.usefixtures("kiosk", "camera")
def test_filters_leave_what_fits(anna: Actor) -> None:
    for asked, there, gone in (
        ("room=kiosk", "till kiosk", "cam camera"),
        ("room=camera", "cam camera", "till kiosk"),
        ("software=0.2.0", "cam camera", "till kiosk"),
        ("state=working", "till kiosk", "No device fits"),
        ("state=offline", "No device fits", "till kiosk"),
    ):
        text = anna.text(f"/devices?{asked}")
        assert there in text, asked
        assert gone not in text, asked


def test_readings_are_told_with_what_to_do(books: Books, kiosk: Device, anna: Actor) -> None:
    readings = Readings(throttle_bits=0x50001, card_worn_percent=90, temperature_c=83)
    late = msgspec.structs.replace(STAMP, wall=NOW.replace(hour=13))
    said = status("riga", "till", "kiosk", NOW, readings=readings, at=late)
    books.says(kiosk, said, NOW_MS)
    text = anna.text("/devices")
    assert "Needs attention" in text
    assert "Its power supply is too weak right now" in text
    assert "It is too hot (83 °C)" in text
    assert "Power slowed down now" in text
    assert "Clock +3,600 s off" in text
    assert "Card used up 90%" in text
    assert "used up 90% of its life: replace it" in text


def test_a_clock_that_was_not_set_accuses_nobody(books: Books, kiosk: Device, anna: Actor) -> None:
    at = Stamp(wall=NOW.replace(year=2024), boot="b" * 32, boot_ms=1, synced=False)
    books.says(kiosk, status("riga", "till", "kiosk", NOW, at=at), NOW_MS)
    text = anna.text("/devices")
    assert "Clock not set by a time server" in text
    assert "Its clock is wrong" not in text


@pytest.mark.usefixtures("kiosk", "camera")
def test_the_map_shows_placed_shops_with_their_worst_state(anna: Actor, engine: Engine) -> None:
    assert "Where the shops are" not in anna.text("/devices")
    with writing(engine) as conn:
        put_place(conn, "riga", Spot(56.95, 24.11))
        put_place(conn, "oslo", Spot(0.0, 0.0))
        put_place(conn, "oslo", Spot(59.91, 10.75))  # the second word counts
    page = anna.get("/devices").text
    assert page.count('<circle class="dot"') == 2
    assert 'aria-label="Oslo: Working"' in page
    assert 'aria-label="Riga: Working"' in page


def test_a_visit_to_a_kiosk_ends_when_every_button_was_pressed(
    books: Books, kiosk: Device, anna: Actor, clock: FakeClock, engine: Engine
) -> None:
    address = "/devices/riga/till/visit"
    books.press(kiosk, [(NOW_MS - 60_000, 1)], of=2)
    assert anna.post(address, address, {}).status_code == 302
    # the outbox began before this press reached the books' ledger: all of it counts as new
    text = anna.text(address)
    assert "Button 2 Press it once." in text
    clock.advance(30)
    books.press(kiosk, [(NOW_MS + 30_000, 2)], of=2)
    books.says(kiosk, status("riga", "till", "kiosk", NOW), NOW_MS + 30_000)
    assert "Button 2 1 press" in anna.text(address)
    ticks = {"lights": "1", "wires": "1", "clean": "1", "note": "New plug <b>"}
    assert anna.post(address, f"{address}/finish", ticks).status_code == 302
    text = anna.text(address)
    assert "The visit is finished: everything is in order." in text
    assert "anna Everything in order Buttons pressed: 2 of 2" in text
    assert "New plug <b>" in text
    assert "Last visit 3 Mar 2026" in anna.text("/devices")
    with reading(engine) as conn:
        assert entries(conn)[-1].what == "device.visited"


def test_a_visit_to_a_camera_counts_from_its_beginning(
    books: Books, camera: Device, anna: Actor
) -> None:
    address = "/devices/oslo/cam/visit"
    anna.post(address, address, {})
    assert "Line door: 0 in, 0 out" in anna.text(address)
    books.says(camera, _camera(5, 1), NOW_MS)
    assert "Line door: 2 in, 0 out" in anna.text(address)
    books.window(camera, [(NOW_MS - 60_000, 5, 2)])
    books.says(camera, _camera(0, 0), NOW_MS)
    assert "Line door: 2 in, 1 out" in anna.text(address)
    anna.post(address, f"{address}/finish", {"view": "1"})
    assert "Not everything was done" in anna.text(address)


@pytest.mark.usefixtures("kiosk", "camera")
def test_only_technicians_begin_visits_and_only_in_their_shops(
    app: APIFlask, engine: Engine, anna: Actor
) -> None:
    viewer = person(app, engine, "vera", "viewer", "shop:riga")
    technician = person(app, engine, "tom", "technician", "shop:riga")
    riga, oslo = "/devices/riga/till/visit", "/devices/oslo/cam/visit"
    assert "Begin a visit" not in viewer.text(riga)
    assert viewer.post("/account", riga, {}).status_code == 403
    assert technician.post(riga, riga, {}).status_code == 302
    assert technician.get(oslo).status_code == 404
    assert technician.post("/account", oslo, {}).status_code == 404
    assert anna.get("/devices/riga/nothing/visit").status_code == 404


@pytest.mark.usefixtures("kiosk")
def test_nonsense_in_the_form_finishes_nothing(anna: Actor) -> None:
    address = "/devices/riga/till/visit"
    assert anna.post(address, f"{address}/finish", {}).status_code == 400
    anna.post(address, address, {})
    assert anna.post(address, f"{address}/finish", {"note": "x" * 501}).status_code == 400
    assert "Finish the visit" in anna.text(address)


@pytest.fixture
def key(settings: HubSettings, tmp_path: Path) -> str:
    """The hub's public key; its settings name the private one."""
    file = tmp_path / "order-key.pem"
    put_file(file, make_key(), 0o600)
    changed = msgspec.structs.replace(settings.devices, order_key_file=str(file))
    msgspec.structs.force_setattr(settings, "devices", changed)
    return public_key(file.read_text())


def _sent(engine: Engine) -> list[tuple[str, str]]:
    with reading(engine) as conn:
        return [(row.target, row.payload) for row in conn.execute(select(outgoing))]


def test_an_order_goes_out_signed_and_its_answer_is_shown(
    kiosk: Device, key: str, anna: Actor, engine: Engine, settings: HubSettings, clock: FakeClock
) -> None:
    address = "/devices/riga/till/visit"
    clock.advance(10)
    answer = anna.post(address, "/devices/riga/till/order", {"kind": "test"})
    assert answer.status_code == 302
    assert "On its way." in anna.text(address)
    ((topic, payload),) = _sent(engine)
    assert topic == "otklik/1/riga/till/command"
    own_clock = FakeClock(NOW, boot_ms=60_000)
    own_clock.advance(10)
    desk = OrderDesk(
        DeviceSettings(site="riga", name="till"),
        "c" * 32,
        own_clock,
        partial(verify, key),
        {"test": lambda: Outcome(ok=False, lines=["MISSING disk: full <b>"])},
    )
    told = desk.take(payload.encode())
    handler = Handler(engine, settings)
    message = Message("otklik/1/riga/till/answer", encode(told), NOW_MS + 11_000)
    # An answer in another device's name changes nothing.
    forged = encode(msgspec.structs.replace(told, device="other", ok=True))
    handler.handle([Message("otklik/1/riga/other/answer", forged, NOW_MS), message, message])
    handler.close()
    text = anna.text(address)
    assert "Not done, or something is missing Answered 3 Mar 2026, 12:00" in text
    assert "MISSING disk: full <b>" in text
    with reading(engine) as conn:
        entry = entries(conn)[0]
    assert (entry.who, entry.what, entry.about) == ("anna", "device.ordered", "device riga/till")


def test_an_order_without_an_answer_ends(
    kiosk: Device, key: str, anna: Actor, clock: FakeClock
) -> None:
    address = "/devices/riga/till/visit"
    anna.post(address, "/devices/riga/till/order", {"kind": "locate"})
    clock.advance(121)
    assert "No answer came. It is worth nothing any more." in anna.text(address)


@pytest.mark.usefixtures("kiosk")
def test_orders_need_a_right_a_key_and_a_device_that_listens(
    app: APIFlask, books: Books, engine: Engine, anna: Actor
) -> None:
    address = "/devices/riga/till/order"
    answer = anna.post("/account", address, {"kind": "test"})
    assert answer.status_code == 400
    assert "no key for orders" in answer.text
    assert anna.post("/account", address, {"kind": "explode"}).status_code == 400
    viewer = person(app, engine, "vera", "manager", "shop:riga")
    assert viewer.post("/account", address, {"kind": "restart"}).status_code == 403
    assert not _sent(engine)


@pytest.mark.usefixtures("key")
def test_a_device_that_is_away_gets_no_orders(
    books: Books, kiosk: Device, engine: Engine, anna: Actor
) -> None:
    books.says(kiosk, status("riga", "till", "kiosk", NOW), NOW_MS, online=False)
    answer = anna.post("/account", "/devices/riga/till/order", {"kind": "test"})
    assert answer.status_code == 400
    assert "not connected" in answer.text
    assert not _sent(engine)
