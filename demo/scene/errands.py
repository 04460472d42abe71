"""The walks people take at a shop door, each a pure function of a few drawn numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from numpy.random import Generator

from demo.scene.paths import Leg, Path, walk
from demo.scene.truth import LINE_Y_M

STREET_END_M = 7.0
"""Out of the picture to either side."""
_BEHIND_CAMERA_M = 7.2
_INSIDE_M = ((0.0, -1.4), (2.4, -2.4))
_KEEP_RIGHT_M = 0.42
_ABREAST_M = 0.62
_BACK_AWAY_M = 0.95
"""How far before the line somebody turns back."""


@dataclass(frozen=True)
class Party:
    """What a group has in common.

    Attributes:
        speed_m_s: of the slowest.
        side: -1 comes from the left, 1 from the right.
        leaves_to: side to which they go off afterwards.
        straight: comes across the street, from below the camera, not along the pavement.
        lane_m: drawn share, 0 to 1, of the width of a pavement lane.
        door_m: metres off the middle of the door's lane.
        pause_s: how long one of them stops, where the errand has a stop.
    """

    speed_m_s: float
    side: int
    leaves_to: int
    straight: bool
    lane_m: float
    door_m: float
    pause_s: float

    @classmethod
    def random(cls, rng: Generator, *, has_child: bool) -> Self:
        """Adults walk at 0.85 to 1.6 m/s, with a child at most 1.15."""
        return cls(
            speed_m_s=float(rng.uniform(0.8, 1.15) if has_child else rng.uniform(0.85, 1.6)),
            side=int(rng.choice((-1, 1))),
            leaves_to=int(rng.choice((-1, 1))),
            straight=bool(rng.random() < 0.3),
            lane_m=float(rng.uniform(0.0, 1.0)),
            door_m=float(rng.uniform(-0.1, 0.1)),
            pause_s=float(rng.uniform(1.5, 4.5)),
        )


@dataclass(frozen=True)
class Member:
    """One of `size` people who walk side by side; `place` 0 is nearest the shop's left."""

    party: Party
    place: int
    size: int

    @property
    def abreast_m(self) -> float:
        """Sideways from the middle of the group; three go through a door closer together."""
        return (self.place - (self.size - 1) / 2) * (_ABREAST_M if self.size < 3 else 0.55)

    def lane_y_m(self, heading: int, *, entering: bool = True) -> float:
        """Distance from the front when walking along it: each heading keeps to its own lane.

        `heading` is 1 to the right, -1 to the left. Who is on the group's right-hand side on the
        pavement is so in the door as well, or paths would cross.
        """
        nearest_m = 2.75 if heading > 0 else 3.75
        right_hand = heading if entering else -heading
        return nearest_m + 0.6 * self.party.lane_m + right_hand * self.abreast_m * 0.6

    def door_x_m(self, *, entering: bool) -> float:
        """Where this one goes through the door: people keep right, groups need the whole width."""
        lane = 0.0 if self.size > 2 else _KEEP_RIGHT_M * (1 if entering else -1)
        return lane + self.party.door_m + self.abreast_m * (1.0 if self.size > 2 else 0.8)


def passage(member: Member) -> list[Leg]:
    """Along the street, past the door."""
    side = member.party.side
    lane = member.lane_y_m(-side)
    return [Leg([(side * STREET_END_M, lane), (-side * STREET_END_M, lane)])]


def approach(member: Member, *, lingers: bool) -> list[Leg]:
    """From the street through the door. One who lingers stops on the line and goes on."""
    side, door_x = member.party.side, member.door_x_m(entering=True)
    way_in = [(door_x, 0.0), *((door_x + x * side, y) for x, y in _INSIDE_M)]
    street = _street(member, side, member.lane_y_m(-side), door_x)
    if not lingers:
        return [Leg([*street, *way_in])]
    on_line = (door_x, LINE_Y_M)
    return [Leg([*street, on_line], member.party.pause_s), Leg([on_line, *way_in])]


def departure(member: Member) -> list[Leg]:
    """From inside through the door and off along the street, or across it."""
    side, door_x = member.party.leaves_to, member.door_x_m(entering=False)
    way_out = [(door_x + x * member.party.side, y) for x, y in reversed(_INSIDE_M)]
    street = _street(member, side, member.lane_y_m(side, entering=False), door_x)
    return [Leg([*way_out, (door_x, 0.0), *reversed(street)])]


def detour(member: Member) -> list[Leg]:
    """Towards the door, a look, and off again without having crossed the line."""
    side, onward = member.party.side, member.party.leaves_to
    door_x = member.door_x_m(entering=True)
    stop = (door_x, LINE_Y_M + _BACK_AWAY_M)
    there = _street(member, side, member.lane_y_m(-side), door_x)[:-1]
    turn = (door_x + 0.35 * onward, stop[1] + 0.15)
    back = _street(member, onward, member.lane_y_m(onward), door_x + 0.6 * onward)[:-1]
    return [Leg([*there, stop], member.party.pause_s), Leg([stop, turn, *reversed(back)])]


def together(ways: Sequence[Sequence[Leg]], *, start_s: float, speed_m_s: float) -> list[Path]:
    """One path for each way, all ending at once: who has the longest way walks at `speed_m_s`."""
    alone = [walk(legs, start_s=start_s, speed_m_s=speed_m_s) for legs in ways]
    if len(alone) == 1:
        return alone
    longest_m = max(path.distances_m[-1] for path in alone)
    return [
        walk(legs, start_s=start_s, speed_m_s=speed_m_s * float(path.distances_m[-1] / longest_m))
        for legs, path in zip(ways, alone, strict=True)
    ]


def _street(member: Member, side: int, lane: float, door_x: float) -> list[tuple[float, float]]:
    """From the picture's edge to a point before the door."""
    if member.party.straight:
        start = (side * (0.6 + 1.2 * member.party.lane_m) + member.abreast_m, _BEHIND_CAMERA_M)
        return [start, (door_x, 2.3), (door_x, 1.75)]
    return [(side * STREET_END_M, lane), (door_x + side * 0.9, lane), (door_x, 1.75)]
