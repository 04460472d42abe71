"""The loop of the kiosk: what comes in is judged, recorded, and then thanked for.

One thread thinks. Pins, keys and touches only hand over (`inbox.py`), sending is the ground
floor's business (`wire.device`). Between two presses the loop sleeps; once a second it looks at
the pins themselves, so that an edge the kernel lost costs a second and not a day.
"""

import logging
from collections.abc import Callable
from typing import Protocol

from kiosk.domain.follow_up import FollowUp
from kiosk.domain.panel import Panel
from kiosk.domain.press import CountedPress, Edge, earliest
from kiosk.domain.thank_flow import Outputs, ThankFlow
from kiosk.errors import PinError
from kiosk.inbox import Answer, Inbox, Item
from kiosk.settings import KioskSettings
from wire.clock import Clock, stamp_at
from wire.kiosk_events import Reason
from wire.messages import NOT_YET, Event, Press
from wire.spill import Kept

_log = logging.getLogger("otklik.kiosk")
_IDLE_MS = 1_000
_ANSWER_MS = 10_000
"""What the screen may take beside `wait_seconds`: the thanks before it, and slow hands."""
_NOISE_REMEMBERED_MS = 600_000


class Recorder(Protocol):
    """What the kiosk needs of `wire.device.DeviceLink`."""

    def record(self, event: Event) -> Kept:
        """Keep an event, and say where."""
        ...

    def set_problem(self, code: str, text: str | None) -> None:
        """Report a problem in one sentence, or with None that it is over."""
        ...


class Shows(Protocol):
    """What the kiosk needs of `lights.Lights`."""

    def show(self, outputs: Outputs) -> None:
        """Switch lights and buzzer; raises PinError."""
        ...

    def all_off(self) -> list[PinError]:
        """Switch everything off, whatever refuses."""
        ...


class Kiosk:
    """The loop. Everything it touches is passed in.

    Args:
        settings: of the whole kiosk.
        recorder: where presses and problems go.
        inbox: where edges and taps come from.
        lights: thanks the shopper at the buttons.
        levels: which buttons are down right now; empty where there are no pins.
        clock: time.
        beat: called once a round, at least once a second.
    """

    def __init__(
        self,
        settings: KioskSettings,
        *,
        recorder: Recorder,
        inbox: Inbox,
        lights: Shows,
        levels: Callable[[], dict[int, bool]],
        clock: Clock,
        beat: Callable[[], None] = lambda: None,
    ) -> None:
        self._buttons = settings.buttons
        self._stuck_seconds = settings.kiosk.stuck_seconds
        self._recorder = recorder
        self._inbox = inbox
        self._lights = lights
        self._levels = levels
        self._clock = clock
        self._beat = beat
        self._panel = Panel(settings.rules())
        self._flow = ThankFlow(thank_ms=round(settings.kiosk.thank_seconds * 1000))
        self._reasons = settings.follow_up.reasons
        self._follow_up = FollowUp(
            of=len(settings.buttons),
            reasons=len(self._reasons),
            wait_ms=round(settings.follow_up.wait_seconds * 1000) + _ANSWER_MS,
        )
        self._stuck: frozenset[int] = frozenset()
        self._dropped = 0
        self._noise_over_ms = 0
        for button, down in levels().items():
            if down:
                self._panel.assume_down(button, clock.boot_ms())

    def step(self) -> None:
        """Wait for something to do, at most a second, and do it."""
        items = self._inbox.take(self._rest_seconds())
        self._beat()
        self._guarded(self._work, items)

    def finish(self) -> None:
        """Record what had come in when the stop came, then go dark."""
        while items := self._inbox.take(timeout_seconds=0):
            self._guarded(self._work, items)
        self._lights.all_off()

    def _rest_seconds(self) -> float:
        now_ms = self._clock.boot_ms()
        due_ms = earliest(self._panel.due_ms, self._flow.due_ms)
        rest_ms = _IDLE_MS if due_ms is None else min(due_ms - now_ms, _IDLE_MS)
        return max(0, rest_ms) / 1000

    def _work(self, items: list[Item]) -> None:
        for item in items:
            self._guarded(self._take, item)
        if not items:
            for button, down in self._levels().items():
                self._count(self._panel.edge(Edge(button, down, self._clock.boot_ms())))
        now_ms = self._clock.boot_ms()
        self._count(self._panel.tick(now_ms))
        self._flow.tick(now_ms)
        self._show()
        self._report(now_ms)

    def _take(self, item: Item) -> None:
        if isinstance(item, Edge):
            self._count(self._panel.edge(item))
            return
        kept = False
        try:
            if isinstance(item, Answer):
                kept = self._reason(item)
            else:
                press = self._panel.tap(item.button, item.at_ms)
                kept = self._press(press)
                if kept:  # only who looks at a screen can be asked
                    now_ms = self._clock.boot_ms()
                    self._follow_up.pressed(press.button, now_ms, play=press.play)
        finally:
            item.answer(kept)

    def _count(self, presses: list[CountedPress]) -> None:
        for press in presses:
            self._press(press)

    def _press(self, press: CountedPress) -> bool:
        """Record, then thank. False: neither."""
        event = Press(
            seq=NOT_YET,
            at=stamp_at(self._clock, press.at_ms),
            button=press.button,
            of=len(self._buttons),
            play=press.play,
        )
        try:
            kept = self._recorder.record(event)
        except Exception as error:  # noqa: BLE001 - whatever it is: no thanks without a record
            self._fail("press_lost", f"A press could not be kept ({error}). Restart the kiosk.")
            _log.exception("A press could not be kept.")
            return False
        if kept is Kept.LOST:
            self._fail("press_lost", "Presses are lost: disk and memory are full.")
            return False
        self._recorder.set_problem("press_lost", None)
        self._flow.thank(press.button, self._clock.boot_ms())
        self._show()
        return True

    def _reason(self, item: Answer) -> bool:
        """Record a reason. False: nobody was asked, or it could not be kept; the press counts."""
        asked = self._follow_up.answered(item.reason, self._clock.boot_ms())
        if asked is None:
            return False
        event = Reason(
            seq=NOT_YET,
            at=stamp_at(self._clock, item.at_ms),
            button=asked.button,
            of=len(self._buttons),
            reason=self._reasons[item.reason - 1],
            play=asked.play,
        )
        return self._recorder.record(event) is not Kept.LOST

    def _show(self) -> None:
        try:
            self._lights.show(self._flow.outputs)
        except PinError as error:
            self._fail("light_failed", str(error))
        else:
            if self._flow.state == "thanked":
                self._recorder.set_problem("light_failed", None)

    def _fail(self, code: str, text: str) -> None:
        """Go dark and say so; see `ThankFlow` for the way back."""
        self._flow.fail(self._clock.boot_ms())
        self._lights.all_off()
        self._recorder.set_problem(code, text[:300])

    def _report(self, now_ms: int) -> None:
        for button in self._panel.stuck ^ self._stuck:
            self._recorder.set_problem(f"button_{button}_stuck", self._stuck_text(button))
        self._stuck = self._panel.stuck
        if self._inbox.dropped != self._dropped:
            self._dropped = self._inbox.dropped
            self._noise_over_ms = now_ms + _NOISE_REMEMBERED_MS
            self._recorder.set_problem(
                "button_noise",
                "A button line flickers faster than anybody can press. Check for a loose wire.",
            )
        elif self._noise_over_ms and now_ms >= self._noise_over_ms:
            self._noise_over_ms = 0
            self._recorder.set_problem("button_noise", None)

    def _stuck_text(self, button: int) -> str | None:
        if button not in self._panel.stuck:
            return None
        label = self._buttons[button - 1].label
        return (
            f"Button {button} ({label}) has been down for {self._stuck_seconds:g} s or longer and "
            "counts nothing: free it, or check its wire."
        )

    def _guarded(self, work: Callable[..., None], *arguments: object) -> None:
        """A fault in one round must end neither the loop nor the next shopper's press."""
        try:
            work(*arguments)
        except Exception as error:  # noqa: BLE001 - what it is decides nothing here
            _log.exception("The kiosk's loop failed; it goes on.")
            self._fail(
                "kiosk_fault", f"The program failed once ({error!r}) and went on; see its journal."
            )
