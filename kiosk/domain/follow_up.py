"""Who is asked for a reason: whoever pressed a button of the lower half."""

from typing import NamedTuple


class Asked(NamedTuple):
    """A press whose reason was asked for. `until_ms`: when the question goes away."""

    button: int
    play: bool
    until_ms: int


def is_asked(button: int, of: int) -> bool:
    """Whether a press of button `button` (1 is the best) of `of` is followed by a question.

    A button in the middle is not: it says neither.
    """
    return 2 * button > of + 1


class FollowUp:
    """Holds the one question that is open. An answer is taken once, and only while it is.

    Args:
        of: how many buttons there are.
        reasons: how many reasons may be chosen; 0: nothing is asked.
        wait_ms: how long.
    """

    def __init__(self, *, of: int, reasons: int, wait_ms: int) -> None:
        self._of = of
        self._reasons = reasons
        self._wait_ms = wait_ms
        self._open: Asked | None = None

    def pressed(self, button: int, now_ms: int, *, play: bool) -> bool:
        """A press was recorded; returns whether its reason is asked for. Ends an older question."""
        asked = bool(self._reasons) and is_asked(button, self._of)
        self._open = Asked(button, play, now_ms + self._wait_ms) if asked else None
        return asked

    def answered(self, reason: int, now_ms: int) -> Asked | None:
        """A reason was chosen, from 1; returns the press it belongs to. None: nobody was asked."""
        asked, self._open = self._open, None
        if asked is None or now_ms > asked.until_ms or not 1 <= reason <= self._reasons:
            return None
        return asked
