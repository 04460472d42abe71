"""How the hub writes on paper: its colours, and text that no strange letter stops."""

from typing import Final

from wire.paper import FACE, FPDF, document, foreign_letters

Colour = tuple[int, int, int]
INK: Final[Colour] = (22, 32, 42)
SOFT: Final[Colour] = (92, 104, 116)
FAINT: Final[Colour] = (214, 220, 226)
ACCENT: Final[Colour] = (15, 110, 132)
_UNKNOWN: Final = "?"


def write(
    page: FPDF,
    text: str,
    points: float,
    colour: Colour = INK,
    *,
    bold: bool = False,
    line_mm: float = 0.5,
) -> None:
    """A paragraph over the width between the margins; what follows begins below it.

    Args:
        page: where.
        text: in one paragraph; letters that the fonts have not become question marks.
        points: how large its letters are.
        colour: red, green and blue, 0 to 255.
        bold: in bold letters.
        line_mm: millimetres of a line for each point of its letters.
    """
    page.set_font(FACE, "B" if bold else "", points)
    page.set_text_color(*colour)
    page.multi_cell(
        page.epw, points * line_mm, known(page, text), align="L", new_x="LMARGIN", new_y="NEXT"
    )


def known(page: FPDF, text: str) -> str:
    """A text without letters that the fonts have not: no shop's name may keep a page from paper."""
    for letter in foreign_letters(page, text):
        text = text.replace(letter, _UNKNOWN)
    return text


def lacks_letters(text: str) -> bool:
    """Whether the fonts lack letters of a text."""
    with document() as made:
        return bool(foreign_letters(made, text))
