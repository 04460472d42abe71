"""A device's side of settings from the hub: what acts at its start, and what comes while it runs.

Beside the outbox lies one file, `settings-from-hub.json`; the technician's file is never written.
A document that is fit is written down as a trial, and the program ends: systemd starts it with it.
"""

import logging
import queue
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

from wire.clock import Clock
from wire.codec import encode
from wire.errors import SettingsError, UnreadableError
from wire.link_port import Link
from wire.messages import VERSION
from wire.remote import trial
from wire.remote.messages import Document, Setting, SettingsReport, SettingsState, Values
from wire.remote.sealing import Verify, unseal
from wire.safe_file import put_file
from wire.settings import DeviceSettings
from wire.topics import spell

_log = logging.getLogger("otklik.settings")
FILE: Final = "settings-from-hub.json"
STEADY_MS: Final = 15_000
"""So long without a break the program must be well with settings on trial."""
_MOST_WAITING: Final = 20

Judge = Callable[[Values], Values]
"""What all settings that may be changed from afar are with these. Raises SettingsError."""


class Keeper:
    """Holds settings from the hub. `put` is for the network's thread, all else for one other.

    Args:
        path: its file; its folder must be there.
        device: who this is.
        verify: whether the hub signed some bytes.
        judge: whether this device can have some values.
        clock: time.
        trial_seconds: how long settings may take to prove themselves.

    Raises:
        SettingsError: the file cannot be written while a trial begins.
    """

    def __init__(
        self,
        path: Path,
        device: DeviceSettings,
        verify: Verify,
        judge: Judge,
        clock: Clock,
        trial_seconds: int,
    ) -> None:
        self._path = path
        self._device = device
        self._verify = verify
        self._judge = judge
        self._clock = clock
        self._trial_ms = trial_seconds * 1000
        self._began_ms = clock.boot_ms()
        self._well_since_ms: int | None = None
        self._payloads: queue.Queue[bytes] = queue.Queue(_MOST_WAITING)
        self._ill: Callable[[], str] = lambda: "The program has not come up."
        self._restart: Callable[[], None] = lambda: None
        self._unfit = ""
        self._told = False
        self._kept = kept_in(path)
        self._begin()

    @property
    def values(self) -> Values:
        """What lies over the device's own file in this run."""
        return self._values

    def watch(self, *, ill: Callable[[], str], restart: Callable[[], None]) -> None:
        """Say how to know that the program is well, and how it ends.

        Args:
            ill: a sentence on what is wrong; empty: all is well.
            restart: end in good order; systemd starts it anew.
        """
        self._ill, self._restart = ill, restart

    def put(self, payload: bytes) -> None:
        """Take a document from the network. A flood of them is dropped."""
        try:
            self._payloads.put_nowait(payload)
        except queue.Full:
            _log.warning("Too many settings at once; some were dropped.")

    def on_connect(self) -> None:
        """A new connection is told which settings act."""
        self._told = False

    def state(self) -> SettingsState:
        """How it stands, for the status."""
        state = trial.state_of(self._kept)
        if not self._unfit or self._kept.good is None:
            return state
        number = self._kept.good.number
        return msgspec.structs.replace(state, acting=0, refused=number, why=self._unfit)

    def problem(self) -> str | None:
        """Why the newest settings of the hub do not act, for whoever looks after the device."""
        state = self.state()
        if not state.refused or state.refused < state.newest:
            return None
        return f"Settings {state.refused} from the hub do not act: {state.why}"[:300]

    def ended(self, why: str) -> None:
        """The program ends by a fault of its own, for the reason given."""
        after = trial.ended(self._kept, why)
        if after != self._kept:
            self._change(after)

    def step(self, link: Link) -> None:
        """Judge what has come, watch a trial, and tell what acts."""
        while not self._payloads.empty():
            self._take(self._payloads.get_nowait())
        self._watch_trial()
        if not self._told and link.connected:
            topic = spell(self._device.site, self._device.name, "settings")
            self._told = link.publish(topic, encode(self._report()), retain=True)

    def _begin(self) -> None:
        """Choose what acts in this run: the trial, else the last good ones, else the file alone."""
        before, self._kept = self._kept, trial.begun(self._kept)
        if self._kept.trial is not None and (fault := self._fault(self._kept.trial.values)):
            self._kept = trial.given_up(self._kept, fault)
        if self._kept != before and not self._write(self._kept):
            # Without a count of its starts a trial could go on for ever.
            self._kept = trial.given_up(before, "the disk takes nothing")
        if self._kept.trial is None and self._kept.good is not None:
            self._unfit = self._fault(self._kept.good.values)
        acting = self._kept.acting
        self._values = acting.values if acting is not None and not self._unfit else {}
        if acting is not None:
            _log.info("Settings from the hub: %s%s", acting.number, self._unfit and " do not fit")

    def _take(self, payload: bytes) -> None:
        try:
            document = unseal(payload, self._device, self._verify)
        except UnreadableError as error:
            _log.warning("Settings were not taken: %s", error)
            return
        if document.number < self._kept.newest:
            _log.warning("Settings %s are older than what came before.", document.number)
        if document.number > self._kept.newest:
            self._judge_new(document)

    def _judge_new(self, document: Document) -> None:
        fault = self._fault(document.values)
        if fault:
            self._change(trial.refused(self._kept, document, fault))
            _log.warning("Settings %s are refused: %s", document.number, fault)
            return
        after = trial.offered(self._kept, document)
        if self._change(after) and after.trial is not None:
            _log.info("Settings %s came; starting anew with them.", document.number)
            self._restart()

    def _watch_trial(self) -> None:
        if self._kept.trial is None or not self._kept.starts:
            return  # none, or one that begins with the next start
        now_ms = self._clock.boot_ms()
        ill = self._ill()
        if ill:
            self._well_since_ms = None
        elif self._well_since_ms is None:
            self._well_since_ms = now_ms
        if self._well_since_ms is not None and now_ms - self._well_since_ms >= STEADY_MS:
            if self._change(trial.proven(self._kept)):
                _log.info("Settings %s have proved themselves.", self._kept.newest)
        elif now_ms - self._began_ms >= self._trial_ms:
            why = ill or "the program was not well for long enough"
            if self._change(trial.given_up(self._kept, why)):
                _log.warning("Back to the settings before: %s", why)
                self._restart()

    def _change(self, after: trial.Kept) -> bool:
        """Take a step, once it stands on the disk. False: it takes nothing; what was goes on."""
        if not self._write(after):
            return False
        self._kept, self._unfit = after, self._unfit if after.good == self._kept.good else ""
        return True

    def _write(self, kept: trial.Kept) -> bool:
        try:
            put_file(self._path, encode(kept), 0o600)
        except OSError as error:
            _log.error("Settings from the hub cannot be kept (%s).", error)
            return False
        return True

    def _fault(self, values: Values) -> str:
        try:
            self._judge(values)
        except SettingsError as error:
            return "; ".join(error.faults)[:300]
        return ""

    def _report(self) -> SettingsReport:
        acting = [
            Setting(key, encode_value(value)) for key, value in self._judge(self._values).items()
        ]
        return SettingsReport(
            v=VERSION,
            site=self._device.site,
            device=self._device.name,
            at=self._clock.now(),
            acting=self.state().acting,
            values=acting,
        )


def encode_value(value: object) -> str:
    """A value as it travels."""
    return msgspec.json.encode(value).decode()


def kept_in(path: Path) -> trial.Kept:
    """What was kept in this file. One that cannot be read is as none: the broker has it still."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=trial.Kept)
    except FileNotFoundError:
        pass
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        _log.error("%s cannot be read (%s): the device's own file acts alone.", path, error)
    return trial.Kept()
