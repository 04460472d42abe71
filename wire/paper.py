"""Documents as PDF, with letters for most scripts that are written in lines of single letters.

The only importer of fpdf2.

Whoever installs a room that prints has fpdf2; the ground floor itself does without.
"""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Final

from fpdf import FPDF

__all__ = ["FACE", "FPDF", "document", "foreign_letters", "from_right"]

FACE: Final = "DejaVu"
_FROM_RIGHT: Final = ("R", "AL")
_FILES: Final = (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf"))


@contextmanager
def document(size: str | tuple[float, float] = "A4") -> Iterator[FPDF]:
    """A document without pages and margins, in plain and bold `FACE`.

    Its fonts' files are closed at the end, which the library leaves to chance.

    Args:
        size: a name such as A4, or width and height in millimetres.
    """
    made = FPDF(format=size)
    made.set_margins(0, 0)
    made.set_auto_page_break(False)
    folder = resources.files(__package__).joinpath("fonts")
    for style, file in _FILES:
        with resources.as_file(folder.joinpath(file)) as font:
            made.add_font(FACE, style, font)
    try:
        yield made
    finally:
        for used in made.fonts.values():
            used.ttfont.close()  # type: ignore[union-attr]  # all of ours are files


def foreign_letters(made: FPDF, text: str, *, shaped: bool = False) -> list[str]:
    """Letters of a text that cannot be drawn, each once.

    Args:
        made: the document.
        text: to be drawn.
        shaped: whether `FPDF.set_text_shaping` will be on, without which text that is read from
            right to left would be drawn the wrong way round.
    """
    known = set(getattr(made.fonts[FACE.lower()], "cmap", {}))
    return sorted(
        letter
        for letter in set(text)
        if letter > " " and (ord(letter) not in known or (from_right(letter) and not shaped))
    )


def from_right(text: str) -> bool:
    """Whether something in a text is read from right to left."""
    return any(unicodedata.bidirectional(letter) in _FROM_RIGHT for letter in text)
