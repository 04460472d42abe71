"""Lights and buzzer on mock pins."""

from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.errors import PinError
from kiosk.lights import Lights
from kiosk.pins import open_pins


@pytest.fixture
def factory() -> Iterator[Any]:
    pins = open_pins("mock")
    yield pins
    pins.close()


@pytest.fixture
def lights(factory: Any) -> Iterator[Lights]:
    opened = Lights({1: 5, 2: 6}, 13, factory=factory)
    yield opened
    opened.close()


def states(factory: Any) -> list[bool]:
    """Light 1, light 2, buzzer."""
    return [bool(factory.pin(pin).state) for pin in (5, 6, 13)]


def test_all_is_dark_and_silent_at_first(lights: Lights, factory: Any) -> None:
    assert states(factory) == [False, False, False]


def test_the_light_of_the_button_and_the_buzzer_go_on_and_off(lights: Lights, factory: Any) -> None:
    lights.show(Outputs(lit=2, buzz=True))
    assert states(factory) == [False, True, True]
    lights.show(Outputs(lit=1, buzz=False))
    assert states(factory) == [True, False, False]
    lights.show(DARK)
    assert states(factory) == [False, False, False]


def test_a_button_without_a_light_makes_none_shine(lights: Lights, factory: Any) -> None:
    lights.show(Outputs(lit=4, buzz=True))
    assert states(factory) == [False, False, True]


def test_closing_leaves_nothing_on(lights: Lights, factory: Any) -> None:
    lights.show(Outputs(lit=1, buzz=True))
    lights.close()
    assert states(factory) == [False, False, False]


def test_a_light_that_does_not_obey_is_named_and_the_others_go_off(
    lights: Lights, factory: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lights.show(Outputs(lit=2, buzz=True))

    def refuse(_value: object) -> None:
        raise RuntimeError("no current")

    monkeypatch.setattr(factory.pin(5), "_set_state", refuse)
    with pytest.raises(PinError, match=r"pin 5 does not obey \(no current\)") as caught:
        lights.show(Outputs(lit=1, buzz=False))
    assert caught.value.pin == 5
    refused = lights.all_off()
    assert [error.pin for error in refused] == [5]
    assert states(factory)[1:] == [False, False]


def test_a_pin_in_use_is_refused_and_nothing_stays_taken(lights: Lights, factory: Any) -> None:
    with pytest.raises(PinError, match=r"Pin 13 cannot be switched"):
        Lights({1: 20}, 13, factory=factory)
    Lights({1: 20}, None, factory=factory).close()
