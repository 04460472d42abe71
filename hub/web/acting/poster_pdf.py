"""A poster as one sheet of A4."""

from functools import partial
from typing import Final

from hub.domain.score import Estimate
from hub.figures.posters import BeforeAndSince
from hub.paper import ACCENT, FAINT, INK, SOFT, ready, write
from hub.store.posters import Poster
from hub.store.sites import Site
from hub.web import show
from hub.words import gettext as _
from hub.words import ngettext
from wire.paper import FACE, FPDF, document

_MARGIN_MM: Final = 24.0
_LARGEST, _SMALLEST = 30.0, 14.0
"""Points of what was said and done: as large as the sheet lets them be."""
_LINE: Final = 0.45
"""Millimetres of a line for each point of its letters."""
_ROOM_MM: Final = 130.0
"""For both texts together."""
_write = partial(write, line_mm=_LINE)


def poster_pdf(poster: Poster, site: Site, figure: BeforeAndSince | None) -> bytes:
    """The sheet as a file, in the language that is spoken."""
    with document("A4") as page:
        page.set_margins(_MARGIN_MM, _MARGIN_MM)
        page.set_title(_("Poster"))
        page.add_page()
        page.set_fill_color(*ACCENT)
        page.rect(0, 0, page.w, 8, style="F")
        page.set_y(_MARGIN_MM)
        _write(page, _("Thank you for pressing."), 34, bold=True)
        page.ln(10)
        points = _points(page, poster)
        for title, said, colour in (
            (_("You said"), _paragraph(poster.said), INK),
            (_("We did"), _paragraph(poster.did), ACCENT),
        ):
            _write(page, title, 13, SOFT)
            page.ln(1)
            _write(page, said, points, colour, bold=True)
            page.ln(9)
        if figure is not None:
            _proof(page, figure)
        page.set_y(page.h - _MARGIN_MM)
        _write(page, site.name, 11, SOFT)
        return bytes(page.output())


def _proof(page: FPDF, figure: BeforeAndSince) -> None:
    _write(page, _("What came of it"), 13, SOFT)
    page.ln(3)
    for name, share, days in (
        (_("Before"), figure.before, figure.before_days),
        (_("Since"), figure.since, figure.since_days),
    ):
        happy = _("happy")
        _write(page, f"{name}: {show.share(share)} {happy}", 15, bold=True)
        _bar(page, share)
        presses = ngettext("%(num)s press", "%(num)s presses", share.presses)
        note = f"{presses}, {show.days(*days)}."
        if share.too_few:
            note = _("Too few to judge.") + " " + note
        if share.value is not None:
            note += " " + _("95%% interval %(range)s", range=show.percent_range(share))
        _write(page, note, 9, SOFT)
        page.ln(4)


def _bar(page: FPDF, share: Estimate) -> None:
    top = page.get_y() + 1.5
    page.set_fill_color(*FAINT)
    page.rect(page.l_margin, top, page.epw, 2.4, style="F")
    page.set_fill_color(*(SOFT if share.too_few else ACCENT))
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
        drawn = ready(page, _paragraph(text))
        found = page.multi_cell(page.epw, 1, drawn, dry_run=True, output="LINES")
        lines += len(found) if isinstance(found, list) else 0
    return lines * points * _LINE


def _paragraph(text: str) -> str:
    """Without the breaks that somebody typed."""
    return " ".join(text.split())
