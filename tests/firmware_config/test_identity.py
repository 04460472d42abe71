"""A fleet whose devices get certificates: from the hub's authority and tokens to the card."""

import stat
import tomllib
from pathlib import Path
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_config.card.contents import cards, kept_passwords
from firmware_config.cli import main
from firmware_config.domain.card import Card
from firmware_config.domain.enrolment import tokens_in
from firmware_config.render import load_fleet
from wire.identity.settings import EnrolSettings
from wire.settings import build

CA = "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIU\n-----END CERTIFICATE-----\n"
URL = "https://hub.example.com:8443"
TOKEN = "ote_for-the-door"


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    """A folder with one shop and one kiosk, made as an operator makes it."""
    folder = tmp_path / "stores"
    key = ["--key", str(tmp_path / "fleet.key")]
    assert not main(
        ["fleet", "init", str(folder), "--organisation", "X", "--broker", "10.0.0.2", *key]
    )
    shop = ["--name", "North", "--timezone", "Europe/Berlin"]
    assert not main(["fleet", "add", "shop", str(folder), "north-3", *shop])
    assert not main(["fleet", "add", "device", str(folder), "north-3/door", "--role", "kiosk"])
    return folder


def identify(fleet: Path, *, tokens: str | None = None) -> int:
    (fleet.parent / "ca.crt").write_text(CA)
    words = ["fleet", "identity", str(fleet), "--url", URL, "--ca", str(fleet.parent / "ca.crt")]
    if tokens is not None:
        (fleet.parent / "tokens").write_text(tokens)
        words += ["--tokens", str(fleet.parent / "tokens")]
    return main(words)


def card(fleet: Path) -> Card:
    loaded = load_fleet(fleet, timezones=available_timezones())
    [(_, made)] = cards(loaded, kept_passwords(fleet, fleet.parent / "fleet.key"))
    return made


def test_a_card_carries_the_token_and_no_password(fleet: Path) -> None:
    assert identify(fleet, tokens=f"north-3/door {TOKEN}\n") == 0
    files = {file.path: file for file in card(fleet).files}
    assert files["etc/otklik/secrets/enrol/token"].content == f"{TOKEN}\n".encode()
    assert files["etc/otklik/secrets/enrol/token"].mode == "0600"
    assert files["etc/otklik/ca.crt"].content.decode() == CA
    assert not any("password" in path for path in files)
    broker = tomllib.loads(files["etc/otklik/kiosk.toml"].content.decode())["broker"]
    assert broker == {
        "host": "10.0.0.2",
        "port": 8883,
        "ca_file": "/etc/otklik/ca.crt",
        "certificate_file": "device-certificate",
    }
    enrol = tomllib.loads(files["etc/otklik/enrol.toml"].content.decode())
    settings = build(EnrolSettings, enrol, source="enrol.toml")
    assert (settings.device.site, settings.device.name) == ("north-3", "door")
    assert settings.hub.url == URL


def test_the_token_stands_nowhere_in_the_folder_and_in_no_plan(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identify(fleet, tokens=f"north-3/door {TOKEN}\n")
    for path in fleet.rglob("*"):
        assert not path.is_file() or TOKEN.encode() not in path.read_bytes()
    assert main(["plan", str(fleet)]) == 0
    assert TOKEN not in capsys.readouterr().out


def test_a_card_without_a_token_is_refused_with_the_cure(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identify(fleet)
    image = fleet.parent / "x.img"
    image.write_bytes(bytes(4096))
    key = ["--key", str(fleet.parent / "fleet.key")]
    to = ["--image", str(image), "--to", str(fleet.parent / "card.img")]
    assert main(["write", str(fleet), "--device", "north-3/door", *to, *key]) == 1
    assert "otklik-hub ca token north-3/door" in capsys.readouterr().err


def test_render_writes_tokens_for_the_owner_only_and_no_passwords(fleet: Path) -> None:
    identify(fleet, tokens=f"north-3/door {TOKEN}\n")
    out = fleet.parent / "out"
    key = ["--key", str(fleet.parent / "fleet.key")]
    assert main(["render", str(fleet), "--out", str(out), *key]) == 0
    token = out / "secrets" / "north-3.door.token"
    assert token.read_text() == f"{TOKEN}\n"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600
    assert not (out / "mosquitto").exists()


@pytest.mark.parametrize(
    ("tokens", "said"),
    [
        ("north-3/till ote_x\n", "the fleet has no device north-3/till"),
        ("north-3/door\n", "line 1 is not"),
        ("north-3/door secret\n", "line 1 is not"),
    ],
)
def test_a_wrong_list_of_tokens_changes_nothing(
    fleet: Path, tokens: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert identify(fleet, tokens=tokens) == 2
    assert said in capsys.readouterr().err
    assert not list(fleet.glob("vault/enrol/*"))


def test_a_fleet_without_enrolment_keeps_its_passwords(fleet: Path) -> None:
    paths = [file.path for file in card(fleet).files]
    assert "etc/otklik/secrets/kiosk/mqtt-password" in paths
    assert not any("enrol" in path for path in paths)


def test_a_name_too_long_for_a_certificate_is_refused(
    fleet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    identify(fleet)
    device = f"north-3/{'d' * 60}"
    assert main(["fleet", "add", "device", str(fleet), device, "--role", "kiosk"]) == 2
    assert "64 letters" in capsys.readouterr().err


@given(st.text())
def test_whatever_the_list_holds_a_fault_never_repeats_it(text: str) -> None:
    tokens, faults = tokens_in(text)
    assert all(token.startswith("ote_") for token in tokens.values())
    assert all(
        fault.split()[0] == "line" and "is not `SITE/NAME TOKEN`" in fault for fault in faults
    )
