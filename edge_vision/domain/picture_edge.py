"""Who comes into the picture and who leaves it: bodies that its edge cuts, more or less of them.

Being cut is not enough: somebody who stands close to the camera is cut all the time, and so is a
group that fills the picture. Who comes in is cut when first seen, and then more of them shows.
"""

from typing import NamedTuple

from edge_vision.domain.geometry import Point
from edge_vision.domain.track import Track

_EDGE_PX, _EDGE_BODIES = 3.0, 0.05
"""A box that ends this close to the edge is cut by it: a network's boxes are a little short."""
_GROWN, _SHRUNK = 1.2, 0.85
"""Of a body's visible side: more than a box jitters, less than half a body makes."""

Size = tuple[float, float]


class Cut(NamedTuple):
    """A body that an edge of the picture cuts.

    `place` is beyond that edge, `visible_wh` how much showed; None for an axis that is not cut.
    """

    place: Point
    visible_wh: tuple[float | None, float | None]

    def came_in(self, track: Track) -> bool:
        """Whether more shows now, so that the body has come in since."""
        return any(
            before is not None and now >= _GROWN * before
            for before, now in zip(self.visible_wh, (track.width, track.height), strict=True)
        )

    def goes_out(self, most_wh: Size) -> bool:
        """Whether less shows than at the most, so that the body is on its way out."""
        return any(
            now is not None and now <= _SHRUNK * most
            for now, most in zip(self.visible_wh, most_wh, strict=True)
        )


def cut_by_edge(track: Track, picture_wh: Size, *, towards: Point | None = None) -> Cut | None:
    """How the edges of the picture cut a body; None: they do not.

    Args:
        track: as last seen.
        picture_wh: width and height of the picture.
        towards: where it is heading; only an edge that it heads for counts then.
    """
    place = list(track.position)
    visible: list[float | None] = [None, None]
    near_px = max(_EDGE_PX, _EDGE_BODIES * track.state.body_px)
    for axis, side in enumerate((track.width, track.height)):
        middle = track.position[axis]
        low = middle - side / 2 <= near_px
        high = middle + side / 2 >= picture_wh[axis] - near_px
        if low == high:
            continue  # cut on neither side, or as large as the picture
        if towards is not None and (towards[axis] < middle) != low:
            continue
        visible[axis] = side
        body_px = track.state.body_px
        place[axis] = -body_px if low else picture_wh[axis] + body_px
    if visible == [None, None]:
        return None
    return Cut((place[0], place[1]), (visible[0], visible[1]))
