"""When each frame of a recording was taken, and whether the recording is whole.

A file of a steady rate is timed by it: an index over a rate is the same on every machine. Phones,
network recorders and GIFs take their frames when they can, and say when in a stamp of each frame:
by its mean rate alone, somebody in such a file would be late by seconds.
"""

from dataclasses import dataclass

_STEADY_FRAMES = 2.5
"""Stamps that are no further off than this are rounding, or frames told out of order."""
_BROKEN_SHARE = 0.9
"""A file's own count and length are often estimates; one that ends before this broke off."""
_SHORT_SHARE, _SHORT_SECONDS = 0.01, 1.0
"""One that ends before its promised end by more than either may have lost it."""


@dataclass
class FrameTimes:
    """The times of one file's frames, in order.

    Attributes:
        fps: frames a second, above 0: the file's own, or a guess.
        known: whether the file named that rate; else its stamps are followed from the start.
        guessed: whether there is neither a rate nor stamps of use, so that times mean nothing.
    """

    fps: float
    known: bool = True
    guessed: bool = False
    _last_s: float = 0.0
    _stamp_s: float = 0.0
    _shift_s: float = 0.0

    def __post_init__(self) -> None:
        self._by_stamp = not self.known

    def of(self, index: int, stamp_s: float) -> float:
        """Seconds since the file began; never less than those of the frame before.

        Args:
            index: of the frame, from 0, none left out.
            stamp_s: what the file says of it; not growing where it says nothing.
        """
        steady_s, next_s = index / self.fps, self._last_s + 1 / self.fps
        if index and stamp_s <= self._stamp_s:
            # It stands still or leaps back (two files in one): it says nothing of this frame.
            self._shift_s = next_s - stamp_s
            self.guessed = self.guessed or not self.known
        self._stamp_s, told_s = stamp_s, stamp_s + self._shift_s
        if abs(told_s - steady_s) > _STEADY_FRAMES / self.fps:
            self._by_stamp = True
        self._last_s = max(self._last_s, told_s) if self._by_stamp else steady_s
        return self._last_s


def breaks_off(frames: int, promised: int, lasted_s: float, promised_s: float) -> bool:
    """Whether a file ends long before it said it would, in frames and in time.

    Args:
        frames: that there were.
        promised: frames that it said it has; 0: it did not say.
        lasted_s: when it ended, seconds.
        promised_s: the length that it said it has, seconds.
    """
    return frames < _BROKEN_SHARE * promised and lasted_s < _BROKEN_SHARE * promised_s


def falls_short(frames: int, promised: int, lasted_s: float, promised_s: float) -> bool:
    """Whether a file ends a little before it said it would: cut by a bit, or a bad estimate."""
    if promised_s <= 0:
        return False
    whole = 1 - min(_SHORT_SHARE, _SHORT_SECONDS / promised_s)
    return frames < whole * promised and lasted_s < whole * promised_s
