"""Groups of visitors written into a store as ingest does, and kept for recounting."""

from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from hub.domain.tally import Sums
from hub.store.engine import writing
from hub.store.expressions import ExpressionRow, add_expression_windows
from hub.store.rollups import add_sums
from tests.hub.web.books import Books, Device
from wire.expression_events import ShareError

Row = ExpressionRow
ERRORS = [
    ShareError(labelled=120, negative=0.45, positive=0.22, together=-0.12),
    ShareError(labelled=90, negative=0.40, positive=0.30, together=-0.15),
    ShareError(labelled=150, negative=0.18, positive=0.32, together=-0.11),
]


@dataclass
class Faces:
    """What cameras told of expressions."""

    books: Books
    rows: list[ExpressionRow] = field(default_factory=list)

    def tell(
        self,
        camera: Device,
        at_ms: int,
        shares: tuple[float, float] = (0.2, 0.3),
        **changes: Any,
    ) -> ExpressionRow:
        """A group of 10 visitors in the zone `new`; `shares` are the negative and positive one."""
        negative, positive = shares
        corrected = changes.get("corrected", True)
        fields: dict[str, Any] = {
            "epoch_id": camera.epoch_id,
            "seq": self.books._next(),
            "device_id": camera.id,
            "at_ms": at_ms,
            "quality": 0,
            "seconds": 900,
            "visitors": 10,
            "unseen": 4,
            "least": 5,
            "negative": negative,
            "neutral": 1 - negative - positive,
            "positive": positive,
            "corrected": True,
            "zone": "new",
            "calibration": "b" * 32 if corrected else None,
            "errors": msgspec.json.encode(ERRORS if corrected else []).decode(),
            "network": "mini_xception",
            "detector": "yunet",
            "law": "eu",
        }
        row = ExpressionRow(**(fields | changes))
        self.rows.append(row)
        with writing(self.books.engine) as conn:
            add_sums(conn, Sums(), add_expression_windows(conn, [row]))
        return row


def recount(rows: list[ExpressionRow]) -> tuple[np.ndarray, np.ndarray]:
    """Shares (3) of these windows together and their standard errors, with whole matrices."""
    visitors = sum(row.visitors for row in rows)
    parts = [np.array([row.negative, row.neutral, row.positive]) * row.visitors for row in rows]
    shares = np.sum(parts, axis=0) / visitors
    inside = np.clip(shares, 0, 1)
    inside = inside / inside.sum()
    back = np.array([[1, 0], [-1, -1], [0, 1]])
    error = np.zeros((3, 3))
    for share, one in zip(inside, ERRORS, strict=True):
        block = np.array([[one.negative, one.together], [one.together, one.positive]])
        weight = share / visitors + share * share / one.labelled
        error += weight * back @ block @ back.T
    return shares, np.sqrt(np.diag(error))
