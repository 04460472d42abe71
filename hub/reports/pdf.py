"""A report as a page of A4, or as many as the shops need."""

from typing import Final

from hub.paper import ACCENT, FAINT, INK, SOFT, Colour, lacks_letters, ready, write
from hub.reports.said import Box, Said
from hub.words import gettext as _
from wire.paper import FACE, FPDF, document

_MARGIN_MM: Final = 16.0
_GOOD, _BAD = (32, 96, 176), (190, 84, 20)
_WAYS: Final = {
    "up": ("\N{BLACK UP-POINTING TRIANGLE}", _GOOD),
    "down": ("\N{BLACK DOWN-POINTING TRIANGLE}", _BAD),
    "same": ("\N{BULLET}", SOFT),
}
_BOX_HEIGHT_MM, _GAP_MM, _ROW_MM = 27.0, 4.0, 7.0


def report_pdf(said: Said) -> bytes:
    """The report as a file."""
    with document("A4") as page:
        page.set_margins(_MARGIN_MM, _MARGIN_MM)
        page.set_title(said.title)
        page.add_page()
        _head(page, said)
        _boxes(page, said.boxes)
        _changes(page, said)
        _table(page, said)
        _foot(page, said)
        return bytes(page.output())


def _head(page: FPDF, said: Said) -> None:
    page.set_fill_color(*ACCENT)
    page.rect(0, 0, page.w, 5, style="F")
    page.set_y(_MARGIN_MM)
    write(page, said.title, 19, bold=True)
    write(page, said.under, 11, SOFT)
    if said.sample:
        write(page, said.sample, 10, bold=True)
    page.ln(5)


def _boxes(page: FPDF, boxes: list[Box]) -> None:
    top, width = page.get_y(), (page.epw - _GAP_MM) / 2
    for place, box in enumerate(boxes):
        x = page.l_margin + (place % 2) * (width + _GAP_MM)
        _box(page, box, x, top + (place // 2) * (_BOX_HEIGHT_MM + _GAP_MM), width)
    page.set_y(top + (len(boxes) + 1) // 2 * (_BOX_HEIGHT_MM + _GAP_MM) + 2)


def _box(page: FPDF, box: Box, x: float, y: float, width: float) -> None:
    page.set_draw_color(*FAINT)
    page.rect(x, y, width, _BOX_HEIGHT_MM, round_corners=True, corner_radius=2)
    _at(page, box.title, x + 4, y + 3, width - 8, 8.5, SOFT)
    _at(page, box.value, x + 4, y + 8, width - 8, 18, SOFT if box.few else INK, bold=True)
    if box.low is not None and box.high is not None and box.middle is not None:
        left, length = x + 4, width - 8
        page.set_fill_color(*FAINT)
        page.rect(left, y + 17.2, length, 1.4, style="F")
        page.set_fill_color(*(SOFT if box.few else ACCENT))
        page.rect(left + box.low * length, y + 17.2, (box.high - box.low) * length, 1.4, style="F")
        page.set_fill_color(*INK)
        page.rect(left + box.middle * length - 0.4, y + 16.6, 0.8, 2.6, style="F")
    _at(page, box.note, x + 4, y + 20, width - 8, 8, SOFT)


def _changes(page: FPDF, said: Said) -> None:
    write(page, said.changes_title, 12, bold=True)
    page.ln(1)
    for way, text in said.changes:
        mark, colour = _WAYS[way]
        page.set_text_color(*colour)
        page.set_font(FACE, "", 10)
        page.cell(6, 5.4, mark)
        page.set_text_color(*INK)
        page.multi_cell(
            page.epw - 6, 5.4, ready(page, text), align="L", new_x="LMARGIN", new_y="NEXT"
        )
    write(page, said.changes_note, 8, SOFT)
    page.ln(4)


def _table(page: FPDF, said: Said) -> None:
    widths = [page.epw * part for part in (0.35, 0.21, 0.27, 0.17)]
    _line(page, said.header, widths, bold=True)
    for row in said.rows:
        if page.get_y() > page.h - _MARGIN_MM - 2 * _ROW_MM:
            page.add_page()
            page.set_y(_MARGIN_MM)
            _line(page, said.header, widths, bold=True)
        _line(page, row, widths)


def _line(page: FPDF, cells: tuple[str, ...], widths: list[float], *, bold: bool = False) -> None:
    page.set_font(FACE, "B" if bold else "", 9)
    page.set_text_color(*(SOFT if bold else INK))
    page.set_draw_color(*FAINT)
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        text = _fitting(page, ready(page, cell), width - 2)
        page.cell(width, _ROW_MM, text, border="B", align="R" if place else "L")
    page.ln(_ROW_MM)


def _foot(page: FPDF, said: Said) -> None:
    page.ln(4)
    write(page, said.foot, 8, SOFT)
    if lacks_letters(said.title + "".join(row[0] for row in said.rows)):
        missing = _(
            "This file has no letters for a part of the names and shows question marks; the page "
            "Reports has them all."
        )
        write(page, missing, 8, SOFT)


def _at(
    page: FPDF,
    text: str,
    x: float,
    y: float,
    width: float,
    points: float,
    colour: Colour,
    *,
    bold: bool = False,
) -> None:
    page.set_xy(x, y)
    page.set_font(FACE, "B" if bold else "", points)
    page.set_text_color(*colour)
    page.cell(width, points * 0.45, _fitting(page, ready(page, text), width))


def _fitting(page: FPDF, text: str, width: float) -> str:
    """The text, cut with an ellipsis where it is too long for its place."""
    if page.get_string_width(text) <= width:
        return text
    while text and page.get_string_width(f"{text}...") > width:
        text = text[:-1]
    return f"{text}..."
