"""A whole kiosk in one process: mock pins, a real outbox, the recording link, the real page."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from kiosk import service
from kiosk.errors import PinsError, ScreenError
from kiosk.pins import open_pins
from kiosk.settings import KioskSettings
from tests.kiosk.stage import make_settings
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.clock import SystemClock
from wire.codec import read_batch, read_status
from wire.messages import Press
from wire.recording_link import RecordingLink
from wire.service import Notifier, StopFlag


class Awaited(Notifier):
    """Tells the test, in systemd's place, that the kiosk does its work."""

    def __init__(self, is_ready: threading.Event) -> None:
        super().__init__("")
        self._is_ready = is_ready

    def ready(self, status: str = "") -> None:
        self._is_ready.set()


class Running:
    """A kiosk on a thread of its own, with its pins in the test's hands."""

    def __init__(self, settings: KioskSettings) -> None:
        self.port = settings.screen.port
        self.factory = open_pins("mock")
        self.link = RecordingLink()
        self.stop = StopFlag()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(settings,), name="otklik-test")

    def _run(self, settings: KioskSettings) -> None:
        service.run(
            settings,
            clock=SystemClock(),
            make_link=self._make_link,
            stop=self.stop,
            notifier=Awaited(self.ready),
            make_pins=lambda _name: self.factory,
        )

    def _make_link(self, **handlers: Any) -> RecordingLink:
        self.link.on_message, self.link.on_state = handlers["on_message"], handlers["on_state"]
        return self.link

    def press(self, pin: int) -> None:
        """Down, until the light has thanked, up."""
        self.factory.pin(pin).drive_low()
        light = self.factory.pin(5)
        eventually(lambda: any(change.state for change in light.states))
        self.factory.pin(pin).drive_high()

    def presses(self) -> list[int]:
        return [
            event.button
            for message in self.link.published
            if message.topic.endswith("/press")
            for event in read_batch("press", message.payload).events
            if isinstance(event, Press)
        ]

    def problems(self) -> set[str]:
        statuses = [m for m in self.link.published if m.topic.endswith("/status")]
        return {problem.code for problem in read_status(statuses[-1].payload).problems}


def kiosk_settings(folder: Path, **tables: Any) -> KioskSettings:
    buttons = [{"label": "Good", "pin": 17, "light_pin": 5}, {"label": "Bad", "pin": 27}]
    return make_settings(outbox={"path": str(folder / "outbox.sqlite")}, buttons=buttons, **tables)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    kiosk = Running(kiosk_settings(tmp_path, screen={"enabled": True, "port": free_port()}))
    kiosk.thread.start()
    assert kiosk.ready.wait(timeout=PATIENCE_SECONDS)
    yield kiosk
    kiosk.stop.set()
    kiosk.thread.join(timeout=PATIENCE_SECONDS)
    assert not kiosk.thread.is_alive()


def test_a_press_goes_from_the_pin_to_the_link(running: Running) -> None:
    running.press(17)
    eventually(lambda: running.presses() == [1])


def test_a_touch_goes_from_the_page_to_the_link(running: Running) -> None:
    origin = f"http://127.0.0.1:{running.port}"
    request = Request(  # noqa: S310 - our own address
        f"{origin}/press",
        data=json.dumps({"button": 2}).encode(),
        headers={"Content-Type": "application/json", "Origin": origin},
    )
    with urlopen(request, timeout=PATIENCE_SECONDS) as response:  # noqa: S310 - our own address
        assert json.load(response) == {"thanks": "Thank you!", "asked": False}
    eventually(lambda: running.presses() == [2])


def test_pretended_pins_are_no_secret(running: Running) -> None:
    eventually(lambda: running.link.published)
    eventually(lambda: "pins_mock" in running.problems())


def test_presses_made_offline_survive_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = kiosk_settings(tmp_path)
    first = Running(settings)
    monkeypatch.setattr(first.link, "start", lambda: None)
    first.thread.start()
    assert first.ready.wait(timeout=PATIENCE_SECONDS)
    first.press(17)
    first.stop.set()
    first.thread.join(timeout=PATIENCE_SECONDS)
    assert first.link.published == []

    second = Running(settings)
    second.thread.start()
    eventually(lambda: second.presses() == [1])
    second.stop.set()
    second.thread.join(timeout=PATIENCE_SECONDS)


def test_a_kiosk_without_its_pins_does_not_start(tmp_path: Path) -> None:
    def no_pins(_name: str) -> None:
        raise PinsError("no pins")

    with pytest.raises(PinsError):
        service.run(
            kiosk_settings(tmp_path),
            clock=SystemClock(),
            make_link=lambda **_: RecordingLink(),
            stop=StopFlag(),
            notifier=Notifier(""),
            make_pins=no_pins,
        )


def test_a_start_that_fails_late_lets_go_of_everything(tmp_path: Path, running: Running) -> None:
    """The page's port is taken, by another kiosk: pins, outbox and threads must be free again."""
    second = kiosk_settings(tmp_path / "other", screen={"enabled": True, "port": running.port})
    factory = open_pins("mock")
    with pytest.raises(ScreenError):
        service.run(
            second,
            clock=SystemClock(),
            make_link=lambda **_: RecordingLink(),
            stop=StopFlag(),
            notifier=Notifier(""),
            make_pins=lambda _name: factory,
        )
    assert not factory.pins
