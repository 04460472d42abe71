"""What connected cameras have counted in windows that are not stored yet. Live page only."""

from collections.abc import Sequence

from sqlalchemy import Connection

from hub.domain.flow import Flow, total
from hub.domain.open_windows import start_ms, still_open
from hub.figures.device_words import Word
from hub.figures.selection import Selection
from hub.store.footfall_queries import newest_window
from wire.status import OpenWindow


def open_flow(conn: Connection, chosen: Selection, known: Sequence[Word]) -> Flow:
    """The flow of all windows that are still being counted, since each shop's midnight."""
    return total(
        Flow(entered=window.entered, left=window.left)
        for word in known
        if word.status is not None and word.state.online
        for window in word.status.open_windows
        if window.kind == "door" and _counts(conn, chosen, word, window)
    )


def _counts(conn: Connection, chosen: Selection, word: Word, window: OpenWindow) -> bool:
    if word.status is None or word.status.at is None or word.state.status_ms is None:
        return False
    begins_ms = start_ms(window.at, word.status.at, word.state.status_ms)
    if begins_ms is None or begins_ms < chosen.slice_of(word.state.site_id).span.start_ms:
        return False
    newest = newest_window(conn, word.state.id, window.line)
    if newest is None:
        return True
    # A camera whose software does not tell the kind of an open window told it of the stored ones.
    return newest.kind == "door" and still_open(begins_ms, newest.at_ms, newest.seconds)
