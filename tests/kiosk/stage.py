"""What the kiosk's tests stand on: short makers and a recorder that remembers."""

from typing import Any

from kiosk.domain.thank_flow import DARK, Outputs
from kiosk.errors import PinError
from kiosk.settings import KioskSettings
from wire.kiosk_events import Reason
from wire.messages import Event, Press
from wire.settings import build
from wire.spill import Kept

BASE: dict[str, Any] = {"device": {"site": "north", "name": "kiosk-1"}, "kiosk": {"pins": "mock"}}


def make_settings(**tables: Any) -> KioskSettings:
    """Settings of a kiosk on mock pins; tables given here replace the plain ones."""
    return build(KioskSettings, BASE | tables, source="test")


class RecordingRecorder:
    """Keeps presses and problems; `failing` makes it refuse."""

    def __init__(self) -> None:
        self.presses: list[Press] = []
        self.reasons: list[Reason] = []
        self.problems: dict[str, str] = {}
        self.kept = Kept.ON_DISK
        self.failing = False

    def record(self, event: Event) -> Kept:
        if self.failing:
            raise RuntimeError("the disk is made of cheese")
        if isinstance(event, Reason):
            self.reasons.append(event)
        else:
            assert isinstance(event, Press)
            self.presses.append(event)
        return self.kept

    def set_problem(self, code: str, text: str | None) -> None:
        if text is None:
            self.problems.pop(code, None)
        else:
            self.problems[code] = text


class RecordingLights:
    """Keeps what was shown; `broken` makes it refuse. `recorder` proves the order of things."""

    def __init__(self, recorder: RecordingRecorder) -> None:
        self._recorder = recorder
        self.shown = DARK
        self.recorded_when_lit: list[int] = []
        self.broken = False

    def show(self, outputs: Outputs) -> None:
        if self.broken and outputs != DARK:
            raise PinError(5, "The light on pin 5 does not obey.")
        if outputs.lit is not None and self.shown.lit is None:
            self.recorded_when_lit.append(len(self._recorder.presses))
        self.shown = outputs

    def all_off(self) -> list[PinError]:
        self.shown = DARK
        return []
