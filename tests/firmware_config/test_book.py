"""The fleet's folder as a technician makes it, and the secrets in it."""

import io
import re
import subprocess
from base64 import b64decode
from pathlib import Path

import pytest

from firmware_config.book.vault import OpenVault, make_vault, put_secret
from firmware_config.cli import main
from firmware_config.errors import VaultError

PASSWORD = "p`$(x)'\"\\ 1"


@pytest.fixture
def fleet(tmp_path: Path) -> Path:
    return tmp_path / "stores"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return tmp_path / "keys/fleet.key"


def make(fleet: Path, key: Path) -> None:
    key_option = ["--key", str(key)]
    assert (
        main(
            [
                "fleet",
                "init",
                str(fleet),
                "--organisation",
                "Example",
                "--broker",
                "hub",
                *key_option,
            ]
        )
        == 0
    )
    shop = ["fleet", "add", "shop", str(fleet), "north-3", "--name", "North 3"]
    assert main([*shop, "--timezone", "Europe/Berlin"]) == 0
    device = ["fleet", "add", "device", str(fleet), "north-3/door", "--role", "kiosk"]
    assert main(device) == 0


def set_wifi(fleet: Path, monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    return main(["fleet", "wifi", str(fleet), "north-3", "--ssid", "Shop 😀", "--country", "DE"])


def test_a_fleet_is_made_and_planned_from_nothing(
    fleet: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make(fleet, key)
    assert set_wifi(fleet, monkeypatch) == 0
    capsys.readouterr()
    assert main(["plan", str(fleet)]) == 0
    said = capsys.readouterr().out
    assert "==> card north-3/door: user-data" in said
    assert "psk=********" in said
    assert PASSWORD not in said


def test_git_can_hold_the_folder_and_no_secret_is_in_it(
    fleet: Path, key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(fleet, key)
    set_wifi(fleet, monkeypatch)
    subprocess.run(["git", "init", "-q", str(fleet)], check=True)
    listed = subprocess.run(
        ["git", "-C", str(fleet), "ls-files", "--others", "--exclude-standard"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert listed == [
        ".gitignore",
        "fleet.toml",
        "vault/broker/hub.age",
        "vault/broker/north-3.door.age",
        "vault/public-key.txt",
        "vault/wifi/north-3.age",
    ]
    assert all(PASSWORD.encode() not in (fleet / name).read_bytes() for name in listed)
    assert key.stat().st_mode & 0o777 == 0o600
    assert OpenVault(fleet, key).secret("wifi/north-3") == PASSWORD


def test_comments_survive_an_addition(fleet: Path, key: Path) -> None:
    make(fleet, key)
    path = fleet / "fleet.toml"
    path.write_text(path.read_text() + "# the corner shop closes in May\n")
    assert main(["fleet", "add", "device", str(fleet), "north-3/till", "--role", "kiosk"]) == 0
    assert "# the corner shop closes in May" in path.read_text()
    assert 'name = "till"' in path.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["device", "{fleet}", "north-3/door", "--role", "kiosk"], "2 devices are called"),
        (["device", "{fleet}", "south/door", "--role", "kiosk"], "there is no shop `south`"),
        (["device", "{fleet}", "door", "--role", "kiosk"], "names no shop"),
        (["device", "{fleet}", "north-3/Door!", "--role", "kiosk"], "devices"),
        (["shop", "{fleet}", "x", "--name", "X", "--timezone", "Mars/Base"], "Mars/Base"),
    ],
)
def test_an_addition_with_a_fault_changes_nothing(
    fleet: Path, key: Path, arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    make(fleet, key)
    before = (fleet / "fleet.toml").read_text()
    assert main(["fleet", "add", *(each.format(fleet=fleet) for each in arguments)]) == 2
    assert said in capsys.readouterr().err
    assert (fleet / "fleet.toml").read_text() == before


def test_a_wifi_password_that_is_none_is_refused_and_not_repeated(
    fleet: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make(fleet, key)
    assert set_wifi(fleet, monkeypatch, "kurz") == 2
    said = capsys.readouterr().err
    assert "8 to 63 printable" in said
    assert "kurz" not in said
    assert "Shop" not in (fleet / "fleet.toml").read_text()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["wifi", "{fleet}", "north-3", "--ssid", "caf\udce9", "--country", "DE"], "rename the"),
        (
            ["add", "shop", "{fleet}", "n", "--name", "caf\udce9", "--timezone", "Europe/Berlin"],
            "type it in UTF-8",
        ),
    ],
)
def test_what_a_terminal_of_another_encoding_sends_is_refused(
    fleet: Path,
    key: Path,
    command: list[str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    make(fleet, key)
    before = (fleet / "fleet.toml").read_text()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["fleet", *(word.format(fleet=fleet) for word in command)]) == 2
    assert said in capsys.readouterr().err
    assert (fleet / "fleet.toml").read_text() == before


def test_a_new_fleet_can_be_continued_by_hand(fleet: Path, key: Path) -> None:
    begin = ["fleet", "init", str(fleet), "--organisation", "E", "--broker", "b"]
    assert main([*begin, "--key", str(key)]) == 0
    path = fleet / "fleet.toml"
    path.write_text(
        path.read_text() + '[[shops]]\nsite = "n"\nname = "N"\ntimezone = "Europe/Berlin"\n'
    )
    assert main(["check", str(fleet)]) == 0


def test_init_never_overwrites(fleet: Path, key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make(fleet, key)
    again = ["fleet", "init", str(fleet), "--organisation", "B", "--broker", "b", "--key", str(key)]
    assert main(again) == 1
    assert "holds a fleet already" in capsys.readouterr().err


def test_passwords_on_cards_and_at_the_broker_are_the_same(fleet: Path, key: Path) -> None:
    make(fleet, key)
    out = fleet / "build"
    assert main(["render", str(fleet), "--out", str(out), "--key", str(key)]) == 0
    kept = OpenVault(fleet, key).secret("broker/north-3.door")
    assert (out / "secrets/north-3.door").read_text().strip() == kept


def test_a_secret_is_opened_by_its_own_key_only(tmp_path: Path) -> None:
    make_vault(tmp_path / "a", tmp_path / "one.key")
    make_vault(tmp_path / "b", tmp_path / "two.key")
    put_secret(tmp_path / "a", "wifi/x", PASSWORD)
    assert OpenVault(tmp_path / "a", tmp_path / "one.key").secret("wifi/none") is None
    with pytest.raises(VaultError, match="cannot be opened with this key"):
        OpenVault(tmp_path / "a", tmp_path / "two.key").secret("wifi/x")
    with pytest.raises(VaultError, match="locked by another key"):
        make_vault(tmp_path / "a", tmp_path / "two.key")


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [(None, 0, "There is no key"), ("x", 0o600, "is no key"), ("", 0o600, "is no key")],
)
def test_a_key_that_is_none_is_one_sentence(
    tmp_path: Path, text: str | None, mode: int, said: str
) -> None:
    if text is not None:
        (tmp_path / "key").write_text(text)
        (tmp_path / "key").chmod(mode)
    with pytest.raises(VaultError, match=said):
        OpenVault(tmp_path, tmp_path / "key")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_vault(tmp_path, tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(VaultError, match="chmod 600"):
        OpenVault(tmp_path, tmp_path / "key")


def test_a_folder_without_a_vault_keeps_nothing(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="holds no public key"):
        put_secret(tmp_path, "wifi/x", PASSWORD)


def test_a_plan_hides_a_cameras_password_in_scripts_too(
    fleet: Path, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(fleet, key)
    settings = tmp_path / "camera.toml"
    settings.write_text(
        '[camera]\nsource = "rtsp://viewer:stream-secret@192.168.1.4/1"\n'
        '[[lines]]\nname = "door"\npoints = [[0, 240], [640, 240]]\n'
    )
    camera = ["fleet", "add", "device", str(fleet), "north-3/eye", "--role", "camera"]
    assert main([*camera, "--settings", str(settings)]) == 0
    path = fleet / "fleet.toml"
    path.write_text(path.read_text().replace("trixie", "bookworm"))
    capsys.readouterr()
    assert main(["plan", str(fleet), "--device", "north-3/eye"]) == 0
    said = capsys.readouterr().out
    packed = [word for word in said.split() if re.fullmatch(r"[A-Za-z0-9+/]{40,}=*", word)]
    assert packed
    readable = said + "".join(b64decode(word).decode() for word in packed)
    assert "viewer:********@" in readable
    assert "stream-secret" not in readable


def test_a_shop_without_its_wifi_password_is_named(
    fleet: Path, key: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make(fleet, key)
    set_wifi(fleet, monkeypatch)
    (fleet / "vault/wifi/north-3.age").unlink()
    card = ["write", str(fleet), "--device", "north-3/door", "--to", str(fleet / "x.img")]
    assert main([*card, "--key", str(key)]) == 1
    assert "set it with `otklik-card fleet wifi FLEET north-3`" in capsys.readouterr().err
