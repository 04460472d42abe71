"""How well the model sees people from where this camera hangs, learnt while running.

From straight above a network sees hardly anybody often, and motion is all there is. From a slant
it sees people in nine looks of ten, and what walks with them unseen is a shadow, a trolley, a door.
"""

from collections.abc import Sequence
from typing import NamedTuple

from edge_vision.domain.track import Track

_FIRST, _LEAST_GAIN = 0.5, 0.1
"""What is thought before anybody came, worth one person; and the weight that a newcomer has at
least, so that the view may change."""


class Sight(NamedTuple):
    """Learnt from those whom the model saw at all.

    Those it never saw, and those not believed in, are left out: they may be shadows, and the more
    of them walked by, the more a shadow would be believed.

    Attributes:
        usual: in which share of its looks it sees somebody whom it knows, 0 to 1.
        people: how many taught that.
    """

    usual: float = _FIRST
    people: int = 0

    def with_walkers(self, tracks: Sequence[Track]) -> "Sight":
        """What is known once those of these who walked are counted in."""
        usual, people = self
        for track in tracks:
            if track.walked and track.trusted and track.known_by_sight and track.looks:
                people += 1
                gain = max(_LEAST_GAIN, 1 / (people + 1))
                usual += gain * (min(1.0, track.model_hits / track.looks) - usual)
        return Sight(usual, people)
