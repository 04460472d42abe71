"""One person as far as seen: where, how fast, how large, and whether to believe in them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from edge_vision.domain.detections import Boxes, no_boxes
from edge_vision.domain.motion_state import MotionState

MODEL_NOISE, MOTION_NOISE = 0.1, 0.15
"""Standard deviation of a box's middle, in bodies: a blob loses a leg or gains a shadow."""
_HELD_NOISE = 0.3
"""The same within a box around several."""
_CONFIRM_HITS, _CONFIRM_SECONDS = 3, 0.3
_STILL_SPEED = 0.25
"""Bodies a second, below which somebody counts as standing."""
_SIZE_GAIN, _GROWING_GAIN = 0.3, 0.6
"""While a person walks into the picture the box grows quickly: the first boxes are a foot."""
_COLOUR_GAIN = 0.15
_ONE_END = 0.5
"""Where one end of a box is wrong, its middle is wrong by half as much."""
_WALKED_BODIES, _WALKED_HITS = 1.5, 6
_MODEL_KNOWS = 0.75
"""Where the model sees people in this share of its looks, what walks with people and is hardly ever
seen is a shadow. Where it sees them less often (a camera that looks straight down), motion is all
there is."""
_MOST_SIGHT, _HARDER_TO_SEE = 0.95, 40.0
"""However well the model sees people, and by how much its odds are worse for who is hardest to see.
A share would not do: on pavement.mp4 it sees 78 % and of one person 11 %, on squares 95 % and of
nobody less than 30 %, but of shadows that were taken for somebody beside them up to 25 %."""
_ALONE_SHARE = 0.25
"""Whoever was beside others in no more than this share of the sightings walks alone."""
_MOTION_TRUST_BODIES, _MOTION_TRUST_HITS = 0.8, 4


@dataclass
class Track:
    """One person as far as seen. `id` is unique within one tracker and means nothing outside.

    Attributes:
        state: filtered position and velocity at `seen_s`.
        width, height: pixels, smoothed.
        born_s, seen_s: first and last sighting, in the source's seconds.
        alone_s: last sighting that was of nobody else as well, see `hold`.
        first: where it was first seen, x and y in pixels.
        colours: 6, of the clothes (`Detections.colours`), smoothed.
        hits, model_hits: sightings, and those by the model.
        looks: sightings while the model looked there.
        missed_looks: times the model looked and did not see it, since it last was seen.
        doubled: sightings in which it lay mostly within an older track: a bag, half a body.
        beside: sightings close to somebody else whom the model knows.
        usual_sight: how often the model sees those whom it knows here, 0 to 1 (`sight`).
        travelled_bodies: the furthest it has been from `first`.
    """

    id: int
    state: MotionState
    width: float
    height: float
    born_s: float
    seen_s: float
    alone_s: float
    first: tuple[float, float]
    colours: NDArray[np.float64]
    hits: int = 1
    model_hits: int = 0
    looks: int = 0
    missed_looks: int = 0
    doubled: int = 0
    beside: int = 0
    usual_sight: float = 0.0
    travelled_bodies: float = 0.0

    @property
    def confirmed(self) -> bool:
        """Seen often and long enough to be more than noise, at 30 frames a second too."""
        return self.hits >= _CONFIRM_HITS and self.seen_s - self.born_s > _CONFIRM_SECONDS

    @property
    def trusted(self) -> bool:
        """Believed to be a person: known to the model, or something that went somewhere.

        Flicker, a swinging door or the ghost of a moved chair is seen often but goes nowhere. A
        long shadow goes where its owner goes, so where the model knows people it has to know this
        one as well, or see that it walks alone.
        """
        if not self.confirmed or 2 * self.doubled >= self.hits:
            return False
        far = self.travelled_bodies >= _MOTION_TRUST_BODIES
        went = far and self.hits >= _MOTION_TRUST_HITS
        if self.usual_sight < _MODEL_KNOWS:
            return self.known_by_sight or went
        if self.walked and self.beside <= _ALONE_SHARE * self.hits:
            return True
        likely = self.model_hits >= _least_sight(self.usual_sight) * self.looks
        return likely and (self.known_by_sight or (went and self.model_hits > 0))

    @property
    def known_by_sight(self) -> bool:
        """Whether the model saw a person here more than once."""
        return self.model_hits > 1

    @property
    def walked(self) -> bool:
        """Whether it went somewhere, and for long enough to say what it was."""
        return self.travelled_bodies >= _WALKED_BODIES and self.hits >= _WALKED_HITS

    @property
    def known_to_model(self) -> bool:
        """Whether the model sees this person most of the time."""
        return self.confirmed and 2 * self.model_hits > self.hits

    @property
    def still(self) -> bool:
        """Standing rather than walking."""
        return self.state.speed_bodies() < _STILL_SPEED

    @property
    def position(self) -> tuple[float, float]:
        """Middle of the body at `seen_s`, pixels."""
        return self.state.x, self.state.y

    def box_at(self, time_s: float) -> tuple[float, float, float, float]:
        """Where the body is expected, x1, y1, x2, y2."""
        state = self.state.after(max(0.0, time_s - self.seen_s))
        dx, dy = self.width / 2, self.height / 2
        return state.x - dx, state.y - dy, state.x + dx, state.y + dy

    def before(self, time_s: float) -> tuple[float, float]:
        """Where it was before it was first seen, had it walked then as it has since, pixels.

        Only for who was seen at two times or more.
        """
        share = (self.born_s - time_s) / (self.seen_s - self.born_s)
        (x, y), (now_x, now_y) = self.first, self.position
        return x - share * (now_x - x), y - share * (now_y - y)

    @classmethod
    def born(
        cls,
        number: int,
        box: NDArray[np.float64],
        time_s: float,
        *,
        by_model: bool,
        colours: NDArray[np.float64],
    ) -> Self:
        """A new track from its first sighting, x1, y1, x2, y2."""
        x, y, width, height = _measures(box)
        return cls(
            id=number,
            state=MotionState(x, y, max(width, height)),
            width=width,
            height=height,
            born_s=time_s,
            seen_s=time_s,
            alone_s=time_s,
            first=(x, y),
            colours=colours,
            model_hits=int(by_model),
        )

    def see(
        self,
        box: NDArray[np.float64],
        time_s: float,
        *,
        by_model: bool,
        colours: NDArray[np.float64],
    ) -> None:
        """Take in a sighting, later than the last."""
        x, y, width, height = _measures(box)
        odd_px = self._odd_px(width, height)
        gain = _SIZE_GAIN if self.hits > _CONFIRM_HITS else _GROWING_GAIN
        self.width += gain * (width - self.width)
        self.height += gain * (height - self.height)
        self.colours = self.colours + _COLOUR_GAIN * (colours - self.colours)
        noise = MODEL_NOISE if by_model else MOTION_NOISE
        body_px = max(self.width, self.height)
        noise = math.hypot(noise, _ONE_END * odd_px / body_px)
        expected = self.state.after(time_s - self.seen_s)
        self.state = expected.seen_at(x, y, body_px, noise)
        self.seen_s = self.alone_s = time_s
        self.missed_looks = 0
        self.hits += 1
        self.model_hits += int(by_model)
        away_px = math.dist(self.first, self.position)
        self.travelled_bodies = max(self.travelled_bodies, away_px / self.state.body_px)

    def hold(self, box: NDArray[np.float64], time_s: float) -> None:
        """Seen only together with others, about here: that says where, and nothing of who."""
        x, y, _, _ = _measures(box)
        expected = self.state.after(time_s - self.seen_s)
        self.state = expected.seen_at(x, y, self.state.body_px, _HELD_NOISE)
        self.seen_s = time_s

    def _odd_px(self, width: float, height: float) -> float:
        """How far a box is from the usual size: half of somebody hidden, or with a neighbour."""
        if self.hits <= _CONFIRM_HITS:
            return 0.0  # it is not known yet
        return max(abs(width - self.width), abs(height - self.height))


def _least_sight(usual: float) -> float:
    """In which share of its looks the model sees the person who is hardest to see, 0 to 1."""
    sure = min(usual, _MOST_SIGHT)
    odds = sure / (1 - sure) / _HARDER_TO_SEE
    return odds / (1 + odds)


def boxes_at(tracks: Sequence[Track], time_s: float) -> Boxes:
    """N x 4: where these are expected at a time."""
    boxes = [track.box_at(time_s) for track in tracks]
    return np.asarray(boxes) if boxes else no_boxes()


def _measures(box: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Middle x and y, width and height of a box."""
    x1, y1, x2, y2 = (float(value) for value in box)
    return (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1
