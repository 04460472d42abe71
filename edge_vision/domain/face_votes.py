"""One visitor, one vote: what was seen of a face while its visitor was followed.

Looks are averaged, weighted by their quality, and the average is the vote: whoever stands before
the camera for a minute weighs as much as whoever walks by. Looks are spread over time, since two
pictures a tenth of a second apart tell the same thing twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.expressions import CLASSES

_SOON_SECONDS, _LATER_SECONDS = 0.3, 2.0
"""Between two looks: until a visitor was seen well `_SOME_LOOKS` times, and after."""
_SOME_LOOKS: Final = 8
_MOST_TRIES: Final = 400
"""Then nobody looks any more: the vote would not change."""


class Vote(NamedTuple):
    """What one visitor's face said.

    Attributes:
        scores: 3, see `domain.correction`; without a calibration the network's own by class.
        guess: the class that counting would have counted.
    """

    scores: NDArray[np.float64]
    guess: int


class Parting(NamedTuple):
    """A visitor who has left. `vote` None: the face was never seen well."""

    zone: str | None
    vote: Vote | None


@dataclass
class _Seen:
    due_s: float
    tries: int = 0
    looks: int = 0
    weight: float = 0.0
    scores: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(CLASSES)))
    own: NDArray[np.float64] = field(default_factory=lambda: np.zeros(len(CLASSES)))
    zones: dict[str | None, float] = field(default_factory=dict)


@dataclass
class FaceVotes:
    """Collects looks by track. Memory is bounded by the tracker's tracks."""

    _seen: dict[int, _Seen] = field(default_factory=dict)

    def due(self, tracks: Iterable[int], time_s: float, most: int) -> list[int]:
        """Which of these tracks to look at now: at most `most`, the least known first."""
        waiting = []
        for number in tracks:
            own = self._seen.setdefault(number, _Seen(time_s))
            if own.due_s <= time_s and own.tries < _MOST_TRIES:
                waiting.append((own.looks, own.due_s, number))
        return [number for _, _, number in sorted(waiting)[:most]]

    def turn(self, track: int) -> int:
        """How many looks at this track came before: whose turn it is among framings.

        Begins at another one for each track, so that those with one look have no framing in
        common that a correction measured on all of them would not know.
        """
        return self._seen[track].looks + track

    def looked(
        self,
        track: int,
        zone: str | None,
        time_s: float,
        quality: float,
        scores: NDArray[np.float64] | None = None,
        own: NDArray[np.float64] | None = None,
    ) -> None:
        """A look at a track.

        Args:
            track: its id.
            zone: where it stands.
            time_s: now.
            quality: 0: no face, or not good enough.
            scores: 3, of the look; None with quality 0.
            own: 3, the network's own probabilities by class; None with quality 0.
        """
        seen = self._seen[track]
        seen.tries += 1
        seen.zones[zone] = seen.zones.get(zone, 0.0) + quality
        if quality > 0 and scores is not None and own is not None:
            seen.looks += 1
            seen.weight += quality
            seen.scores += quality * scores
            seen.own += quality * own
        seen.due_s = time_s + (_SOON_SECONDS if seen.looks < _SOME_LOOKS else _LATER_SECONDS)

    def left(self, tracks: Iterable[int]) -> list[Parting]:
        """These visitors are gone; each parts once. Unknown ones were never believed in."""
        gone = [self._seen.pop(number) for number in tracks if number in self._seen]
        return [_parting(seen) for seen in gone]

    def forget(self, tracks: Iterable[int]) -> None:
        """These are staff: nothing of them is kept or told."""
        for number in tracks:
            self._seen.pop(number, None)

    @property
    def known(self) -> frozenset[int]:
        """Ids of everybody who was looked for."""
        return frozenset(self._seen)


def _parting(seen: _Seen) -> Parting:
    zone = max(seen.zones, key=lambda name: seen.zones[name]) if seen.zones else None
    if seen.weight <= 0:
        return Parting(zone, None)
    guess = int(np.argmax(seen.own))
    return Parting(zone, Vote(seen.scores / seen.weight, guess))
