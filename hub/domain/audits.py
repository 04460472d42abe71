"""How right a counter was while a person counted beside it, and when that is due again."""

from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from hub.domain.intervals import Proportion, proportion
from hub.domain.lengths import DAY_MS

NOTICE_DAYS: Final = 14
"""So long before its end an audit is said to be due, and from its end on to be overdue."""

AuditState = Literal["never", "current", "due", "overdue"]


class Tapped(NamedTuple):
    """Crossings of one direction: by the person, by the camera, and pairs that agree in time."""

    tapped: int
    counted: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What came of one direction. `right` is the share of all crossings that either saw."""

    tapped: int
    counted: int
    right: Proportion
    missed: int
    """Tapped by the person, not counted by the camera."""
    invented: int
    """Counted by the camera, not tapped by the person."""


def accuracy(told: Tapped) -> Accuracy:
    """Agreed of all crossings that the person or the camera saw: tapped + counted - agreed.

    Unlike the ratio of the two totals, misses and inventions do not cancel in it. A device that
    claims more pairs than there can be is taken at what there can be.
    """
    agreed = min(told.agreed, told.tapped, told.counted)
    return Accuracy(
        tapped=told.tapped,
        counted=told.counted,
        right=proportion(agreed, told.tapped + told.counted - agreed),
        missed=told.tapped - agreed,
        invented=told.counted - agreed,
    )


def audit_state(audited_ms: int | None, valid_ms: int, now_ms: int) -> AuditState:
    """Whether a camera should be audited.

    Args:
        audited_ms: its last audit; None: there was none.
        valid_ms: how long an audit is good for.
        now_ms: today.
    """
    if audited_ms is None:
        return "never"
    left_ms = audited_ms + valid_ms - now_ms
    if left_ms <= 0:
        return "overdue"
    return "due" if left_ms <= NOTICE_DAYS * DAY_MS else "current"
