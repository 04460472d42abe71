"""A difference that is shown with its interval, whatever it is of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure less another, in their unit, with the ends of its interval.

    Who makes it says how sure the interval is, and for how many differences together it holds.
    """

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """More than noise: zero is not in the interval."""
        return self.low > 0 or self.high < 0
