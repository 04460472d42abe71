"""Settings of devices: who may change them, what is shown before, what devices do with them."""

import re
from collections.abc import Callable
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
from apiflask import APIFlask
from sqlalchemy import Engine

from hub.machines.device_settings import send_settings
from hub.settings import HubSettings
from hub.store import remote
from hub.store.audit_log import entries
from hub.store.engine import reading, writing
from hub.store.regions import add_region, put_site_into
from hub.work.job import Context
from tests.hub.web.actors import Actor
from tests.hub.web.books import NOW, Books, Device, status
from tests.hub.web.cast import person
from wire.recording_link import RecordingLink
from wire.remote.messages import SettingsState
from wire.remote.sealing import unseal
from wire.safe_file import put_file
from wire.settings import DeviceSettings
from wire.signing import make_key, public_key, verify

NOW_MS = round(NOW.timestamp() * 1000)
KEY = make_key().decode()
PAGE = "/devices/settings"
NONE = "\N{EN DASH}"


@pytest.fixture
def settings(settings: HubSettings, tmp_path: Path) -> HubSettings:
    """A hub with a key."""
    put_file(tmp_path / "order-key", KEY.encode(), 0o600)
    devices = msgspec.structs.replace(settings.devices, order_key_file=str(tmp_path / "order-key"))
    return msgspec.structs.replace(settings, devices=devices)


@pytest.fixture
def chain(books: Books, engine: Engine) -> dict[str, Device]:
    """Three kiosks in two shops, one of them in a region; and a camera."""
    riga, oslo = books.site("riga", "Riga", "UTC"), books.site("oslo", "Oslo", "UTC")
    with writing(engine) as conn:
        add_region(conn, "north", "The North")
        put_site_into(conn, "oslo", "north")
    made = {
        "riga/till": books.device(riga, "till", "kiosk"),
        "riga/exit": books.device(riga, "exit", "kiosk"),
        "oslo/till": books.device(oslo, "till", "kiosk"),
        "oslo/cam": books.device(oslo, "cam", "camera"),
    }
    for name, device in made.items():
        site, own = name.split("/")
        room = "camera" if own == "cam" else "kiosk"
        state = SettingsState()
        books.says(device, status(site, own, room, NOW, settings=state), NOW_MS)
    return made


@pytest.fixture
def work(engine: Engine, settings: HubSettings) -> Callable[[], dict[str, dict[str, Any]]]:
    """Runs the hub's own work once; gives what each device finds at the broker, by name."""
    link = RecordingLink()
    link.start()

    def run() -> dict[str, dict[str, Any]]:
        before = len(link.published)
        send_settings(Context(engine, settings, NOW_MS, lambda: None, link))
        found = {}
        for one in link.published[before:]:
            assert one.retain
            _root, _version, site, device, stream = one.topic.split("/")
            assert stream == "config"
            own = DeviceSettings(site=site, name=device)
            document = unseal(one.payload, own, partial(verify, public_key(KEY)))
            found[f"{site}/{device}"] = {"number": document.number, **document.values}
        return found

    return run


def change(actor: Actor, place: str, room: str = "kiosk", **values: str) -> Any:
    """Through both steps, as a person does; keys are spelled with `__` for the dot."""
    fields = {"room": room, "place": place}
    for key, value in values.items():
        name = key.replace("__", ".").replace("buttons.", "buttons[].")
        fields |= {f"set.{name}": "1", f"value.{name}": value}
    planned = actor.post(PAGE, f"{PAGE}/plan", fields)
    return planned if planned.status_code != 200 else send(actor, planned.text, room, place)


def send(actor: Actor, html: str, room: str, place: str) -> Any:
    """Press the button on the page that shows what will change."""

    def hidden(name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', html)
        assert found, f"no {name}"
        return unescape(found[1])

    fields = {name: hidden(name) for name in ("number", "content")}
    if 'name="back_to"' in html:
        fields["back_to"] = hidden("back_to")
    return actor.post(PAGE, f"{PAGE}/send", {"room": room, "place": place, "note": "why", **fields})


@pytest.mark.usefixtures("chain")
def test_the_plan_names_every_device_and_every_value_and_changes_nothing(
    anna: Actor, engine: Engine
) -> None:
    fields = {"room": "kiosk", "place": "shop:riga"}
    fields |= {"set.kiosk.question": "1", "value.kiosk.question": "How was it?"}
    text = anna.post(PAGE, f"{PAGE}/plan", fields).text
    assert "2 devices will change" in text
    assert "Riga, till" in text
    assert "Riga, exit" in text
    assert "Oslo, till" not in text
    assert "How was it?" in text
    with reading(engine) as conn:
        assert remote.history(conn, "kiosk", "shop:riga") == []


@pytest.mark.usefixtures("chain")
def test_the_narrower_layer_wins_key_by_key(
    anna: Actor, work: Callable[[], dict[str, dict[str, Any]]]
) -> None:
    change(anna, "organisation", kiosk__question="All?", kiosk__thanks="Thanks all")
    assert work() == {
        name: {"number": 1, "kiosk.question": "All?", "kiosk.thanks": "Thanks all"}
        for name in ("riga/till", "riga/exit", "oslo/till")
    }
    change(anna, "region:north", kiosk__question="North?")
    change(anna, "shop:riga", kiosk__question="Riga?")
    change(anna, "device:riga/exit", kiosk__thanks="Bye", kiosk__settle_ms="4")
    assert work() == {
        "oslo/till": {"number": 2, "kiosk.question": "North?", "kiosk.thanks": "Thanks all"},
        "riga/till": {"number": 2, "kiosk.question": "Riga?", "kiosk.thanks": "Thanks all"},
        "riga/exit": {
            "number": 2,
            "kiosk.question": "Riga?",
            "kiosk.thanks": "Bye",
            "kiosk.settle_ms": 4,
        },
    }
    assert work() == {}


def test_who_moves_to_another_region_or_is_new_gets_what_is_set_there(
    books: Books, chain: dict[str, Device], anna: Actor, engine: Engine, work: Any
) -> None:
    change(anna, "region:north", kiosk__question="North?")
    work()
    with writing(engine) as conn:
        put_site_into(conn, "riga", "north")
        put_site_into(conn, "oslo", "")
    books.device(chain["riga/till"].site_id, "new", "kiosk")
    found = work()
    assert found["oslo/till"] == {"number": 2}
    assert set(found) == {"riga/till", "riga/exit", "riga/new", "oslo/till"}


def test_the_page_shows_what_each_device_does_with_it(
    books: Books, chain: dict[str, Device], anna: Actor, engine: Engine, work: Any
) -> None:
    change(anna, "shop:riga", kiosk__settle_ms="7")
    address = f"{PAGE}?room=kiosk&place=shop:riga"
    assert anna.text(address).count("On its way") == 2
    work()
    says = partial(_says, books, chain)
    says("riga/till", SettingsState(acting=1, newest=1))
    says("riga/exit", SettingsState(newest=1, refused=1, why="`kiosk.settle_ms` <b> is no"))
    with writing(engine) as conn:
        told = remote.Told(1, {"kiosk.settle_ms": 7, "kiosk.question": "Old?"}, NOW_MS)
        remote.note_told(conn, "riga", "till", told)
        remote.note_told(conn, "riga", "exit", told._replace(content={"kiosk.settle_ms": 5}))
    text = anna.text(address)
    assert "Riga, till In force 1 1 none" in text
    assert (
        f"Riga, exit Refused `kiosk.settle_ms` <b> is no 1 {NONE} Shortest contact: 5 → 7" in text
    )
    assert "Devices differ: 5 , 7" in text
    shown = anna.text("/devices?site=riga")
    assert "Settings from here Refused" in shown
    assert "Settings from here In force" in shown
    says("riga/exit", SettingsState(acting=1, newest=1, trying=True))
    assert "Riga, exit Being tried 1 1" in anna.text(address)
    says("riga/exit", SettingsState(), online=False)
    assert f"Riga, exit Waits: the device is offline 1 {NONE}" in anna.text(address)
    says("riga/exit", None)
    assert f"Riga, exit Takes no settings from here 1 {NONE}" in anna.text(address)


def _says(
    books: Books,
    chain: dict[str, Device],
    name: str,
    state: SettingsState | None,
    *,
    online: bool = True,
) -> None:
    site, own = name.split("/")
    books.says(chain[name], status(site, own, "kiosk", NOW, settings=state), NOW_MS, online=online)


def test_what_was_refused_may_be_sent_again_under_a_new_number(
    books: Books, chain: dict[str, Device], anna: Actor, work: Any
) -> None:
    change(anna, "shop:riga", kiosk__settle_ms="7")
    work()
    _says(books, chain, "riga/exit", SettingsState(newest=1, refused=1, why="ill"))
    fields = {"room": "kiosk", "place": "shop:riga"}
    assert anna.post(f"{PAGE}?place=shop:riga", f"{PAGE}/again", fields).status_code == 302
    assert work() == {"riga/exit": {"number": 2, "kiosk.settle_ms": 7}}


def test_a_device_that_is_ahead_of_a_store_brought_back_gets_a_newer_number(
    books: Books, chain: dict[str, Device], anna: Actor, work: Any
) -> None:
    change(anna, "device:riga/till", kiosk__settle_ms="7")
    work()
    _says(books, chain, "riga/till", SettingsState(acting=9, newest=9))
    assert work() == {"riga/till": {"number": 10, "kiosk.settle_ms": 7}}
    _says(books, chain, "riga/till", SettingsState(acting=10, newest=10))
    assert work() == {}


@pytest.mark.usefixtures("chain")
def test_going_back_is_a_new_version_with_the_old_content(
    anna: Actor, engine: Engine, work: Any
) -> None:
    change(anna, "shop:riga", kiosk__question="One?")
    change(anna, "shop:riga", kiosk__question="Two?")
    fields = {"room": "kiosk", "place": "shop:riga", "back_to": "1"}
    planned = anna.post(PAGE, f"{PAGE}/plan", fields)
    assert "One?" in planned.text
    send(anna, planned.text, "kiosk", "shop:riga")
    text = anna.text(f"{PAGE}?room=kiosk&place=shop:riga")
    assert "Version 3" in text
    assert "As version 1 again why Question: One?" in text
    assert work()["riga/till"]["kiosk.question"] == "One?"
    with reading(engine) as conn:
        newest = entries(conn)[0]
    assert (newest.what, newest.about) == ("settings.changed", "kiosk shop:riga")
    assert newest.details["from"] == {"kiosk.question": "Two?"}
    assert newest.details["to"] == {"kiosk.question": "One?"}


@pytest.mark.usefixtures("chain")
def test_of_two_who_change_the_same_at_once_the_second_looks_anew(anna: Actor) -> None:
    fields = {"room": "kiosk", "place": "shop:riga"}
    fields |= {"set.kiosk.question": "1", "value.kiosk.question": "Mine?"}
    mine = anna.post(PAGE, f"{PAGE}/plan", fields).text
    change(anna, "shop:riga", kiosk__question="Theirs?")
    answer = send(anna, mine, "kiosk", "shop:riga")
    assert answer.status_code == 400
    assert "Somebody changed these settings meanwhile" in answer.text


UNFIT = [
    ("kiosk__settle_ms", "x"),
    ("kiosk__settle_ms", "16"),
    ("kiosk__settle_ms", "1e400"),
    ("kiosk__thank_seconds", "nan"),
    ("kiosk__thank_seconds", "inf"),
    ("kiosk__question", ""),
    ("kiosk__question", "x" * 121),
    ("kiosk__question", "a\u202egnp.exe"),
    ("kiosk__question", "a\x00b"),
    ("buttons__label", "1\n2\n3\n4\n5\n6\n7"),
]


@pytest.mark.usefixtures("chain")
def test_what_cannot_be_is_refused_before_it_is_sent(anna: Actor) -> None:
    for key, value in UNFIT:
        assert change(anna, "organisation", **{key: value}).status_code == 400, (key, value)


FOREIGN = [
    '"; DROP TABLE sites; --',
    "<script>alert(1)</script>",
    "$(reboot)`x`",
    "كيف كان؟",
    "👨‍👩‍👧 ok?",
]


@pytest.mark.usefixtures("chain")
def test_hostile_and_foreign_words_arrive_exactly(anna: Actor, work: Any) -> None:
    for value in FOREIGN:
        change(anna, "device:riga/till", kiosk__question=value)
        assert work()["riga/till"]["kiosk.question"] == value
        page = anna.get(f"{PAGE}?room=kiosk&place=device:riga/till").text
        assert "<script>alert" not in page


FORGED = [
    '{"broker.host": "evil"}',
    '{"kiosk.settle_ms": true}',
    '{"kiosk.settle_ms": "x"}',
    '{"kiosk.settle_ms": [1]}',
    "[]",
    "{",
    "[" * 5000,
    '{"kiosk.question": {"a": 1}}',
    '{"camera.fps": 5}',
]


@pytest.mark.usefixtures("chain")
def test_the_last_step_judges_again(anna: Actor, work: Any) -> None:
    for content in FORGED:
        fields = {"room": "kiosk", "place": "organisation", "number": "0", "content": content}
        assert anna.post(PAGE, f"{PAGE}/send", fields).status_code == 400, content
    assert work() == {}


@pytest.mark.usefixtures("chain")
def test_a_megabyte_is_refused(anna: Actor) -> None:
    assert change(anna, "organisation", kiosk__question="x" * 1_000_000).status_code in (400, 413)


@pytest.mark.usefixtures("chain")
def test_only_technicians_reach_settings_and_only_those_of_their_shops(
    app: APIFlask, engine: Engine, work: Any
) -> None:
    for role in ("viewer", "manager"):
        other = person(app, engine, role, role, "organisation")
        assert other.get(PAGE).status_code == 403
        assert other.client.post(f"{PAGE}/send", data={}).status_code in (400, 403)
    tom = person(app, engine, "tom", "technician", "shop:riga")
    text = tom.text(PAGE)
    assert "Riga, till" in text
    assert "Oslo" not in text
    for place, code in (
        ("organisation", 403),
        ("region:north", 403),
        ("shop:oslo", 404),
        ("device:oslo/till", 404),
        ("device:riga/none", 404),
        ("nonsense", 400),
    ):
        assert tom.get(f"{PAGE}?place={place}").status_code == code, place
        fields = {"room": "kiosk", "place": place, "number": "0", "content": "{}"}
        for step in ("plan", "send", "again"):
            assert tom.post(PAGE, f"{PAGE}/{step}", fields).status_code == code, (place, step)
    change(tom, "shop:riga", kiosk__question="Mine?")
    assert set(work()) == {"riga/till", "riga/exit"}
    nora = person(app, engine, "nora", "technician", "region:north")
    change(nora, "region:north", kiosk__question="North?")
    assert set(work()) == {"oslo/till"}


@pytest.mark.usefixtures("chain")
def test_cameras_and_kiosks_have_layers_of_their_own(anna: Actor, work: Any) -> None:
    change(anna, "shop:oslo", room="camera", detection__frames_per_second="4,5")
    assert work() == {"oslo/cam": {"number": 1, "detection.frames_per_second": 4.5}}


def test_without_a_key_nothing_is_sent_and_the_page_says_how(
    settings: HubSettings, app: APIFlask, anna: Actor, engine: Engine
) -> None:
    bare = msgspec.structs.replace(
        settings, devices=msgspec.structs.replace(settings.devices, order_key_file="")
    )
    send_settings(Context(engine, bare, NOW_MS, lambda: None, None))
    assert app is not None
    assert anna.get(PAGE).status_code == 200
