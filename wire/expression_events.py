"""What a camera tells about expressions: shares of groups of visitors, never of one of them.

How to add windows up (the maths is in `edge_vision/domain/correction.py`):

- Add only windows with the same `calibration`; and uncorrected ones only among themselves.
- Shares of a whole: means of `negative`, `neutral`, `positive`, weighted by `visitors`. They are
  linear, not clipped, and single windows may lie outside 0..1: bring them into the simplex after
  adding, never before.
- Covariance of the whole, with its shares p (clipped to 0..1 and divided by their sum), its
  visitors n, and `errors` e_c of each class c, with L_c the labelled count:
  `sum over c of (p_c / n + p_c * p_c / L_c) * U_c`, where U_c is the symmetric 3 x 3 matrix with
  variances `e_c.negative`, `e_c.positive` and covariance `e_c.together`; since shares sum to 1,
  neutral's row and column are minus the sum of the other two.
- The second part of it (p_c * p_c / L_c) is the error of the calibration that all windows share:
  compute it once for the whole. In a *difference* of two wholes of one calibration use
  `(p_c - p'_c)^2 / L_c` for it, and only the first parts add.
- This is the error of measuring these visitors. Who takes them for a sample of other days adds
  `(diag(p) - p p') / n`.
"""

from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from wire.scalars import Count, Hex32, Name, Seq, Stamp, Word

LongSpan = Annotated[int, Meta(ge=1, le=2 * 86_400)]
"""Seconds. Longer than a window of counts: small groups are joined with later ones."""
Share = Annotated[float, Meta(ge=-1000, le=1000)]
Variance = Annotated[float, Meta(ge=0, le=1e6)]
Covariance = Annotated[float, Meta(ge=-1e6, le=1e6)]
LEAST_GROUP: Final = 2
"""No settings make it smaller: a group of one is a person."""
_ROUNDING: Final = 1e-4


class ShareError(Struct, frozen=True, kw_only=True):
    """What one visitor of one class adds to the error of the shares."""

    labelled: Annotated[int, Meta(ge=1, le=2**31)]
    """Labelled pictures of this class behind the calibration."""
    negative: Variance
    positive: Variance
    together: Covariance
    """Covariance of the negative and the positive share."""


class ExpressionWindow(Struct, frozen=True, kw_only=True):
    """Expression shares of one group of visitors, at one place, in one span of time.

    Groups never overlap: each visitor is in one group, of one place, once. A total over places or
    times is a sum of groups.
    """

    seq: Seq
    at: Stamp
    """Start of the span, which is the start of a window: no visitor's time."""
    seconds: LongSpan
    zone: Name | None
    """Where these visitors were seen best; None: in no zone."""
    visitors: Annotated[int, Meta(ge=LEAST_GROUP, le=2**31)]
    """Whose expression was read. Staff are not among them."""
    unseen: Count
    """Others, whose expression could not be read: never near, sharp and frontal enough."""
    least: Annotated[int, Meta(ge=LEAST_GROUP, le=10_000)]
    """The k that the settings ask for."""
    negative: Share
    neutral: Share
    positive: Share
    corrected: bool
    """False: counted guesses, which are far off; say so wherever they are shown."""
    calibration: Hex32 | None
    """Names the calibration; windows add up only within one."""
    errors: Annotated[list[ShareError], Meta(max_length=3)]
    """Of visitors who are negative, neutral, positive; empty when not corrected."""
    network: Word
    detector: Word
    law: Literal["eu", "uk", "none"]
    """The law profile it was measured under."""

    def __post_init__(self) -> None:
        if self.visitors < self.least:
            raise ValueError(f"a group of {self.visitors} visitors, of at least {self.least}")
        known = self.calibration is not None and len(self.errors) == 3
        if self.corrected != known or (not self.corrected and self.errors):
            raise ValueError("corrected shares need a calibration and three errors, others none")
        if abs(self.negative + self.neutral + self.positive - 1) > _ROUNDING:
            raise ValueError("the three shares must sum to 1")
