"""What a settings file may say, and what it hears when it may not."""

from typing import Any

import pytest

from kiosk.settings import ButtonSettings, KioskSettings, pin_uses
from tests.kiosk.stage import BASE, make_settings
from wire.errors import SettingsError
from wire.settings import build

TWO = [{"label": "Good", "pin": 5}, {"label": "Bad", "pin": 6}]


def test_only_the_name_must_be_said() -> None:
    settings = build(KioskSettings, {"device": BASE["device"]}, source="kiosk.toml")
    assert settings.kiosk.pins == "lgpio"
    assert [button.pin for button in settings.buttons] == [17, 27, 22, 23]
    assert not settings.screen.enabled
    assert settings.screen.host == "127.0.0.1"


def test_the_rules_are_in_milliseconds() -> None:
    kiosk = {"play_window_seconds": 2.5, "stuck_seconds": 10, "debounce_ms": 40}
    rules = make_settings(kiosk=kiosk, buttons=TWO).rules()
    assert (rules.buttons, rules.release_ms) == (2, 40)
    assert (rules.play_window_ms, rules.stuck_ms) == (2_500, 10_000)


def refused(**tables: Any) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        make_settings(**tables)
    return caught.value.faults


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        pytest.param({"buttons": TWO[:1]}, ["buttons", ">= 2"], id="one button"),
        pytest.param({"buttons": TWO * 4}, ["buttons", "<= 6"], id="eight buttons"),
        pytest.param(
            {"buttons": [TWO[0], {"label": "Bad", "pin": 5}]},
            ["pin 5 is used 2 times", "`buttons[1].pin` and `buttons[2].pin`"],
            id="one pin for two buttons",
        ),
        pytest.param(
            {"buttons": [TWO[0], TWO[1] | {"light_pin": 5}]},
            ["pin 5", "`buttons[2].light_pin`"],
            id="a light on a button's pin",
        ),
        pytest.param({"kiosk": {"buzzer_pin": 17}}, ["pin 17", "`kiosk.buzzer_pin`"], id="buzzer"),
        pytest.param({"kiosk": {"pins": "auto"}}, ["kiosk.pins"], id="pins are named"),
        pytest.param({"kiosk": {"buzzer_pin": 1}}, ["kiosk.buzzer_pin"], id="a reserved pin"),
        pytest.param({"kiosk": {"debounce": 9}}, ["did you mean `debounce_ms`?"], id="a typo"),
        pytest.param(
            {"buttons": [TWO[0], {"label": "Good", "pin": 6}]},
            ["2 buttons are labelled 'Good'"],
            id="one label twice",
        ),
        pytest.param({"kiosk": {"language": 'x"><b>'}}, ["kiosk.language"], id="no language"),
    ],
)
def test_a_fault_is_named_with_its_cure(tables: dict[str, Any], words: list[str]) -> None:
    faults = refused(**tables)
    assert len(faults) == 1
    for word in words:
        assert word in faults[0]


def test_all_faults_come_at_once() -> None:
    faults = refused(kiosk={"pins": "x", "settle_ms": 0}, screen={"port": 0}, colour="red")
    assert len(faults) == 4


def test_pins_and_labels_used_twice_come_in_one_answer() -> None:
    button = {"label": "Same", "pin": 5}
    (fault,) = refused(buttons=[button, button])
    assert "pin 5" in fault
    assert "'Same'" in fault


def test_every_pin_is_listed_with_its_use() -> None:
    settings = make_settings(
        buttons=[TWO[0] | {"light_pin": 12}, TWO[1]], kiosk={"pins": "mock", "buzzer_pin": 13}
    )
    assert pin_uses(settings) == [
        (5, "buttons[1].pin"),
        (12, "buttons[1].light_pin"),
        (6, "buttons[2].pin"),
        (13, "kiosk.buzzer_pin"),
    ]


def test_a_button_may_do_without_a_light() -> None:
    assert ButtonSettings(label="Good", pin=5).light_pin is None
