"""One track's way through a line, as far as it is known: what `line_counter` remembers."""

from dataclasses import dataclass

from edge_vision.domain.geometry import Point
from edge_vision.domain.picture_edge import Cut, Size


@dataclass
class Passage:
    """One track's way so far.

    `net`: 1, -1 or 0, how it went through since it was last clear. `came`: the edge that cut it at
    first, until it has come in. `most_wh`: the largest it was. `heir`: the way of a track that
    began on the line where this one was lost, and goes on with it; `inherited` is what it got. When
    this one is seen again after all, they are two people, and the heir gives that back. `stood`:
    known by sight and standing when last seen. `early`: it began when the picture did, or nearly,
    and it is not known yet from where.
    """

    place: Point
    time_s: float
    body_px: float
    net: int = 0
    on_line_s: float = 0.0
    came: Cut | None = None
    most_wh: Size = (0.0, 0.0)
    inherited: int = 0
    heir: "Passage | None" = None
    stood: bool = False
    early: bool = False

    def settle(self) -> None:
        """Begin anew: it was counted, or came to nothing."""
        self.net = self.inherited = 0
