"""The rules of a whole panel of buttons in one place: bounce, then jams, then play."""

from typing import NamedTuple

from kiosk.domain.play import PlayRule
from kiosk.domain.press import Contact, CountedPress, Edge, earliest
from kiosk.domain.press_filter import PressFilter
from kiosk.domain.stuck import StuckWatch


class PanelRules(NamedTuple):
    """The numbers a panel works by; see the classes that use them."""

    buttons: int
    settle_ms: int
    release_ms: int
    stuck_ms: int
    play_presses: int
    play_window_ms: int


class Panel:
    """Edges and taps in, presses that count out."""

    def __init__(self, rules: PanelRules) -> None:
        self._filter = PressFilter(
            range(1, rules.buttons + 1), settle_ms=rules.settle_ms, release_ms=rules.release_ms
        )
        self._stuck = StuckWatch(stuck_ms=rules.stuck_ms)
        self._play = PlayRule(presses=rules.play_presses, window_ms=rules.play_window_ms)

    @property
    def due_ms(self) -> int | None:
        """When `tick` is needed at the latest. None: not before the next edge."""
        return earliest(self._filter.due_ms, self._stuck.due_ms)

    @property
    def stuck(self) -> frozenset[int]:
        """The buttons that are stuck now."""
        return frozenset(self._stuck.stuck)

    def assume_down(self, button: int, at_ms: int) -> None:
        """The button was down before anybody looked: no press, but perhaps stuck."""
        self._filter.assume_down(button, at_ms)
        self._stuck.contact(Contact(button, down=True, at_ms=at_ms))

    def edge(self, edge: Edge) -> list[CountedPress]:
        """Take one edge of one button; returns the presses that are certain by now."""
        return self._count(self._filter.edge(edge))

    def tap(self, button: int, at_ms: int) -> CountedPress:
        """Take a press that has no contacts, of a key or a touch screen."""
        return CountedPress(button, at_ms, self._play.judge(at_ms))

    def tick(self, now_ms: int) -> list[CountedPress]:
        """Let time pass. Every edge before `now_ms` must have been taken."""
        presses = self._count(self._filter.tick(now_ms))
        self._stuck.tick(now_ms)
        return presses

    def _count(self, contacts: list[Contact]) -> list[CountedPress]:
        return [
            CountedPress(contact.button, contact.at_ms, self._play.judge(contact.at_ms))
            for contact in contacts
            if self._stuck.contact(contact)
        ]
