"""Starts a whole shop on this machine, tells what to try, and ends all of it."""

import secrets
import subprocess
from contextlib import suppress
from pathlib import Path

from demo.asking import answers, read_json
from demo.broker import DemoBroker, start_broker
from demo.errors import ChildError, StoppedError
from demo.folder import claimed
from demo.layout import CAMERA, KIOSK, SITE, camera_settings, hub_settings, kiosk_settings
from demo.plan import ShopPlan, street_options
from demo.ports import check_free
from demo.probe import middle_line
from demo.processes import Family
from demo.scene.camera import Line, camera_at
from demo.telling import USER, advice, last_line, line_of_counts, page_lines
from demo.terminal import Terminal, keys
from wire.service import StopFlag

_START_TRIES = 600
_TRY_SECONDS = 0.1
_LOOK_SECONDS = 0.5
_BUTTON_KEYS = "1234"


class Shop:
    """One run of the demo.

    Args:
        plan: what is wanted.
        terminal: where to tell, and whose keys to read.
        stop: ends the run.
    """

    def __init__(self, plan: ShopPlan, *, terminal: Terminal, stop: StopFlag) -> None:
        self._plan = plan
        self._folder = plan.folder
        self._terminal = terminal
        self._stop = stop
        self._family = Family(plan.logs, stop)
        self._kiosk: subprocess.Popen[bytes] | None = None
        self._password = secrets.token_urlsafe(9)
        self._sent = 0

    def run(self) -> None:
        """Start all, stay until told to stop, end all.

        Raises:
            CameraError: the source cannot be opened.
            ChildError: a part did not come up, or ended by itself.
            FolderError: the folder is not the demo's to empty.
            PortError: a port is taken.
        """
        with claimed(self._folder):
            check_free(self._plan.ports)
            source = self._plan.source
            line = scene_line() if source is None else middle_line(source)
            try:
                with suppress(StoppedError):
                    self._start(line)
                    self._tell()
                    self._stay()
                self._terminal.say("Ending everything that was started ...")
            finally:
                self._family.end()
        self._terminal.say("All ended. Nothing of the demo is running any more.")

    def _start(self, line: Line) -> None:
        family = self._family
        with self._terminal.working("Starting broker, kiosk and camera ..."):
            broker = start_broker(
                family, self._folder / "broker", [(SITE, KIOSK), (SITE, CAMERA)],
                mosquitto=self._plan.mosquitto,
            )  # fmt: skip
            self._start_kiosk(broker)
            self._start_camera(broker, line)
        with self._terminal.working(
            "Setting up the hub: shops, a user, 60 days of sample data ..."
        ):
            hub = self._set_up_hub(broker)
        with self._terminal.working("Starting the hub ..."):
            family.start_python("ingest", "hub", "ingest", "--settings", hub)
            family.start_python("pages", "hub", "serve", "--settings", hub)
            family.start_python("work", "hub", "work", "--settings", hub)
            self._wait_for(f"{self._plan.dashboard}/healthz")
            self._wait_for(self._plan.kiosk)
            if self._plan.source is None:
                self._wait_for(self._plan.street)

    def _start_kiosk(self, broker: DemoBroker) -> None:
        settings = self._write("kiosk.toml", kiosk_settings(self._folder, broker, self._plan.ports))
        self._kiosk = self._family.start_python(
            "kiosk", "kiosk", "run", "--keyboard", "--settings", settings, stdin=subprocess.PIPE
        )

    def _start_camera(self, broker: DemoBroker, line: Line) -> None:
        plan = self._plan
        text = camera_settings(self._folder, broker, plan.source or "scene", line)
        common = ["--settings", self._write("vision.toml", text)]
        if plan.models:
            common += ["--models", str(plan.models)]
        if plan.source is None:
            own = ["--seed", str(plan.seed), "--port", str(plan.ports.scene)]
            self._family.start_python("camera", "demo.camera", *common, *own)
        else:
            self._family.start_python("camera", "edge_vision", "run", *common)

    def _set_up_hub(self, broker: DemoBroker) -> str:
        secret = self._write("session.secret", secrets.token_hex(32))
        password = self._write("manager.password", self._password)
        settings = self._write(
            "hub.toml", hub_settings(self._folder, broker, self._plan.ports, Path(secret))
        )
        self._family.run_python(
            "set-up", "demo.hub_setup", "--settings", settings, "--user", USER,
            "--password-file", password, "--seed", str(self._plan.seed),
        )  # fmt: skip
        Path(password).unlink()
        return settings

    def _write(self, name: str, text: str) -> str:
        path = self._folder / name
        path.touch(mode=0o600)  # an RTSP address may have a password in it
        path.write_text(text, encoding="utf-8")
        return str(path)

    def _wait_for(self, address: str) -> None:
        for _ in range(_START_TRIES):
            self._family.check()
            if answers(address):
                return
            self._family.pause(_TRY_SECONDS)
        raise ChildError(f"{address} does not answer; the logs are in {self._plan.logs}.")

    def _tell(self) -> None:
        plan = self._plan
        lines = page_lines(plan, self._password)
        self._terminal.open_panel(lines, advice(plan), last_line(plan))

    def _stay(self) -> None:
        with keys() as pressed, self._terminal.working("") as status:
            while not self._stop.is_set():
                status.update(self._counts())
                self._press(pressed(_LOOK_SECONDS))
                self._family.check()

    def _press(self, typed: str) -> None:
        buttons = "".join(key for key in typed if key in _BUTTON_KEYS)
        if buttons and self._kiosk and self._kiosk.stdin:
            with suppress(BrokenPipeError):  # the next look at the family says why
                self._kiosk.stdin.write(buttons.encode())
                self._sent += len(buttons)

    def _counts(self) -> str:
        scene = self._plan.source is None
        truth = read_json(f"{self._plan.street}/truth") if scene else None
        return line_of_counts(self._plan, truth, self._sent)


def scene_line() -> Line:
    """The counting line of the rendered street, in pixels of its picture."""
    return camera_at(street_options(seed=0).viewpoint).counting_line()
