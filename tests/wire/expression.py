"""Expression windows for tests."""

from datetime import UTC, datetime
from typing import Any

from wire.expression_events import ExpressionWindow, ShareError
from wire.scalars import Stamp

SHARE_ERROR = ShareError(labelled=60, negative=0.3, positive=0.1, together=-0.02)


def a_window(**changes: Any) -> ExpressionWindow:
    fields: dict[str, Any] = {
        "seq": 1,
        "at": Stamp(datetime(2026, 11, 23, tzinfo=UTC), "a" * 32, 0, synced=True),
        "seconds": 900,
        "zone": "till",
        "visitors": 7,
        "unseen": 2,
        "least": 5,
        "negative": 0.25,
        "neutral": 0.85,
        "positive": -0.1,
        "corrected": True,
        "calibration": "b" * 32,
        "errors": [SHARE_ERROR] * 3,
        "network": "fer2013_mini_xception",
        "detector": "yunet_2026may",
        "law": "eu",
    }
    return ExpressionWindow(**(fields | changes))
