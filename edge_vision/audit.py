"""An audit on the device: taps from a phone, crossings from the camera, minutes to the hub.

Of the whole audit only numbers by the minute are kept (`AuditMinute`). Taps and the instants of
crossings are in memory until their minute is compared.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from edge_vision.domain.audit import (
    DIRECTIONS,
    LATEST_TAP_MS,
    SETTLE_MS,
    Audit,
    Minute,
    Tally,
    verdict,
)
from edge_vision.domain.line_counter import Direction
from edge_vision.errors import AuditError
from edge_vision.observer import Recorder
from wire.camera_events import AuditMinute
from wire.clock import Clock, stamp_at
from wire.messages import NOT_YET

MINUTES: Final = 20
MOST_MINUTES: Final = 60
_MOST_TAPS: Final = 5_000
"""In one audit: more than a thumb can do in an hour."""


@dataclass
class _Running:
    """One audit and what the phone's messages need."""

    line: str
    name: str
    audit: Audit
    length_ms: int
    seen: set[str] = field(default_factory=set)
    done: bool = False


@dataclass(frozen=True)
class AuditState:
    """What the page shows.

    Attributes:
        line: which is audited.
        phase: `running`, `settling` (the last counts may still come) or `done`.
        seconds: since the start, as far as it went.
        length_seconds: when it ends by itself.
        settling_seconds: until the result is final.
        tapped: by direction.
        tallies: by direction, None before the end: whoever sees the camera's count while tapping
            corrects themselves by it.
        verdicts: the accuracy in words, by direction and for `both`; None before the end.
    """

    line: str
    phase: str
    seconds: int
    length_seconds: int
    settling_seconds: int
    tapped: dict[Direction, int]
    tallies: dict[Direction, Tally] | None
    verdicts: dict[str, str] | None


class AuditDesk:
    """Runs one audit at a time. Methods may come from any thread.

    Args:
        clock: time; taps get the time at which they arrive, less the age the phone says.
        new_name: names an audit, 32 hexadecimal digits.
    """

    def __init__(
        self, clock: Clock, *, new_name: Callable[[], str] = lambda: secrets.token_hex(16)
    ) -> None:
        self._clock = clock
        self._new_name = new_name
        self._lock = threading.Lock()
        self._recorder: Recorder | None = None
        self._now: _Running | None = None

    def begin(self, recorder: Recorder) -> None:
        """The camera runs; finished minutes go to `recorder`."""
        with self._lock:
            self._recorder = recorder

    def stop(self) -> None:
        """The camera stops: what was tapped and counted so far is recorded."""
        with self._lock:
            if self._now is not None and not self._now.done:
                self._record(self._now, self._now.audit.rest(self._clock.boot_ms()))
                self._now.done = True
            self._recorder = None

    @property
    def busy(self) -> bool:
        """Whether an audit runs, whose lines must not change."""
        with self._lock:
            return self._now is not None and not self._now.done

    def start(self, line: str, minutes: float = MINUTES) -> None:
        """Begin to audit a line, for at most so many minutes.

        Raises:
            AuditError: one runs already, or the length is out of bounds.
        """
        with self._lock:
            if self._now is not None and not self._now.done:
                raise AuditError("An audit runs already: end it first.")
            if not 0 < minutes <= MOST_MINUTES:
                raise AuditError(f"An audit lasts 1 to {MOST_MINUTES} minutes.")
            audit = Audit(self._clock.boot_ms())
            self._now = _Running(line, self._new_name(), audit, round(minutes * 60_000))

    def tap(self, direction: Direction, *, number: str, people: int = 1, age_ms: int = 0) -> None:
        """The person saw somebody cross.

        Args:
            direction: which way.
            number: the phone's own for this tap; a repeat of one is not counted again.
            people: a group at once.
            age_ms: how long the tap took to get here, by the phone's stopwatch. The time of day
                on the phone plays no part.

        Raises:
            AuditError: no audit runs, the tap is too old, or there are too many.
        """
        with self._lock:
            running = self._running()
            if number in running.seen:
                return
            if not 0 <= age_ms <= LATEST_TAP_MS:
                raise AuditError("The tap came too late to be compared; it was not counted.")
            if len(running.seen) >= _MOST_TAPS:
                raise AuditError("There are too many taps in this audit: end it.")
            running.seen.add(number)
            running.audit.tap(direction, self._clock.boot_ms() - age_ms, people)

    def undo(self) -> bool:
        """Take the last tap back. False: there is none that can be.

        Raises:
            AuditError: no audit runs.
        """
        with self._lock:
            return self._running().audit.undo()

    def end(self) -> None:
        """The person stops tapping.

        Raises:
            AuditError: no audit runs.
        """
        with self._lock:
            self._running().audit.end(self._clock.boot_ms())

    def crossed(self, line: str, direction: Direction, at_ms: int) -> None:
        """The camera counted somebody who was on a line at an instant since boot."""
        with self._lock:
            if self._now is not None and not self._now.done and self._now.line == line:
                self._now.audit.count(direction, at_ms)

    def was_staff(self, line: str, direction: Direction, at_ms: int) -> None:
        """Who crossed then turned out to be staff, whom nobody taps for."""
        with self._lock:
            if self._now is not None and not self._now.done and self._now.line == line:
                self._now.audit.uncount(direction, at_ms)

    def tick(self) -> None:
        """Record what is finished, and end what has lasted its time. Call it once a second."""
        with self._lock:
            now_ms, running = self._clock.boot_ms(), self._now
            if running is None or running.done:
                return
            last_ms = running.audit.started_ms + running.length_ms
            if running.audit.ended_ms is None and now_ms >= last_ms:
                running.audit.end(last_ms)
            self._record(running, running.audit.minutes(now_ms))
            running.done = running.audit.over(now_ms)

    def state(self) -> AuditState | None:
        """What to show; None: there was no audit yet."""
        with self._lock:
            return None if self._now is None else _state(self._now, self._clock.boot_ms())

    def _running(self) -> _Running:
        if self._now is None or self._now.done or self._now.audit.ended_ms is not None:
            raise AuditError("No audit runs: start one.")
        return self._now

    def _record(self, running: _Running, minutes: list[Minute]) -> None:
        for minute in minutes:
            if self._recorder is not None:
                self._recorder.record(_event(running, minute, self._clock))


def _event(running: _Running, minute: Minute, clock: Clock) -> AuditMinute:
    came, went = (minute.tallies[way] for way in DIRECTIONS)
    return AuditMinute(
        seq=NOT_YET,
        at=stamp_at(clock, minute.start_ms),
        seconds=minute.seconds,
        audit=running.name,
        line=running.line,
        tapped_in=came.tapped,
        tapped_out=went.tapped,
        counted_in=came.counted,
        counted_out=went.counted,
        agreed_in=came.agreed,
        agreed_out=went.agreed,
    )


def _state(running: _Running, now_ms: int) -> AuditState:
    audit, tallies = running.audit, running.audit.tallies()
    ended_ms = audit.ended_ms
    phase = "running" if ended_ms is None else "done" if running.done else "settling"
    both = tallies["in"].plus(tallies["out"])
    words: dict[str, str] = {way: verdict(tallies[way]) for way in DIRECTIONS}
    words["both"] = verdict(both)
    left_ms = 0 if ended_ms is None else max(0, ended_ms + SETTLE_MS - now_ms)
    return AuditState(
        line=running.line,
        phase=phase,
        seconds=((now_ms if ended_ms is None else ended_ms) - audit.started_ms) // 1000,
        length_seconds=running.length_ms // 1000,
        settling_seconds=0 if running.done else (left_ms + 999) // 1000,
        tapped={way: tally.tapped for way, tally in tallies.items()},
        tallies=tallies if phase == "done" else None,
        verdicts=words if phase == "done" else None,
    )
