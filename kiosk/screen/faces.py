"""The faces on the buttons: what tells them apart is the mouth, then the colour, then the word.

Colour alone would leave out one man in twelve; words alone, whoever does not read the language.
"""

from itertools import pairwise
from typing import NamedTuple

_COLOURS = ((47, 158, 104), (118, 192, 67), (250, 204, 60), (240, 140, 56), (228, 92, 84))
"""From the best to the worst. The features are near black: at least 4.5:1 on each of them."""


class Face(NamedTuple):
    """One face in a box of 100 by 100: fill colour and the path of the mouth."""

    colour: str
    mouth: str
    open_mouth: bool
    brows: bool


def face(rank: int, of: int) -> Face:
    """The face of button `rank` (1 is the best) of `of` (at least 2)."""
    badness = (rank - 1) / (of - 1)
    bend = round(18 * (1 - 2 * badness))
    corners_y = 65 - round(0.45 * bend)
    mouth = f"M30 {corners_y} Q50 {corners_y + 2 * bend} 70 {corners_y}"
    best = rank == 1 and of > 2
    return Face(
        colour=_colour(badness),
        mouth=f"{mouth} Z" if best else mouth,
        open_mouth=best,
        brows=rank == of and of > 2,
    )


def _colour(badness: float) -> str:
    """Between the two nearest of the colours, `badness` from 0 to 1."""
    place = badness * (len(_COLOURS) - 1)
    index = min(int(place), len(_COLOURS) - 2)
    before, after = list(pairwise(_COLOURS))[index]
    mixed = (
        round(one + (other - one) * (place - index))
        for one, other in zip(before, after, strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
