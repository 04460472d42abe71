"""Stickers, read back as a scanner and a person would."""

from pathlib import Path

import cv2
import numpy as np
import pytest
import segno

from firmware_config.cli import main
from firmware_config.domain.fleet import Device
from firmware_config.domain.header import GROUND_PINS, HEADER_PIN
from firmware_config.errors import LabelError
from firmware_config.label.sheet import Sticker, drawn, sticker_of, write_sheet

KIOSK = Device(
    site="north-3",
    name="door",
    role="kiosk",
    shop="Север, ул. Ленина 3",
    timezone="Europe/Berlin",
    settings={
        "buttons": [{"label": "Happy", "pin": 5, "light_pin": 6}, {"label": "Unhappy", "pin": 13}],
        "kiosk": {"buzzer_pin": 18},
    },
)
CAMERA = Device(site="n", name="eye", role="camera", shop="N", timezone="UTC")


def test_a_kiosks_sticker_has_its_page_and_pins() -> None:
    made = sticker_of(KIOSK, "https://hub.example/")
    assert made.title == "north-3/door"
    assert made.address == "https://hub.example/devices?site=north-3"
    assert made.pins == (
        "Happy: GPIO 5, pin 29; light GPIO 6, pin 31",
        "Unhappy: GPIO 13, pin 33",
        "Buzzer: GPIO 18, pin 12",
        "Ground: pin 6, 9, 14, 20, 25, 30, 34, 39",
    )


def test_a_kiosk_without_settings_has_the_default_pins() -> None:
    plain = Device(site="n", name="d", role="kiosk", shop="N", timezone="UTC")
    assert sticker_of(plain, "").pins[0] == "Very happy: GPIO 17, pin 11"


def test_every_pin_of_the_settings_has_a_place_of_its_own_on_the_header() -> None:
    """1, 2, 4 and 17 are power, 27 and 28 the identification chip of add-on boards."""
    assert set(HEADER_PIN) == set(range(2, 28))
    taken = {*HEADER_PIN.values(), *GROUND_PINS, 1, 2, 4, 17, 27, 28}
    assert taken == set(range(1, 41))
    assert len(HEADER_PIN) + len(GROUND_PINS) + 6 == 40


def test_a_camera_has_no_pins_and_without_a_hub_no_code() -> None:
    assert sticker_of(CAMERA, "") == Sticker("n/eye", "N", "", ())


def test_the_code_leads_to_the_page() -> None:
    matrix = np.array(segno.make(sticker_of(KIOSK, "https://hub.example").address).matrix)
    picture = np.kron(np.pad(1 - matrix, 4, constant_values=1), np.ones((8, 8))) * 255
    read, *_ = cv2.QRCodeDetector().detectAndDecode(picture.astype(np.uint8))
    assert read == "https://hub.example/devices?site=north-3"


def test_ten_stickers_fill_a_sheet() -> None:
    one = sticker_of(KIOSK, "https://hub.example")
    assert drawn([one] * 10).count(b"/Type /Page\n") == 1
    assert drawn([one] * 11).count(b"/Type /Page\n") == 2


def test_letters_that_the_font_lacks_are_named(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="no 店"):
        write_sheet([Sticker("n/d", "店", "", ())], tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_a_fleets_stickers_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fleet.toml").write_text(
        'organisation = "E"\nhub_url = "https://hub.example"\n[broker]\nhost = "b"\n'
        '[[shops]]\nsite = "n"\nname = "N"\ntimezone = "Europe/Berlin"\n'
        '[[shops.devices]]\nname = "d"\nrole = "kiosk"\n'
    )
    out = tmp_path / "stickers.pdf"
    assert main(["label", str(tmp_path), "--out", str(out)]) == 0
    assert "1 sticker(s)" in capsys.readouterr().out
    assert out.read_bytes().startswith(b"%PDF")
    assert main(["label", str(tmp_path), "--site", "none", "--out", str(out)]) == 1
