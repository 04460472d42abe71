from pathlib import Path
from typing import Annotated

import pytest
from msgspec import Meta, Struct

from wire.errors import SecretError, SettingsError
from wire.settings import BrokerSettings, DeviceSettings, build, load, read_secret, state_path


class Button(Struct, frozen=True, kw_only=True):
    pin: Annotated[int, Meta(ge=0, le=27, description="BCM number of the pin.")]


class RoomSettings(Struct, frozen=True, kw_only=True):
    device: DeviceSettings
    broker: BrokerSettings = BrokerSettings()
    buttons: list[Button] = []

    def __post_init__(self) -> None:
        pins = [button.pin for button in self.buttons]
        if len(pins) != len(set(pins)):
            raise ValueError("two buttons share a pin: give each its own")


def faults_of(raw: dict[str, object]) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        build(RoomSettings, raw, source="kiosk.toml")
    return caught.value.faults


GOOD = {"device": {"site": "north", "name": "kiosk-1"}}


def test_good_settings_become_frozen_structs() -> None:
    settings = build(RoomSettings, {**GOOD, "buttons": [{"pin": 4}]}, source="kiosk.toml")
    assert settings.device.site == "north"
    assert settings.buttons == [Button(pin=4)]
    with pytest.raises(AttributeError):
        settings.device.site = "south"  # type: ignore[misc]  # on purpose


def test_all_faults_are_listed_at_once_with_the_cure() -> None:
    faults = faults_of(
        {
            "devise": {},
            "device": {"site": "North Shop"},
            "broker": {"prot": 1883, "port": 70_000},
            "buttons": [{"pin": 4}, {"pin": 99}, {"pim": 1}],
        }
    )
    assert len(faults) == 8
    text = "\n".join(faults)
    assert "`devise` is not a setting; did you mean `device`?" in text
    assert "`device.name` is missing: This device's name, unique within the shop." in text
    assert "`broker.prot` is not a setting" in text
    assert "`broker.port` = 70000: Expected `int` <= 65535." in text
    assert "`buttons[2].pin` = 99" in text
    assert "`buttons[3].pim` is not a setting; did you mean `pin`?" in text


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"device": 3}, "`device` must be a table: write [device]"),
        ({**GOOD, "buttons": 3}, "`buttons` = 3: Expected `array`, got `int`"),
        ({**GOOD, "buttons": [3]}, "`buttons[1]` must be a table"),
        ({**GOOD, "buttons": [{"pin": 4}, {"pin": 4}]}, "two buttons share a pin"),
        ({**GOOD, "broker": {"protocol": "4"}}, "Invalid enum value '4'"),
        (
            {"device": {"site": "Nord 3", "name": "kiosk"}},
            "`device.site` = 'Nord 3': Not written as it must be. The shop's code",
        ),
    ],
)
def test_a_fault_is_told_in_one_sentence(raw: dict[str, object], said: str) -> None:
    (fault,) = faults_of(raw)
    assert said in fault


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"site = ", "is not TOML"), (b"\xff", "cannot be read"), (None, "there is no such file")],
)
def test_a_file_that_cannot_be_read_says_why(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "kiosk.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=said):
        load(RoomSettings, path)


def test_a_file_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.toml"
    path.write_text('[device]\nsite = "north"\nname = "kiosk-1"\n')
    assert load(RoomSettings, path).device.name == "kiosk-1"


class TestSecrets:
    def test_a_secret_is_read_and_never_shown(self, tmp_path: Path) -> None:
        path = tmp_path / "password"
        path.write_text("correct horse\n")
        path.chmod(0o600)
        secret = read_secret(str(path))
        assert secret.reveal() == "correct horse"
        assert "horse" not in f"{secret} {secret!r}"

    def test_a_bare_name_is_looked_up_among_the_credentials(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "mqtt-password").write_text("x")
        (tmp_path / "mqtt-password").chmod(0o400)
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert read_secret("mqtt-password").reveal() == "x"

    @pytest.mark.parametrize(
        ("content", "mode", "said"),
        [("x", 0o644, "readable by everybody: chmod 600"), ("\n", 0o600, "is empty")],
    )
    def test_a_careless_secret_is_refused(
        self, tmp_path: Path, content: str, mode: int, said: str
    ) -> None:
        path = tmp_path / "password"
        path.write_text(content)
        path.chmod(mode)
        with pytest.raises(SecretError, match=said):
            read_secret(str(path))

    def test_a_missing_secret_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SecretError, match="cannot be read"):
            read_secret(str(tmp_path / "none"))


def test_state_lives_where_systemd_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    assert state_path("outbox.sqlite") == Path("outbox.sqlite")
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/otklik")
    assert state_path("outbox.sqlite") == Path("/var/lib/otklik/outbox.sqlite")
    assert state_path("/data/outbox.sqlite") == Path("/data/outbox.sqlite")
