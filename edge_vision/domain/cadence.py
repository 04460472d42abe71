"""Which frames to look at: about so many a second, whatever the camera's own rate."""

from dataclasses import dataclass


@dataclass
class Cadence:
    """A grid of due times that gives way when frames come late.

    Attributes:
        per_second: frames wanted.
        due_s: before this time no frame is wanted.
    """

    per_second: float
    due_s: float = 0.0

    def took(self, time_s: float) -> None:
        """A frame of this time was taken: the next is due an interval after this one was due.

        Counting from when it was due keeps the mean rate right where the camera's frames do not
        fall on the grid; at least half an interval must pass, so a stall is not made up for.
        """
        interval_s = 1 / self.per_second
        self.due_s = max(self.due_s + interval_s, time_s + interval_s / 2)

    def restart(self) -> None:
        """The source's time begins anew."""
        self.due_s = 0.0
