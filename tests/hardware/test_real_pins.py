"""One contract for pretended and for real pins.

The mock runs everywhere. The real ones need a Raspberry Pi and two pins joined by a wire (through
330 ohm): OTKLIK_TEST_PINS names them, the driving one first; "22,27" if not set.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any, Literal, NamedTuple

import pytest
from gpiozero import DigitalOutputDevice
from gpiozero.pins.mock import MockConnectedPin, MockFactory

from kiosk.buttons import Buttons
from kiosk.domain.press import Edge
from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.errors import PinError, PinsError
from kiosk.lights import Lights
from kiosk.pins import open_pins
from tests.support.waiting import eventually
from wire.clock import SystemClock

DRIVING, SENSED = (int(pin) for pin in os.environ.get("OTKLIK_TEST_PINS", "22,27").split(","))


class Wired(NamedTuple):
    """Two pins with a wire between: what one drives, the other senses."""

    factory: Any
    drive: Callable[[bool], None]
    release: Callable[[], None]


def open_wired(name: Literal["lgpio", "mock"]) -> Any:
    if name == "lgpio":
        try:
            return open_pins("lgpio")
        except PinsError as error:
            pytest.skip(f"needs a Raspberry Pi, pin {DRIVING} wired to {SENSED}: {error.__cause__}")
    factory = MockFactory()
    factory.pin(DRIVING, pin_class=MockConnectedPin, input_pin=factory.pin(SENSED))
    return factory


@pytest.fixture(params=["mock", pytest.param("lgpio", marks=pytest.mark.hardware)])
def wired(request: pytest.FixtureRequest) -> Iterator[Wired]:
    factory = open_wired(request.param)
    wire = DigitalOutputDevice(DRIVING, initial_value=True, pin_factory=factory)
    yield Wired(factory, lambda high: wire.on() if high else wire.off(), wire.close)
    wire.close()
    factory.close()


def open_button(wired: Wired, edges: list[Edge]) -> Buttons:
    return Buttons({1: SENSED}, factory=wired.factory, clock=SystemClock(), put=edges.append)


def test_a_press_and_its_release_arrive_with_their_instants(wired: Wired) -> None:
    edges: list[Edge] = []
    buttons = open_button(wired, edges)
    before_ms = SystemClock().boot_ms()
    wired.drive(False)
    eventually(lambda: len(edges) == 1)
    wired.drive(True)
    eventually(lambda: len(edges) == 2)
    after_ms = SystemClock().boot_ms()
    buttons.close()
    assert [edge.down for edge in edges] == [True, False]
    # One millisecond for rounding: the edge's own time comes from another clock.
    assert before_ms - 1 <= edges[0].at_ms <= edges[1].at_ms <= after_ms + 1


def wait_for(edges: list[Edge], count: int) -> None:
    eventually(lambda: len(edges) == count)


def test_no_edge_of_a_burst_is_debounced_away(wired: Wired) -> None:
    edges: list[Edge] = []
    buttons = open_button(wired, edges)
    for number in range(1, 11):
        wired.drive(number % 2 == 0)
        wait_for(edges, number)
    buttons.close()
    assert [edge.down for edge in edges] == [True, False] * 5


def test_a_level_is_read_without_an_edge(wired: Wired) -> None:
    buttons = open_button(wired, [])
    assert buttons.levels() == {1: False}
    wired.drive(False)
    eventually(lambda: buttons.levels() == {1: True})
    buttons.close()


def test_a_pin_has_one_user(wired: Wired) -> None:
    buttons = open_button(wired, [])
    with pytest.raises(PinError):
        open_button(wired, [])
    buttons.close()
    open_button(wired, []).close()


def test_a_light_is_on_when_told_and_off_when_closed(wired: Wired) -> None:
    buttons = open_button(wired, [])
    wired.release()  # the light takes the driving pin over: dark pulls the wire down
    lights = Lights({1: DRIVING}, None, factory=wired.factory)
    eventually(lambda: buttons.levels() == {1: True})
    lights.show(Outputs(lit=1, buzz=False))
    eventually(lambda: buttons.levels() == {1: False})
    lights.show(DARK)
    eventually(lambda: buttons.levels() == {1: True})
    lights.close()
    buttons.close()
