"""A poster as one sheet of A4."""

from typing import Final

from hub.domain.score import Estimate
from hub.figures.posters import BeforeAndSince
from hub.store.posters import Poster
from hub.store.sites import Site
from hub.web import show
from hub.words import gettext as _
from hub.words import ngettext
from wire.paper import FACE, FPDF, document, foreign_letters

_MARGIN_MM: Final = 24.0
_INK, _SOFT, _FAINT, _ACCENT = (22, 32, 42), (92, 104, 116), (214, 220, 226), (15, 110, 132)
_LARGEST, _SMALLEST = 30.0, 14.0
"""Points of what was said and done: as large as the sheet lets them be."""
_LINE: Final = 0.45
"""Millimetres of a line for each point of its letters."""
_ROOM_MM: Final = 130.0
"""For both texts together."""


def poster_pdf(poster: Poster, site: Site, figure: BeforeAndSince | None) -> bytes:
    """The sheet as a file, in the language that is spoken."""
    with document("A4") as page:
        page.set_margins(_MARGIN_MM, _MARGIN_MM)
        page.set_title(_("Poster"))
        page.add_page()
        page.set_fill_color(*_ACCENT)
        page.rect(0, 0, page.w, 8, style="F")
        page.set_y(_MARGIN_MM)
        _write(page, _("Thank you for pressing."), 34, bold=True)
        page.ln(10)
        points = _points(page, poster)
        for title, said, colour in (
            (_("You said"), poster.said, _INK),
            (_("We did"), poster.did, _ACCENT),
        ):
            _write(page, title, 13, _SOFT)
            page.ln(1)
            _write(page, said, points, colour, bold=True)
            page.ln(9)
        if figure is not None:
            _proof(page, figure)
        page.set_y(page.h - _MARGIN_MM)
        _write(page, site.name, 11, _SOFT)
        return bytes(page.output())


def _proof(page: FPDF, figure: BeforeAndSince) -> None:
    _write(page, _("What came of it"), 13, _SOFT)
    page.ln(3)
    for name, share, days in (
        (_("Before"), figure.before, figure.before_days),
        (_("Since"), figure.since, figure.since_days),
    ):
        _write(page, f"{name}: {show.share(share)} {_('happy')}", 15, bold=True)
        _bar(page, share)
        presses = ngettext("%(num)s press", "%(num)s presses", share.presses)
        note = f"{presses}, {show.days(*days)}."
        if share.too_few:
            note = f"{_('Too few to judge.')} {note}"
        if share.value is not None:
            note += " " + _("95%% interval %(range)s", range=show.percent_range(share))
        _write(page, note, 9, _SOFT)
        page.ln(4)


def _bar(page: FPDF, share: Estimate) -> None:
    top = page.get_y() + 1.5
    page.set_fill_color(*_FAINT)
    page.rect(page.l_margin, top, page.epw, 2.4, style="F")
    page.set_fill_color(*(_SOFT if share.too_few else _ACCENT))
    left = page.l_margin + share.low * page.epw
    page.rect(left, top, (share.high - share.low) * page.epw, 2.4, style="F")
    page.set_y(top + 4.5)


def _points(page: FPDF, poster: Poster) -> float:
    """The largest letters with which both texts fit."""
    points = _LARGEST
    while points > _SMALLEST and _height_mm(page, poster, points) > _ROOM_MM:
        points -= 1
    return points


def _height_mm(page: FPDF, poster: Poster, points: float) -> float:
    page.set_font(FACE, "B", points)
    lines = 0
    for text in (poster.said, poster.did):
        known = _known(page, text)
        found = page.multi_cell(page.epw, 1, known, dry_run=True, output="LINES")
        lines += len(found) if isinstance(found, list) else 0
    return lines * points * _LINE


def _write(
    page: FPDF,
    text: str,
    points: float,
    colour: tuple[int, int, int] = _INK,
    *,
    bold: bool = False,
) -> None:
    page.set_font(FACE, "B" if bold else "", points)
    page.set_text_color(*colour)
    known = _known(page, text)
    page.multi_cell(page.epw, points * _LINE, known, align="L", new_x="LMARGIN", new_y="NEXT")


def _known(page: FPDF, text: str) -> str:
    """The text in one paragraph, without letters that the fonts cannot draw."""
    text = " ".join(text.split())
    for letter in foreign_letters(page, text):
        text = text.replace(letter, "?")
    return text
