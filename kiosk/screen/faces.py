"""The faces on the buttons: what tells them apart is the mouth, then the colour, then the word.

Colour alone would leave out one man in twelve; words alone, whoever does not read the language.
"""

from typing import NamedTuple

_COLOURS = ("#2f9e68", "#8ab833", "#f2b632", "#ee8434", "#dd4b45")
"""From the best to the worst. Drawn features are near black: at least 4.5:1 on each of them."""


class Face(NamedTuple):
    """One face in a box of 100 by 100: fill colour and the path of the mouth."""

    colour: str
    mouth: str
    open_mouth: bool
    brows: bool


def face(rank: int, of: int) -> Face:
    """The face of button `rank` (1 is the best) of `of` (at least 2)."""
    badness = (rank - 1) / (of - 1)
    bend = round(22 * (1 - 2 * badness))
    y = 64 - round(bend / 3)
    mouth = f"M29 {y} Q50 {y + 2 * bend} 71 {y}"
    best = rank == 1 and of > 2
    return Face(
        colour=_COLOURS[round(badness * (len(_COLOURS) - 1))],
        mouth=f"{mouth} Z" if best else mouth,
        open_mouth=best,
        brows=rank == of and of > 2,
    )
