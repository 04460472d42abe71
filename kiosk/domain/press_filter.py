"""Contact bounce out, presses in: by the edges' own instants, never by when they were handled.

The pin library's debounce is not used. Some of its back ends ignore what follows the first edge,
lose a release in that time and then swallow the next press; others report an edge only once the
line was quiet; its mock does nothing (gpiozero issues 550, 697, 1039).

Each button is one of four things:

    state      raw    debounced   leaves
    up         open   up          contact closes -> making
    making     closed up          contact opens -> up (a glitch, forgotten)
                                  closed `settle_ms` without a break -> down, reported
    down       closed down        contact opens -> breaking
    breaking   open   down        contact closes -> down (a bounce, forgotten)
                                  open `release_ms` without a break -> up, reported

So a press is reported `settle_ms` after its contact closed for good: early enough for a
thank-you within 100 ms, late enough that a spark of static is no vote. It counts once whatever the
contact does, as long as no bounce opens it for `release_ms`; the next press counts if the button
was up that long.
"""

from collections.abc import Iterable

from kiosk.domain.press import Contact, Edge, earliest


class _Line:
    """One button. Raw and debounced state differ exactly while something is about to settle."""

    __slots__ = ("closed", "down", "since_ms")

    def __init__(self) -> None:
        self.closed = False
        self.down = False
        self.since_ms = 0


class PressFilter:
    """Edges of several buttons in, debounced contacts out.

    Args:
        buttons: their numbers.
        settle_ms: a contact shorter than this is a glitch and never counts.
        release_ms: a gap shorter than this is bounce, not a release.
    """

    def __init__(self, buttons: Iterable[int], *, settle_ms: int, release_ms: int) -> None:
        self._lines = {button: _Line() for button in buttons}
        self._settle_ms = settle_ms
        self._release_ms = release_ms

    @property
    def due_ms(self) -> int | None:
        """When `tick` has something to report, unless another edge comes first. None: nothing."""
        return earliest(*(self._line_due_ms(line) for line in self._lines.values()))

    def assume_down(self, button: int, at_ms: int) -> None:
        """The button was down already when we began to look: not a press, whatever it is."""
        line = self._lines[button]
        line.closed = line.down = True
        line.since_ms = at_ms

    def edge(self, edge: Edge) -> list[Contact]:
        """Take one edge; returns what had settled before it.

        An edge that changes nothing (a level that was read again) is harmless. One that is dated
        before its forerunner is taken as simultaneous with it.
        """
        line = self._lines[edge.button]
        at_ms = max(edge.at_ms, line.since_ms)
        settled = self._settle(edge.button, line, at_ms)
        if edge.down != line.closed:
            line.closed = edge.down
            line.since_ms = at_ms
        return settled

    def tick(self, now_ms: int) -> list[Contact]:
        """Report what has settled by now. Every edge before `now_ms` must have been taken."""
        return [
            contact
            for button, line in self._lines.items()
            for contact in self._settle(button, line, now_ms)
        ]

    def _line_due_ms(self, line: _Line) -> int | None:
        if line.closed == line.down:
            return None
        return line.since_ms + (self._settle_ms if line.closed else self._release_ms)

    def _settle(self, button: int, line: _Line, now_ms: int) -> list[Contact]:
        due_ms = self._line_due_ms(line)
        if due_ms is None or now_ms < due_ms:
            return []
        line.down = line.closed
        return [Contact(button, line.down, line.since_ms)]
