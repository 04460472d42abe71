"""The set-up as a whole: the settings file, the camera's board, the audit, and the way in."""

import threading
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from edge_vision.audit import AuditDesk
from edge_vision.errors import AuditError, SetupError
from edge_vision.settings import VisionSettings
from edge_vision.setup_page.access import Access
from edge_vision.setup_page.board import Board
from edge_vision.setup_page.closing import Closing, Turn
from edge_vision.setup_page.settings_file import DRAWN, Drawing, read, redrawn, save
from edge_vision.shapes import tag_colour
from wire.errors import SettingsError
from wire.service import StopFlag
from wire.settings import build, load


class Workshop:
    """What the page's views and the loop of the command share. Any thread may call.

    Attributes:
        settings: those that count now.
        fault: why they do not count, in the settings' own sentences; empty: they do.
        turns: runs of the camera so far; one more after each save.

    Args:
        path: the settings file.
        settings: as read from it.
        board, desk, access, closing: see their modules.
        stop: of the process.
    """

    def __init__(
        self,
        path: Path,
        settings: VisionSettings,
        *,
        board: Board,
        desk: AuditDesk,
        access: Access,
        closing: Closing,
        stop: StopFlag,
    ) -> None:
        self.board, self.desk, self.access, self.closing = board, desk, access, closing
        self.settings = settings
        self.fault = ""
        self.turns = 0
        self._path = path
        self._stop = stop
        self._lock = threading.Lock()
        self._turn = Turn(closing, stop)

    def next_turn(self) -> Turn:
        """The camera is about to run with the settings of the file; ask the result when to end.

        What is saved from now on ends this turn: nothing that is saved goes unread.

        Raises:
            SettingsError: the settings cannot be read at all.
        """
        with self._lock:
            self.settings = load(VisionSettings, self._path)
            self.turns += 1
            turn = self._turn = Turn(self.closing, self._stop)
        self.board.look_for([tag_colour(tag) for tag in self.settings.staff_tags])
        return turn

    def drawing(self) -> dict[str, Any]:
        """What is drawn now, as the page reads and writes it."""
        found: dict[str, Any] = {key: getattr(self.settings, key) for key in DRAWN}
        plain: dict[str, Any] = msgspec.to_builtins(found)
        return plain

    def try_out(self, drawing: Drawing) -> list[str]:
        """What is wrong with a drawing, in the sentences with which settings are refused.

        Without faults, whoever wears one of its tags is marked from now on, saved or not.
        """
        try:
            text = self._text(drawing)
        except SettingsError as error:
            return error.faults
        tried = build(VisionSettings, tomllib.loads(text), source="the drawing")
        self.board.look_for([tag_colour(tag) for tag in tried.staff_tags])
        return []

    def save(self, drawing: Drawing) -> int:
        """Write the drawing to the settings file, and let the camera begin anew with it.

        Returns:
            The turn that ends with it: the next one counts with the drawing.

        Raises:
            AuditError: an audit runs, which would lose its line.
            SettingsError: the drawing has faults.
            SetupError: there is no picture yet, or the file cannot be written.
        """
        if self.desk.busy:
            raise AuditError("An audit runs: end it before you save.")
        with self._lock:
            save(self._path, self._text(drawing))
            self._turn.set()
            return self.turns

    def _text(self, drawing: Drawing) -> str:
        shown = self.board.newest()
        if shown is None:
            raise SetupError("There is no picture yet to draw on: wait until the camera shows one.")
        return redrawn(read(self._path), drawing, shown.size_wh)


def as_drawing(body: object) -> Mapping[str, list[dict[str, Any]]]:
    """A drawing from what a browser sent.

    Raises:
        SettingsError: it has not the shape of a drawing.
    """
    if isinstance(body, dict) and set(body) <= set(DRAWN):
        tables = [table for part in body.values() if isinstance(part, list) for table in part]
        if all(isinstance(part, list) for part in body.values()) and all(
            isinstance(table, dict) for table in tables
        ):
            return body
    raise SettingsError("the drawing", [f"must be an object of lists {', '.join(DRAWN)}"])
