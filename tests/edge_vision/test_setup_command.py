"""The command from its start to its end: turns, saves, faults, and closing by itself."""

import contextlib
import http.client
import json
import socket
import threading
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from http.client import HTTPMessage
from pathlib import Path
from typing import Any, Self

import msgspec
import pytest
from flask import Flask

from edge_vision.errors import SetupError
from edge_vision.ports import Frame, Image
from edge_vision.settings import CameraSettings, VisionSettings
from edge_vision.setup_command import _undrawn, set_up
from edge_vision.setup_page.closing import Closing, Turn
from edge_vision.setup_page.server import own_addresses, serve_setup
from tests.edge_vision.people import walk
from tests.edge_vision.pictures import pictures
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE_SECONDS, eventually
from wire.clock import FakeClock, SystemClock
from wire.outbox import Outbox
from wire.recording_link import RecordingLink
from wire.service import Notifier, StopFlag
from wire.settings import OutboxSettings, build

SETTINGS = """\
[device]
site = "north-3"
name = "door"
[outbox]
path = "{folder}/outbox.sqlite"
[detection]
method = "motion"
frames_per_second = 12
"""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LINE = {"name": "door", "kind": "door", "points": [[0, 120], [320, 120]]}


class Street:
    """A camera that shows somebody walking down, again and again, as fast as it is looked at."""

    live, fps, name = True, 12.0, "street"

    def __init__(self, begun: list[int]) -> None:
        begun.append(1)
        self._frames = self._film()
        self._index = 0
        self.pause = threading.Event()

    def _film(self) -> Iterator[Image]:
        yield from pictures([], seconds=2)
        while True:
            yield from pictures([walk((160, -30), (160, 270), 4)], seconds=5)

    def read(self, not_before_s: float = 0.0) -> Frame:
        self.pause.wait(0.005)
        self._index += 1
        return Frame(next(self._frames), self._index / 12, self._index)

    def close(self) -> None:
        self.pause.set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Telling(Notifier):
    def __init__(self) -> None:
        super().__init__("")
        self.told: list[str] = []

    def ready(self, status: str = "") -> None:
        self.told.append("ready")

    def stopping(self) -> None:
        self.told.append("stopping")


class Running:
    """The command on a thread, and a browser of a few lines."""

    def __init__(
        self,
        folder: Path,
        drawn: str = "",
        as_proven: Callable[[VisionSettings], VisionSettings] = lambda own: own,
    ) -> None:
        self.as_proven = as_proven
        self.asked_fps: list[float] = []
        self.path = folder / "vision.toml"
        self.path.write_text(SETTINGS.format(folder=folder) + drawn)
        self.clock = SystemClock()
        self.stop, self.notifier = StopFlag(), Telling()
        self.codes: list[str] = []
        self.begun: list[int] = []
        self.port = 0
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(folder,))
        self.cookie = self.token = ""

    def _run(self, folder: Path) -> None:
        set_up(
            self.path,
            host="127.0.0.1",
            port=0,
            minutes=30,
            open_camera=self._open,
            models=folder / "none",
            clock=self.clock,
            make_link=lambda _settings: _no_broker,
            stop=self.stop,
            notifier=self.notifier,
            say=self.codes.append,
            served=self._served,
            as_proven=self.as_proven,
        )

    def _open(self, camera: CameraSettings) -> Street:
        self.asked_fps.append(camera.fps)
        return Street(self.begun)

    def _served(self, port: int) -> None:
        self.port = port
        self._up.set()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._up.wait(PATIENCE_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._thread.join(timeout=PATIENCE_SECONDS)
        assert not self._thread.is_alive()

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        headers = {"X-Otklik-Token": self.token, "Content-Type": "application/json"}
        _, text = self._send(method, path, json.dumps(body) if body else None, headers)
        return json.loads(text) if path != "/" else text

    def go_in(self) -> None:
        answer, _ = self._send("POST", "/enter", f"code={self.codes[-1]}", FORM)
        self.cookie = answer["Set-Cookie"].partition(";")[0]
        self.token = self.ask("/").partition('data-token="')[2].partition('"')[0]

    def _send(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[HTTPMessage, str]:
        where = f"127.0.0.1:{self.port}"
        ours = {"Origin": f"http://{where}", "Cookie": self.cookie}
        with contextlib.closing(
            http.client.HTTPConnection(where, timeout=PATIENCE_SECONDS)
        ) as connection:
            connection.request(method, path, body, headers | ours)
            answer = connection.getresponse()
            text = answer.read().decode()
            assert answer.status < 400, text
            return answer.headers, text


def _no_broker(*, on_message: Any, on_state: Any, will: Any) -> RecordingLink:
    return RecordingLink(on_message=on_message, on_state=on_state)


def test_a_bare_camera_is_set_up_and_counts(tmp_path: Path) -> None:
    with Running(tmp_path) as running:
        running.go_in()
        eventually(lambda: running.ask("/look")["number"] > 0)
        saved = running.ask("/drawing", "PUT", {"lines": [LINE]})
        eventually(lambda: running.ask("/look")["turn"] > saved["turn"])
        eventually(lambda: running.ask("/look")["lines"].get("door", {}).get("in"))
    assert tomllib.loads(running.path.read_text())["lines"] == [LINE]
    assert running.notifier.told == ["ready", "ready", "stopping"]
    assert len(running.begun) == 2
    outbox = Outbox.from_settings(OutboxSettings(path=str(tmp_path / "outbox.sqlite")))
    assert outbox.state().counts["footfall.door.in"] >= 1
    outbox.close()


def test_what_the_hub_sets_counts_during_the_set_up_too_and_stays_out_of_the_file(
    tmp_path: Path,
) -> None:
    def as_proven(own: VisionSettings) -> VisionSettings:
        return msgspec.structs.replace(own, camera=CameraSettings(fps=7))

    with Running(tmp_path, as_proven=as_proven) as running:
        running.go_in()
        eventually(lambda: running.ask("/look")["number"] > 0)
        saved = running.ask("/drawing", "PUT", {"lines": [LINE]})
        eventually(lambda: running.ask("/look")["turn"] > saved["turn"])
        eventually(lambda: len(running.begun) == 2)
    assert running.asked_fps == [7, 7]
    assert "camera" not in tomllib.loads(running.path.read_text())


def test_settings_that_do_not_fit_the_picture_are_told_and_can_be_mended(tmp_path: Path) -> None:
    far = '[[lines]]\nname = "door"\npoints = [[0, 900], [320, 900]]\n'
    with Running(tmp_path, far) as running:
        running.go_in()
        eventually(lambda: "outside the picture" in running.ask("/look")["fault"])
        eventually(lambda: running.ask("/look")["number"] > 0)  # nothing can be saved before
        running.ask("/drawing", "PUT", {"lines": [LINE]})
        eventually(lambda: running.ask("/look")["fault"] == "")


def test_faces_are_not_looked_at_while_staff_areas_do_not_fit_the_picture() -> None:
    """Else those who work there would be read: nobody knows which part of the picture is theirs."""
    raw = {
        "device": {"site": "north-3", "name": "door"},
        "detection": {"method": "motion"},
        "staff_areas": [{"name": "till", "points": [[0, 300], [90, 300], [90, 400]]}],
        "expression": {
            "enabled": True,
            "law_profile": "eu",
            "notice_posted_on": date(2026, 11, 23),
        },
    }
    shown = _undrawn(build(VisionSettings, raw, source="test"))
    assert (shown.staff_areas, shown.expression.enabled) == ([], False)
    assert shown.detection.method == "motion"


def test_a_port_in_use_is_told_with_the_cure(tmp_path: Path) -> None:
    taken = socket.create_server(("127.0.0.1", 0))
    with taken, pytest.raises(SetupError, match="Name others with --port"):
        serve_setup(Flask("test"), host="127.0.0.1", port=taken.getsockname()[1])


def test_the_page_closes_by_itself() -> None:
    clock = FakeClock()
    closing = Closing(clock, 30)
    turn = Turn(closing, StopFlag())
    clock.advance(1799)
    assert not turn.is_set()
    assert closing.seconds_left == 1
    clock.advance(1)
    assert turn.is_set()
    assert turn.last


def test_it_can_be_prolonged_but_never_shortened() -> None:
    clock = FakeClock()
    closing = Closing(clock, 30)
    closing.prolong(at_least_ms=60_000)
    assert closing.seconds_left == 1800
    clock.advance(1700)
    closing.prolong(at_least_ms=600_000)
    assert closing.seconds_left == 600
    closing.prolong()
    assert closing.seconds_left == 1800


def test_a_save_ends_the_turn_and_a_signal_ends_all() -> None:
    stop = StopFlag()
    turn = Turn(Closing(FakeClock(), 30), stop)
    turn.set()
    assert turn.is_set()
    assert not turn.last
    stop.set()
    assert turn.last


def test_the_command_closes_by_itself(tmp_path: Path) -> None:
    """With a clock of its own, which a camera's picture moves by a minute."""
    clock = FakeClock()
    codes: list[str] = []
    path = tmp_path / "vision.toml"
    path.write_text(SETTINGS.format(folder=tmp_path))

    class Quick(Street):
        def read(self, not_before_s: float = 0.0) -> Frame:
            clock.advance(60)
            return super().read(not_before_s)

    set_up(
        path,
        host="127.0.0.1",
        port=free_port(),
        minutes=30,
        open_camera=lambda _camera: Quick([]),
        models=tmp_path,
        clock=clock,
        make_link=lambda _settings: _no_broker,
        stop=StopFlag(),
        notifier=Notifier(""),
        say=codes.append,
    )
    assert len(codes) == 1


def test_the_device_knows_where_a_phone_finds_it() -> None:
    addresses = own_addresses(8090)
    assert addresses[-1] == f"http://{socket.gethostname()}.local:8090/"
