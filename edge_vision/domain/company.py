"""Who is close to whom: bags and shadows go with people, and nobody is alone in a crowd."""

from collections.abc import Sequence

import numpy as np

from edge_vision.domain.detections import cover, gaps
from edge_vision.domain.track import Track, boxes_at

_DOUBLE_COVER = 0.65
_BESIDE_BODIES = 1.5
"""A long shadow begins at its owner's feet; now and then its first part is too faint to see."""


def note_company(seen: Sequence[Track], time_s: float) -> None:
    """Note on each of the tracks seen at this time whether it was within or beside another."""
    if len(seen) < 2:
        return
    boxes = boxes_at(seen, time_s)
    for row, column in zip(*np.nonzero(cover(boxes, boxes) > _DOUBLE_COVER), strict=True):
        one, other = seen[row], seen[column]
        one.doubled += int((-other.hits, other.id) < (-one.hits, one.id))
    known = np.asarray([track.known_by_sight for track in seen])
    apart = gaps(boxes, boxes)
    np.fill_diagonal(apart, np.inf)
    for track, others in zip(seen, apart[:, known], strict=True):
        track.beside += int((others < _BESIDE_BODIES * track.state.body_px).any())
