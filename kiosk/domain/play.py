"""Which presses look like play. All of them are kept; the flag lets the hub show both scores.

A lock-out after each press, as other systems have it, eats honest votes: 5 s cost a fifth of them
at 180 presses an hour. Here nothing is lost, and two customers one after the other, even two
within a second, are never flagged.
"""

from collections import deque


class PlayRule:
    """Decides at the instant of a press, with what is known then.

    A press is flagged if it and the `presses` - 1 presses before it on this kiosk, whatever their
    buttons and their own flags, all fall within less than `window_ms`. With 3 in 5 s: the first
    two of a burst are not flagged (they may well be honest), the third and each further one are,
    until the last three no longer fit into 5 s.

    Args:
        presses: how many make a burst, at least 2.
        window_ms: within how long.
    """

    def __init__(self, *, presses: int, window_ms: int) -> None:
        self._window_ms = window_ms
        self._before_ms: deque[int] = deque(maxlen=presses - 1)

    def judge(self, at_ms: int) -> bool:
        """Whether a press at `at_ms` looks like play. Presses come in the order of their time."""
        full = len(self._before_ms) == self._before_ms.maxlen
        flagged = full and at_ms - self._before_ms[0] < self._window_ms
        self._before_ms.append(at_ms)
        return flagged
