"""Buttons as an electrical story, on gpiozero's own mock pins."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest

from kiosk.buttons import Buttons
from kiosk.domain.press import Edge
from kiosk.errors import PinError, PinsError
from kiosk.pins import open_pins
from wire.clock import FakeClock


@pytest.fixture
def factory() -> Iterator[Any]:
    pins = open_pins("mock")
    yield pins
    pins.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(boot_ms=60_000)


@pytest.fixture
def edges() -> list[Edge]:
    return []


@pytest.fixture
def buttons(factory: Any, clock: FakeClock, edges: list[Edge]) -> Iterator[Buttons]:
    opened = Buttons({1: 17, 2: 27}, factory=factory, clock=clock, put=edges.append)
    yield opened
    opened.close()


@pytest.mark.usefixtures("buttons")
def test_a_press_pulls_its_line_to_ground(
    factory: Any, clock: FakeClock, edges: list[Edge]
) -> None:
    factory.pin(27).drive_low()
    clock.advance(0.2)
    factory.pin(27).drive_high()
    assert edges == [Edge(2, True, 60_000), Edge(2, False, 60_200)]


@pytest.mark.usefixtures("buttons")
def test_every_bounce_is_passed_on(factory: Any, edges: list[Edge]) -> None:
    """The library must not debounce: that is the domain's business."""
    for _ in range(5):
        factory.pin(17).drive_low()
        factory.pin(17).drive_high()
    assert len(edges) == 10


def test_levels_are_read_from_the_pins(buttons: Buttons, factory: Any) -> None:
    assert buttons.levels() == {1: False, 2: False}
    factory.pin(17).drive_low()
    assert buttons.levels() == {1: True, 2: False}


def test_the_edge_counts_from_when_it_was_not_from_when_we_heard(
    factory: Any, clock: FakeClock, edges: list[Edge], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A busy processor delivers an edge late; its own time comes with it."""
    buttons = Buttons({1: 17}, factory=factory, clock=clock, put=edges.append)
    ticks_diff = factory.ticks_diff
    monkeypatch.setattr(factory, "ticks_diff", lambda a, b: ticks_diff(a, b) + 0.25, raising=False)
    factory.pin(17).drive_low()
    assert edges == [Edge(1, True, 60_000 - 250)]
    buttons.close()


@pytest.mark.parametrize("age_seconds", [-3.0, 1e9])
def test_an_age_that_cannot_be_is_not_believed(
    factory: Any,
    clock: FakeClock,
    edges: list[Edge],
    monkeypatch: pytest.MonkeyPatch,
    age_seconds: float,
) -> None:
    """Old kernels stamp edges with the wall clock."""
    buttons = Buttons({1: 17}, factory=factory, clock=clock, put=edges.append)
    monkeypatch.setattr(factory, "ticks_diff", lambda _a, _b: age_seconds, raising=False)
    factory.pin(17).drive_low()
    assert edges == [Edge(1, True, 60_000)]
    buttons.close()


@pytest.mark.usefixtures("buttons")
def test_a_pin_in_use_is_refused_and_nothing_stays_taken(factory: Any, clock: FakeClock) -> None:
    def claim(pins: dict[int, int]) -> Buttons:
        return Buttons(pins, factory=factory, clock=clock, put=lambda _edge: None)

    with pytest.raises(PinError, match=r"Pin 27 cannot be read for button 2 .* Choose another pin"):
        claim({1: 5, 2: 27})
    claim({1: 5}).close()


def test_closed_buttons_say_nothing_and_free_their_pins(
    factory: Any, clock: FakeClock, edges: list[Edge]
) -> None:
    Buttons({1: 17}, factory=factory, clock=clock, put=edges.append).close()
    factory.pin(17).drive_low()
    assert edges == []
    Buttons({1: 17}, factory=factory, clock=clock, put=edges.append).close()


def test_a_missing_pin_library_is_said_with_its_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", None)
    with pytest.raises(
        PinsError, match=r'library is missing .* apt install python3-lgpio.* "mock"'
    ):
        open_pins("lgpio")


def test_pins_that_do_not_open_are_said_with_their_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Module:
        @staticmethod
        def LGPIOFactory() -> None:  # noqa: N802 - gpiozero's own name
            raise RuntimeError("can not open gpiochip")

    monkeypatch.setitem(sys.modules, "gpiozero.pins.lgpio", Module)
    with pytest.raises(PinsError, match=r"can not open gpiochip.*group gpio"):
        open_pins("lgpio")
