"""Short makers of events for the tests of the ground floor."""

from wire.camera_events import FootfallWindow
from wire.clock import Clock, FakeClock
from wire.messages import NOT_YET, Press
from wire.settings import DeviceSettings

DEVICE = DeviceSettings(site="north", name="kiosk-1")


def a_press(clock: Clock | None = None, button: int = 1) -> Press:
    return Press(seq=NOT_YET, at=(clock or FakeClock()).now(), button=button, of=4)


def a_window(clock: Clock | None = None, entered: int = 3, left: int = 2) -> FootfallWindow:
    return FootfallWindow(
        seq=NOT_YET,
        at=(clock or FakeClock()).now(),
        seconds=60,
        line="door",
        entered=entered,
        left=left,
        frames=600,
    )
