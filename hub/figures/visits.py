"""One device as a technician who stands before it sees it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from hub.domain.visit import Seen, all_done, passages
from hub.figures.device_words import Word, device_words
from hub.figures.devices import DeviceFigure, device_figures
from hub.figures.selection import Selection
from hub.store import visits
from hub.store.orders import GivenOrder, orders_of
from hub.store.visits import Visit
from wire.status import OpenWindow

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class VisitFigure:
    """A device, the visit that goes on, and the ones before."""

    device_id: int
    device: DeviceFigure
    open: dict[str, tuple[int, int]]
    """Its windows that have not ended, (entered, left) by line."""
    visit: Visit | None
    """The one that goes on."""
    seen: Seen | None
    """What the hub saw in it."""
    earlier: list[Visit]
    word: Word
    orders: list[GivenOrder]
    """The newest orders given to it, newest first."""

    def done(self, ticked: list[str]) -> bool:
        """Whether nothing is left to do."""
        return self.seen is not None and all_done(self.device.room, self.seen, ticked)


def visit_figure(conn: Connection, chosen: Selection, name: str) -> VisitFigure | None:
    """The device of this name in the one chosen shop. None: there is none, or it is a sample."""
    words = [
        word
        for word in device_words(conn, chosen)
        if word.state.name == name and not word.state.sample
    ]
    if not words or chosen.site is None:
        return None
    (word,) = words
    (device,) = device_figures(conn, chosen, words)
    known = visits.visits_of(conn, word.state.id, most=_SHOWN + 1)
    visit = next((one for one in known if one.finished_ms is None), None)
    return VisitFigure(
        device_id=word.state.id,
        device=device,
        open=_open(word.status.open_windows if word.status else ()),
        visit=visit,
        seen=_seen(conn, word, device, visit) if visit else None,
        earlier=[one for one in known if one.finished_ms is not None][:_SHOWN],
        word=word,
        orders=orders_of(conn, word.state.id, most=_SHOWN),
    )


def _seen(conn: Connection, word: Word, device: DeviceFigure, visit: Visit) -> Seen:
    number, mark = word.state.id, visit.mark
    return Seen(
        connected=device.health.state in ("working", "attention"),
        pressed=visits.pressed_since(conn, number, mark),
        buttons=visits.buttons_of(conn, number),
        passed=passages(
            visits.passed_since(conn, number, mark),
            _open(word.status.open_windows if word.status else ()),
            visit.baseline,
        ),
        audited=visits.audited_since(conn, number, mark),
    )


def _open(windows: Iterable[OpenWindow]) -> dict[str, tuple[int, int]]:
    return {one.line: (one.entered, one.left) for one in windows}
