"""Lights that run so that somebody finds the kiosk."""

from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.errors import PinError
from kiosk.locating import LOCATE_MS, Locating
from wire.clock import FakeClock


class Lights:
    """Remembers what was shown last."""

    def __init__(self) -> None:
        self.shown = DARK

    def show(self, outputs: Outputs) -> None:
        self.shown = outputs

    def all_off(self) -> list[PinError]:
        self.shown = DARK
        return []


def test_a_light_runs_from_button_to_button_for_half_a_minute() -> None:
    clock, lights = FakeClock(), Lights()
    locating = Locating(lights, [3, 1], clock)
    assert locating.locate().ok
    lit = []
    for _ in range(LOCATE_MS // 1000 + 1):
        locating.show(DARK)
        lit.append(lights.shown.lit)
        clock.advance(1)
    assert lit == [1, 3] * 15 + [None]


def test_a_press_is_thanked_meanwhile() -> None:
    clock, lights = FakeClock(), Lights()
    locating = Locating(lights, [1, 2], clock)
    locating.locate()
    locating.show(Outputs(lit=2, buzz=True))
    assert lights.shown == Outputs(lit=2, buzz=True)
    locating.all_off()
    assert lights.shown == DARK


def test_a_kiosk_without_lights_says_so() -> None:
    outcome = Locating(Lights(), [], FakeClock()).locate()
    assert not outcome.ok
    assert "no lights" in outcome.lines[0]
