"""Builders: a workshop without a camera, whose pictures and crossings the test makes."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from edge_vision.adapters.jpeg import jpeg
from edge_vision.audit import AuditDesk, AuditState
from edge_vision.domain.line_counter import Crossing
from edge_vision.domain.scene import Happened
from edge_vision.domain.track import Track
from edge_vision.domain.zones import Visit, ZoneNow
from edge_vision.ports import Frame, Image
from edge_vision.settings import VisionSettings
from edge_vision.setup_page.access import Access
from edge_vision.setup_page.board import Board, Shown
from edge_vision.setup_page.closing import Closing
from edge_vision.setup_page.workshop import Workshop
from tests.edge_vision.notes import Notes
from tests.edge_vision.pictures import floor
from wire.clock import FakeClock
from wire.service import StopFlag
from wire.settings import load

SETTINGS = """\
# by hand
[device]
site = "north-3"
name = "door"

[[lines]]
name = "door"
points = [[0, 120], [320, 120]]
"""


def someone(x: float, y: float, *, time_s: float = 1.0) -> Track:
    """A track that is believed in."""
    box = np.asarray([x - 20, y - 40, x + 20, y + 40], dtype=float)
    track = Track.born(1, box, 0.0, by_model=True, colours=np.zeros(6))
    for step in range(1, 5):
        at_s = time_s * step / 4
        track.see(box, at_s, by_model=True, colours=np.zeros(6))
    return track


def happened(
    *crossings: Crossing,
    visits: Sequence[Visit] = (),
    zones: Sequence[ZoneNow] = (),
    turned_staff: Sequence[Crossing] = (),
) -> Happened:
    """What one frame completed."""
    return Happened(list(crossings), list(visits), zones, turned_staff)


class Shop:
    """A workshop on a folder, with a clock that obeys."""

    def __init__(self, folder: Path, text: str = SETTINGS) -> None:
        self.path = folder / "vision.toml"
        self.path.write_text(text)
        self.clock = FakeClock()
        self.codes: list[str] = []
        self.recorder = Notes()
        self.desk = AuditDesk(self.clock, new_name=lambda: "a" * 32)
        self.board = Board(self.clock, self.desk, jpeg)
        self.stop = StopFlag()
        self.workshop = Workshop(
            self.path,
            load(VisionSettings, self.path),
            board=self.board,
            desk=self.desk,
            access=Access(self.codes.append, self.clock),
            closing=Closing(self.clock, 30),
            stop=self.stop,
        )
        self.board.begin(self.recorder)

    def newest(self) -> Shown:
        """The newest picture, which must be there."""
        shown = self.board.newest()
        assert shown is not None
        return shown

    def audit(self) -> AuditState:
        """The audit, which must have begun."""
        state = self.desk.state()
        assert state is not None
        return state

    def show(
        self,
        tracks: Sequence[Track] = (),
        *crossings: Crossing,
        time_s: float = 1.0,
        image: Image | None = None,
        **more: Any,
    ) -> None:
        picture = floor() if image is None else image
        self.clock.advance(0.25)
        self.board.saw(Frame(picture, time_s, 0), tracks, happened(*crossings, **more))
