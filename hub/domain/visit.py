"""A technician's visit to a device: what is looked at, and what was seen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from hub.domain.text import N_

TICKS: Final[dict[str, dict[str, str]]] = {
    "kiosk": {
        "lights": N_("Each light came on when its button was pressed"),
        "wires": N_("Wires and plugs hold when pulled gently"),
        "clean": N_("Buttons and sign are clean and in their place"),
    },
    "camera": {
        "view": N_("The whole door is in the picture, and nothing hangs before it"),
        "mount": N_("The camera cannot be turned by hand"),
        "clean": N_("The lens is clean"),
    },
}
"""What only a person can see, by room. The key is stored, so it never changes its meaning."""


class Passed(NamedTuple):
    """Passages of one line since the visit began."""

    line: str
    entered: int
    left: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What the hub itself saw of a device since the visit began."""

    connected: bool
    pressed: Mapping[int, int]
    """Presses by button."""
    buttons: int | None
    """How many the kiosk has. None: it was never pressed, so nobody knows."""
    passed: Sequence[Passed]
    audited: bool
    """An audit of its counting has come since."""


def missing_buttons(seen: Seen) -> list[int]:
    """Buttons that were not pressed yet."""
    return [n for n in range(1, (seen.buttons or 0) + 1) if not seen.pressed.get(n)]


def counts_both_ways(seen: Seen) -> bool:
    """Whether somebody was counted in and out at every line that is known."""
    return bool(seen.passed) and all(one.entered and one.left for one in seen.passed)


def passages(
    stored: Mapping[str, tuple[int, int]],
    open_now: Mapping[str, tuple[int, int]],
    open_then: Mapping[str, tuple[int, int]],
) -> list[Passed]:
    """Passages since a visit began, live, by line.

    Args:
        stored: sums of the windows that came since, (entered, left) by line.
        open_now: the windows that have not ended yet.
        open_then: those that had not ended when the visit began: what they held is not new, and
            comes again with the stored window.
    """
    found = []
    for line in sorted({*stored, *open_now, *open_then}):
        parts = [one.get(line, (0, 0)) for one in (stored, open_now, open_then)]
        both = (max(0, parts[0][way] + parts[1][way] - parts[2][way]) for way in (0, 1))
        found.append(Passed(line, *both))
    return found


def all_done(room: str | None, seen: Seen, ticked: Sequence[str]) -> bool:
    """Whether nothing is left to do."""
    if not seen.connected or set(TICKS.get(room or "", ())) - set(ticked):
        return False
    if room == "camera":
        return counts_both_ways(seen) and seen.audited
    return bool(seen.buttons) and not missing_buttons(seen)
