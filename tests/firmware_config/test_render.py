"""Every value reaches the device as it stands in the fleet file, or is refused before."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from edge_vision.settings import VisionSettings
from firmware_config.domain.boot_files import boot_files
from firmware_config.domain.fleet import Device
from firmware_config.render import faults_of, fleet_acl, render, render_fleet
from firmware_config.settings import Fleet
from kiosk.settings import KioskSettings
from wire.errors import SettingsError
from wire.settings import build

ZONES = {"Europe/Berlin"}
# Everything but lone surrogates, which no UTF-8 file can hold.
text = st.text(st.characters(blacklist_categories=["Cs"]))
values = st.recursive(
    text | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)
HOSTILE = (
    "'; $(reboot) `reboot` \"\"\" ''' \\u0000 ]\n[device]\nsite = 'x' # \t\x7f \N{PILE OF POO}"
)


def fleet(*shops: dict[str, Any], **more: Any) -> Fleet:
    raw = {
        "organisation": "Example Stores",
        "broker": {"host": "hub.example"},
        "shops": list(shops),
    }
    return build(Fleet, raw | more, source="fleet.toml")


def shop(site: str, *devices: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "site": site,
        "name": "Main Street 3",
        "timezone": "Europe/Berlin",
        "devices": list(devices),
    } | more


def rendered(one: Fleet) -> dict[str, dict[str, bytes]]:
    assert faults_of(one, ZONES) == []
    return {each.device.identity: each.files for each in render_fleet(one)}


KIOSK = {"name": "buttons", "role": "kiosk"}
CAMERA = {
    "name": "camera",
    "role": "camera",
    "settings": {
        "camera": {"source": "0"},
        "lines": [{"name": "door", "points": [[0, 240], [640, 240]]}],
    },
}


def test_each_program_reads_its_own_file() -> None:
    files = rendered(fleet(shop("north-3", KIOSK, CAMERA)))
    kiosk = tomllib.loads(files["north-3/buttons"]["etc/otklik/kiosk.toml"].decode())
    camera = tomllib.loads(files["north-3/camera"]["etc/otklik/vision.toml"].decode())
    assert build(KioskSettings, kiosk, source="kiosk").broker.username == "north-3.buttons"
    assert build(VisionSettings, camera, source="vision").device.name == "camera"


def test_what_all_kiosks_share_and_what_one_has_of_its_own() -> None:
    one = fleet(
        shop("north-3", KIOSK, KIOSK | {"name": "till", "settings": {"kiosk": {"language": "de"}}}),
        kiosk={"kiosk": {"language": "ru", "debounce_ms": 40}},
    )
    languages = {
        identity: tomllib.loads(files["etc/otklik/kiosk.toml"].decode())["kiosk"]
        for identity, files in rendered(one).items()
    }
    assert languages == {
        "north-3/buttons": {"language": "ru", "debounce_ms": 40},
        "north-3/till": {"language": "de", "debounce_ms": 40},
    }


def test_the_brokers_certificate_authority_is_named_only_where_there_is_one() -> None:
    def broker_of(**broker: Any) -> dict[str, Any]:
        one = fleet(shop("north-3", KIOSK), broker={"host": "hub.example"} | broker)
        files = rendered(one)["north-3/buttons"]
        return dict(tomllib.loads(files["etc/otklik/kiosk.toml"].decode())["broker"])

    assert "ca_file" not in broker_of()
    assert broker_of(ca_file="/etc/otklik/ca.pem", port=8883) == {
        "host": "hub.example",
        "port": 8883,
        "ca_file": "/etc/otklik/ca.pem",
        "username": "north-3.buttons",
        "password_file": "mqtt-password",
    }


def test_the_faults_of_the_fleet_and_of_every_device_come_together() -> None:
    button = {"label": "Happy", "pin": 4}
    one = fleet(
        shop("north-3", KIOSK, KIOSK | {"settings": {"buttons": [button | {"pin": 99}, button]}}),
        shop("south-1", KIOSK | {"settings": {"kiosk": {"languag": "de"}}}),
        shop("west-1", KIOSK, timezone="Mars/Olympus"),
    )
    faults = faults_of(one, ZONES)
    assert len(faults) == 4
    assert faults[0].startswith("2 devices are called `north-3/buttons`")
    assert faults[1].startswith("shop `west-1`: `timezone` = 'Mars/Olympus'")
    assert faults[2].startswith("north-3/buttons: `buttons[1].pin` = 99")
    assert faults[3] == (
        "south-1/buttons: `kiosk.languag` is not a setting; did you mean `language`?"
    )


def test_a_fault_of_form_does_not_hide_the_others(tmp_path: Path) -> None:
    path = tmp_path / "fleet.toml"
    bad_form = shop("east-1", KIOSK | {"settngs": {}}) | {"site": "East 1"}
    bad_pin = KIOSK | {"settings": {"buttons": [{"label": "Happy", "pin": 99}]}}
    raw = {
        "organisation": "Example Stores",
        "broker": {"host": "hub.example"},
        "shops": [bad_form, shop("north-3", bad_pin), shop("north-3", KIOSK)],
        "brocker": {},
    }
    path.write_text(tomli_w.dumps(raw))
    with pytest.raises(SettingsError) as caught:
        render(path, timezones=ZONES)
    found = [fault.partition(":")[0].partition(" = ")[0] for fault in caught.value.faults]
    assert found == [
        "`brocker` is not a setting; did you mean `broker`?",
        "`shops[1].site`",
        "`shops[1].devices[1].settngs` is not a setting; did you mean `settings`?",
        "the site `north-3` stands in 2 [[shops]] tables",
        "2 devices are called `north-3/buttons`",
        "north-3/buttons",
        "north-3/buttons",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not toml",
        "shops = 5",
        "shops = [5]",
        "organisation = 1\n[broker]",
        "[[shops]]\nsite = 1",
    ],
)
def test_a_file_of_which_nothing_can_be_made_still_gets_its_sentences(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "fleet.toml").write_text(text)
    with pytest.raises(SettingsError):
        render(tmp_path / "fleet.toml", timezones=ZONES)


def test_the_acl_names_every_device() -> None:
    result = render_fleet(fleet(shop("north-3", KIOSK, CAMERA)))
    assert [line for line in fleet_acl(result).splitlines() if line.startswith("user")] == [
        "user hub",
        "user north-3.buttons",
        "user north-3.camera",
    ]


def test_a_hostile_value_arrives_as_it_is() -> None:
    question = HOSTILE[:120]
    one = fleet(shop("north-3", KIOSK | {"settings": {"kiosk": {"question": question}}}))
    raw = tomllib.loads(rendered(one)["north-3/buttons"]["etc/otklik/kiosk.toml"].decode())
    settings = build(KioskSettings, raw, source="kiosk")
    assert settings.kiosk.question == question
    assert settings.device.site == "north-3"


@given(st.dictionaries(text, values, max_size=5))
def test_any_settings_survive_writing_and_reading(table: dict[str, Any]) -> None:
    device = Device(site="s", name="d", role="kiosk", shop="x", timezone="UTC")
    (content,) = boot_files(device, tomli_w.dumps(table), organisation="x").values()
    assert tomllib.loads(content.decode()) == table


@given(text, text)
def test_the_names_of_people_and_places_stay_in_the_heading(shop_name: str, owner: str) -> None:
    try:
        one = fleet(shop("north-3", KIOSK, name=shop_name), organisation=owner)
    except SettingsError:
        return  # a line break or another control character: refused
    (content,) = rendered(one)["north-3/buttons"].values()
    assert list(tomllib.loads(content.decode())) == ["device", "broker"]


@pytest.mark.parametrize("name", ["", "a\nb", "a\n", "a\r", "\x00", "a\x85b", "a\u2028b"])
def test_a_name_is_one_line(name: str) -> None:
    with pytest.raises(SettingsError):
        fleet(shop("north-3", KIOSK, name=name))


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", ".", "Door", "hub\n", "a.b"])
def test_a_device_cannot_be_called_like_a_path(name: str) -> None:
    with pytest.raises(SettingsError):
        fleet(shop("north-3", KIOSK | {"name": name}))
    with pytest.raises(SettingsError):
        fleet(shop(name, KIOSK))
