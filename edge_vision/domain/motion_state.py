"""Where a person is, how fast, and how sure: a constant-velocity Kalman filter.

One 2 x 2 covariance serves both axes, and it is kept in body sizes, not pixels, so that the same
constants hold for a person of 40 px on a square and one of 400 px at a door, and at 5 as at 30
frames a second (steps are seconds).
"""

import math
from dataclasses import dataclass
from typing import Self

_START_POSITION_SD = 0.15
_START_SPEED_SD = 1.2
"""Bodies a second. People walk 1.4 m/s, which is 0.8 heights; seen from above a body is shorter."""
_ACCELERATION_SD = 1.0
"""Bodies a second squared, as white noise of the acceleration."""


@dataclass(frozen=True)
class MotionState:
    """Position and velocity of one track at one time.

    Attributes:
        x, y: pixels. vx, vy: pixels a second.
        body_px: the size all uncertainty is measured in.
        pp, pv, vv: covariance of position and speed on one axis, in bodies and seconds.
    """

    x: float
    y: float
    body_px: float
    vx: float = 0.0
    vy: float = 0.0
    pp: float = _START_POSITION_SD**2
    pv: float = 0.0
    vv: float = _START_SPEED_SD**2

    def after(self, seconds: float) -> Self:
        """The state to expect `seconds` later, less sure."""
        q = _ACCELERATION_SD**2
        return type(self)(
            x=self.x + self.vx * seconds,
            y=self.y + self.vy * seconds,
            body_px=self.body_px,
            vx=self.vx,
            vy=self.vy,
            pp=self.pp + 2 * seconds * self.pv + seconds**2 * self.vv + q * seconds**3 / 3,
            pv=self.pv + seconds * self.vv + q * seconds**2 / 2,
            vv=self.vv + q * seconds,
        )

    def seen_at(self, x: float, y: float, body_px: float, noise_bodies: float) -> Self:
        """The state once a person was seen there. `noise_bodies`: standard deviation of that."""
        total = self.pp + noise_bodies**2
        gain, speed_gain = self.pp / total, self.pv / total
        dx, dy = x - self.x, y - self.y
        return type(self)(
            x=self.x + gain * dx,
            y=self.y + gain * dy,
            body_px=body_px,
            vx=self.vx + speed_gain * dx,
            vy=self.vy + speed_gain * dy,
            pp=(1 - gain) * self.pp,
            pv=(1 - gain) * self.pv,
            vv=self.vv - speed_gain * self.pv,
        )

    def misfit(self, x: float, y: float, noise_bodies: float) -> float:
        """How far a sighting is from what was expected, in standard deviations."""
        sd_px = math.sqrt(self.pp + noise_bodies**2) * self.body_px
        return math.hypot(x - self.x, y - self.y) / sd_px

    def speed_bodies(self) -> float:
        """Bodies a second."""
        return math.hypot(self.vx, self.vy) / self.body_px
