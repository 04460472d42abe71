"""How the hub writes on paper: its colours, and text that no strange letter stops."""

from typing import Final

from wire.paper import FACE, FPDF, document, foreign_letters, from_right

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
        page.epw, points * line_mm, ready(page, text), align="L", new_x="LMARGIN", new_y="NEXT"
    )


def ready(page: FPDF, text: str) -> str:
    """Make a page ready to write a text as its script is read, and the text ready for the page.

    Args:
        page: where; what is measured or written next is this text.
        text: whatever somebody typed.

    Returns:
        It, with question marks for letters that the fonts have not: no shop's name may keep a page
        from paper.
    """
    # Only where it is needed: it takes four times as long.
    page.set_text_shaping(from_right(text))
    for letter in foreign_letters(page, text, shaped=True):
        text = text.replace(letter, _UNKNOWN)
    return text


def lacks_letters(text: str) -> bool:
    """Whether a file of this text would have question marks in it."""
    if text.isascii():
        return False
    with document() as made:
        return bool(foreign_letters(made, text, shaped=True))
