"""How many of those who pass in the street come in."""

from dataclasses import dataclass

from hub.domain.intervals import Proportion, proportion


@dataclass(frozen=True, slots=True)
class Capture:
    """Entered and passed over the hours in which both were counted.

    `share` is None where no share of the passers-by can be told: none were counted, or more
    people came in than passed, so that the street line does not see all who come by.
    """

    entered: int
    passed: int
    share: Proportion | None


def capture(entered: int, passed: int) -> Capture:
    """The capture rate, where there is one."""
    told = passed > 0 and entered <= passed
    return Capture(entered, passed, proportion(entered, passed) if told else None)
