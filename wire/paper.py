"""Documents as PDF with letters for Latin and Cyrillic. The only importer of fpdf2.

Whoever installs a room that prints has fpdf2; the ground floor itself does without.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import resources
from typing import Final

from fpdf import FPDF

__all__ = ["FACE", "FPDF", "document", "foreign_letters"]

FACE: Final = "DejaVu"
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


def foreign_letters(made: FPDF, text: str) -> list[str]:
    """Letters of a text that the fonts cannot draw, each once."""
    known = set(getattr(made.fonts[FACE.lower()], "cmap", {}))
    return sorted({letter for letter in text if letter > " " and ord(letter) not in known})
