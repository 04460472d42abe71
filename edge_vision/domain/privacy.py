"""The rule under which anything about expressions may leave the device.

Visitors are dealt into *cells*: each visitor into exactly one, that of the zone in which the face
was seen best, or the one for everywhere else. A cell publishes the mean of its visitors once it
holds at least k of them, and then starts empty; until then it is carried into the next window.

Nothing else is published: no total over zones, no shorter or longer window, nothing twice. So all
published groups are disjoint and each has k visitors or more, and whatever is added or subtracted
of published numbers is a statement about unions of whole groups. There is no pair of numbers of
which one's group holds another's, and so no difference that would leave fewer than k
(complementary suppression, in the words of statistical offices, is never needed). A hub that
wants a total adds cells up.

What is left when the device stops, or has waited a day, is forgotten, never published.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

LEAST_VISITORS: Final = 5
"""k, unless the settings ask for more."""
LONGEST_WAIT_MS: Final = 24 * 3600 * 1000

Key = TypeVar("Key", bound=Hashable)
Vote = TypeVar("Vote")


@dataclass(frozen=True)
class Group(Generic[Key, Vote]):
    """Visitors of one cell who may be told of together.

    Attributes:
        cell: whose.
        start_ms, end_ms: since boot; ends and begins of windows, never of a visit.
        votes: k or more.
        unseen: others whose face was never seen well. They have no expression to protect.
    """

    cell: Key
    start_ms: int
    end_ms: int
    votes: tuple[Vote, ...]
    unseen: int


@dataclass
class _Cell(Generic[Vote]):
    start_ms: int
    votes: list[Vote] = field(default_factory=list)
    unseen: int = 0


@dataclass
class Cells(Generic[Key, Vote]):
    """Collects votes; gives groups out at the ends of windows.

    Attributes:
        least: k, at least 2.
        window_ms: length of a window; a group spans one or several.
        start_ms: of the open window, since boot.
        most_votes: of one cell in memory; more are not taken in before the window ends.
    """

    least: int
    window_ms: int
    start_ms: int
    most_votes: int = 20_000
    _cells: dict[Key, _Cell[Vote]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.least < 2:
            raise ValueError(f"k must be at least 2, not {self.least}: a group of one is a person")

    def vote(self, cell: Key, vote: Vote) -> None:
        """One visitor, who has left."""
        own = self._own(cell)
        if len(own.votes) < self.most_votes:
            own.votes.append(vote)

    def not_seen(self, cell: Key) -> None:
        """One visitor whose face was never seen well."""
        self._own(cell).unseen += 1

    def close_due(self, now_ms: int) -> list[Group[Key, Vote]]:
        """What may be told now, if a window's time is over. Call it before votes at a new time."""
        if now_ms - self.start_ms < self.window_ms:
            return []
        # The grid of windows stays where it was: its ends tell nothing of anybody's coming.
        end_ms = self.start_ms + (now_ms - self.start_ms) // self.window_ms * self.window_ms
        self.start_ms = end_ms
        return self._give_out(end_ms)

    def _give_out(self, end_ms: int) -> list[Group[Key, Vote]]:
        groups = [
            Group(key, cell.start_ms, end_ms, tuple(cell.votes), cell.unseen)
            for key, cell in self._cells.items()
            if len(cell.votes) >= self.least
        ]
        given = {group.cell for group in groups}
        self._cells = {
            key: cell
            for key, cell in self._cells.items()
            if key not in given and end_ms - cell.start_ms < LONGEST_WAIT_MS
        }
        return groups

    def _own(self, key: Key) -> _Cell[Vote]:
        return self._cells.setdefault(key, _Cell(self.start_ms))
